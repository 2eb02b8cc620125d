import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Duckdb from '@duckdb/node-api';
import { unableFailure } from '../failure.ts';

/** A value of a query's answer: wide integers and decimals arrive as strings, NaN and infinities too. */
export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** A throw-away DuckDB with a folder of its own, both gone after `close`. */
export interface Workspace {
  readonly folder: string;
  readonly threads: number;
  rows(sql: string): Promise<Row[]>;
  /** The only row of an aggregate query. */
  row(sql: string): Promise<Row>;
  run(sql: string): Promise<void>;
  /** Percentage of the running query, -1 when DuckDB cannot tell. */
  percent(): number;
  interrupt(): void;
  close(): void;
}

export interface WorkspaceOptions {
  memory: string;
  threads: number;
  /** Without a file of its own, which opens faster; for work that makes no table of any size. */
  inMemory?: boolean;
}

/**
 * Opens a workspace that uses at most `memory` and then spills to its folder. Whatever the number of threads, results are the same
 * to the last bit on every run: sums of floating point numbers are taken block by block and added up in order (see block-sums.ts).
 */
export async function openWorkspace({ memory, threads, inMemory = false }: WorkspaceOptions): Promise<Workspace> {
  const { DuckDBInstance } = await loadDuckdb();
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-'));
  let instance: Duckdb.DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(inMemory ? ':memory:' : join(folder, 'work.duckdb'), {
      memory_limit: memory,
      threads: String(threads),
      temp_directory: join(folder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return { ...workspaceOf(folder, instance, connection), threads };
  } catch (error) {
    instance?.closeSync();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function loadDuckdb(): Promise<typeof Duckdb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unableFailure(
      `profiling files needs DuckDB, and it is not here (${reason})`,
      'It is an optional dependency: npm install @duckdb/node-api, or npm ci without --omit=optional.',
    );
  }
}

function workspaceOf(
  folder: string,
  instance: Duckdb.DuckDBInstance,
  connection: Duckdb.DuckDBConnection,
): Omit<Workspace, 'threads'> {
  const rows = async (sql: string): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql).catch(inWords);
    return reader.getRowObjectsJson() as Row[];
  };
  return {
    folder,
    rows,
    row: async (sql) => (await rows(sql))[0] ?? {},
    run: async (sql) => void (await connection.run(sql).catch(inWords)),
    percent: () => connection.progress.percentage,
    interrupt: () => connection.interrupt(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Lack of memory or disk is told in words; every other error is passed on as it is. */
function inWords(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  if (/No space left on device|max_temp_directory_size/i.test(text)) {
    throw unableFailure('no space left for temporary data', 'Point TMPDIR to a folder with more space.');
  }
  if (/^Out of Memory Error/.test(text))
    throw unableFailure('the files need more memory than --memory allows', 'Give more, such as --memory 4GB.');
  throw error;
}
