import { resolve } from 'node:path';
import type { Log } from '../log.ts';
import { connect } from './connect.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { lockDataDirectory } from './instance-lock.ts';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import type { BinarySource } from './postgres-binaries.ts';
import { createCluster, managedName, pgDataOf, readManagedPassword } from './postgres-cluster.ts';
import { startServer } from './postgres-process.ts';
import type { ServerStart } from './postgres-process.ts';
import { livePostmaster, postmasterStatus, settledPostmaster, stopPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { superviseServer } from './supervise-server.ts';
import { unprivilegedUser } from './unprivileged-user.ts';
import type { RunAs } from './unprivileged-user.ts';

export type ManagedPostgresOptions = {
  dataDir: string;
  log: Log;
  /** Which programs may be used; `any` prefers those of the system. */
  binaries?: BinarySource;
  /** Further server settings in Postgres's own names. */
  settings?: Record<string, string>;
};

export type ManagedPostgres = { url: string; version: string; stop(): Promise<void> };

/**
 * A Postgres of our own on `dataDir`, made at the first start, reachable on loopback by a generated password. Takes
 * the directory exclusively; adopts a server that outlived a killed Plumbline; keeps the server up until `stop()`.
 * Throws a ManagedPostgresError whose message is a sentence.
 */
export async function startManagedPostgres(options: ManagedPostgresOptions): Promise<ManagedPostgres> {
  const dataDir = resolve(options.dataDir);
  const runAs = unprivilegedUser(pgDataOf(dataDir));
  prepareDataDirectory(dataDir, runAs);
  const release = await lockDataDirectory(dataDir);
  try {
    return await startLocked({ ...options, dataDir, runAs, release });
  } catch (error) {
    release();
    throw error;
  }
}

type Locked = ManagedPostgresOptions & { runAs: RunAs; release: () => void };

async function startLocked({ dataDir, runAs, release, log, ...options }: Locked): Promise<ManagedPostgres> {
  const pgData = pgDataOf(dataDir);
  const search = { dataDir, pgData, runAs, ...(options.binaries && { source: options.binaries }) };
  const orphan = await adopt(dataDir, log);
  const binaries = orphan ? undefined : findPostgresBinaries(search);
  if (binaries) await createCluster({ dataDir, binaries: binaries.directory, runAs });
  const launch = async (port?: number) => {
    const { directory } = binaries ?? findPostgresBinaries(search);
    const settings = options.settings ?? {};
    const start: ServerStart = { dataDir, pgData, runAs, settings, binaries: directory };
    return startServer(port === undefined ? start : { ...start, port });
  };
  const server = orphan ?? (await launch());
  const version = await openOrStop(dataDir, server);
  log.info(`Postgres ${version} ${orphan ? 'is still running' : 'started'} (pid ${server.pid}, port ${server.port})`);
  const supervision = superviseServer({ server, launch, log });
  return {
    url: urlOf(dataDir, server, managedName),
    version,
    stop: async () => {
      await stopPostmaster(await supervision.end());
      release();
    },
  };
}

/** As ensureDatabase; a server that does not let us in is not left running. */
async function openOrStop(dataDir: string, server: Postmaster): Promise<string> {
  try {
    return await ensureDatabase(dataDir, server);
  } catch (error) {
    await stopPostmaster(server);
    throw new ManagedPostgresError(
      `The Postgres on ${dataDir} started but cannot be used: ${(error as Error).message}. ` +
        'Its log is postgres.log there, the password it was made with is in postgres.password.',
      { cause: error },
    );
  }
}

/** The server that a killed Plumbline left behind, when it answers; one that does not is stopped. */
async function adopt(dataDir: string, log: Log): Promise<Postmaster | undefined> {
  const pgData = pgDataOf(dataDir);
  const orphan = await settledPostmaster(pgData);
  if (!orphan) return undefined;
  try {
    await ensureDatabase(dataDir, orphan);
    return orphan;
  } catch (error) {
    log.warn(`A Postgres server left behind (pid ${orphan.pid}) does not answer (${String(error)}) and is stopped`);
    await stopPostmaster(orphan);
    return undefined;
  }
}

/** Makes our database when it is missing and answers the server's version. */
async function ensureDatabase(dataDir: string, server: Postmaster): Promise<string> {
  const sql = connect({ url: urlOf(dataDir, server, 'postgres'), poolSize: 1, applicationName: 'plumbline start' });
  try {
    const [row] = await sql<{ version: string; present: boolean }[]>`
      select current_setting('server_version') as version,
        exists (select from pg_database where datname = ${managedName}) as present`;
    if (!row?.present) await sql.unsafe(`create database ${managedName}`);
    return row?.version.split(' ')[0] ?? '';
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function urlOf(dataDir: string, { port }: Postmaster, database: string): string {
  return `postgres://${managedName}:${readManagedPassword(dataDir)}@127.0.0.1:${port}/${database}`;
}

/** The URL of the managed server of `dataDir` that another process runs and that answers now, else undefined. */
export async function runningManagedUrl(dataDir: string): Promise<string | undefined> {
  const pgData = pgDataOf(resolve(dataDir));
  const server = livePostmaster(pgData);
  if (!server || postmasterStatus(pgData) !== 'ready') return undefined;
  const url = urlOf(resolve(dataDir), server, managedName);
  return (await answers(url)) ? url : undefined;
}

async function answers(url: string): Promise<boolean> {
  const sql = connect({ url, poolSize: 1, applicationName: 'plumbline look' });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
