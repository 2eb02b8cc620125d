import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';
import type { Bench } from '../bench.ts';
import { median } from '../ingest/load.ts';
import { generate } from './generate.ts';

const memory = '1GB';

/** Ten million rows of twenty columns in Parquet, against a plain DuckDB program with the same metrics, threads and memory limit. */
export const profile: Bench = {
  name: 'profile',
  about: 'seconds to profile 10M x 20 Parquet, against plain DuckDB, and peak memory',
  run: ({ say }) => compare({ rows: 10_000_000, rounds: 3, exactRows: 5_000_000, say }),
};

interface Comparison {
  rows: number;
  rounds: number;
  /** As --exact-rows. */
  exactRows: number;
  say(text: string): void;
}

/** The comparison with any number of rows; each program runs in a process of its own, in turn. */
export async function compare({ rows, rounds, exactRows, say }: Comparison): ReturnType<Bench['run']> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const threads = availableParallelism();
  try {
    const file = join(folder, 'data.parquet');
    say(`writing ${rows} rows …`);
    await generate(file, rows, folder);
    const limits = ['--memory', memory, '--threads', String(threads), '--exact-rows', String(exactRows)];
    const ours = ['profile', file, '--dataset', 'bench/orders', '-o', 'json', ...limits];
    const plain = [
      join(packageRoot(), 'dist', 'bench', 'profile', 'plain-duckdb.js'),
      file,
      memory,
      String(threads),
      folder,
    ];
    const runs: { ours: Ran; plain: Ran }[] = [];
    for (let round = 1; round <= rounds; round++) {
      const run = { ours: await timed(['-e', program(ours)], folder), plain: await timed(plain, folder) };
      runs.push(run);
      say(
        `round ${round} of ${rounds}: ${run.ours.seconds.toFixed(1)} s, plain DuckDB ${run.plain.seconds.toFixed(1)} s`,
      );
    }
    return { conditions: conditionsOf(runs, { rows, rounds, threads, exactRows }), figures: figuresOf(runs) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const program = (args: string[]): string => {
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  return `import(${JSON.stringify(main)}).then(async (m) => { process.exitCode = await m.main(${JSON.stringify(args)}) })`;
};

interface Ran {
  seconds: number;
  /** Highest resident memory of the process (Linux; NaN elsewhere). */
  peakMib: number;
  output: string;
}

function timed(args: string[], folder: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, errors, peakMib] = ['', '', Number.NaN];
    // The kernel keeps the highest value, so a look now and then, the last one shortly before the end, misses little.
    const watch = setInterval(() => (peakMib = highestMib(child.pid) ?? peakMib), 20);
    child.stdout.on('data', (chunk: Buffer) => {
      peakMib = highestMib(child.pid) ?? peakMib;
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject).once('close', (code) => {
      clearInterval(watch);
      if (code !== 0) return reject(new Error(`ended with ${code}: ${errors}`));
      resolve({ seconds: (performance.now() - started) / 1000, peakMib, output });
    });
  });
}

function highestMib(pid: number | undefined): number | undefined {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds and memory as medians and the highest; the ratio round by round, since a round's runs share the machine's mood. */
function figuresOf(runs: readonly { ours: Ran; plain: Ran }[]): Record<string, number> {
  return {
    tenMillionSeconds: median(runs.map(({ ours }) => ours.seconds)),
    plainSeconds: median(runs.map(({ plain }) => plain.seconds)),
    duckdbRatio: median(runs.map(({ ours, plain }) => ours.seconds / plain.seconds)),
    peakRssMib: Math.max(...runs.map(({ ours }) => ours.peakMib)),
    plainPeakRssMib: Math.max(...runs.map(({ plain }) => plain.peakMib)),
  };
}

function conditionsOf(
  runs: readonly { ours: Ran }[],
  given: { rows: number; rounds: number; threads: number; exactRows: number },
): Record<string, string | number | boolean> {
  const found = JSON.parse(runs[0]?.ours.output ?? '{}') as { rowCount: number; columnMetrics: object };
  const path = join(packageRoot(), 'node_modules', '@duckdb', 'node-api', 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  if (found.rowCount !== given.rows) throw new Error(`measured ${found.rowCount} rows of ${given.rows}`);
  return { ...given, columns: Object.keys(found.columnMetrics).length, memory, duckdb: version };
}
