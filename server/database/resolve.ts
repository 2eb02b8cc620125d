import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { lockHolder } from './instance-lock.ts';
import { runningManagedUrl, startManagedPostgres } from './managed.ts';
import { ManagedPostgresError } from './managed-postgres-error.ts';

/** The part of the configuration that says where the database is. */
export type DatabaseSettings = { databaseUrl?: string | undefined; dataDir: string };

export type ResolvedDatabase = {
  url: string;
  /** Where the data lies when the server is ours, undefined when it was given. */
  dataDir?: string;
  /** Stops the server when we started it; does nothing otherwise. */
  stop(): Promise<void>;
  /** Does this process still hold the data directory? Always, when the database was given. */
  isHeld(): boolean;
};

const startPatienceMs = 15_000;

/** The database to use: the one given, else the managed one, started and held exclusively. */
export async function resolveDatabase(settings: DatabaseSettings, log: Log): Promise<ResolvedDatabase> {
  if (settings.databaseUrl !== undefined)
    return { url: settings.databaseUrl, stop: async () => {}, isHeld: () => true };
  const { url, stop } = await startManagedPostgres({ dataDir: settings.dataDir, log });
  const { dataDir } = settings;
  return { url, stop, dataDir, isHeld: () => lockHolder(dataDir)?.pid === process.pid };
}

/**
 * The same for an administrative command, which may run beside the server: uses its managed Postgres when it is up
 * (waiting for one that is just starting), else starts one for as long as the command takes.
 */
export async function resolveDatabaseBeside(settings: DatabaseSettings, log: Log): Promise<ResolvedDatabase> {
  const { databaseUrl, dataDir } = settings;
  if (databaseUrl !== undefined || !existsSync(dataDir)) return resolveDatabase(settings, log);
  for (const deadline = Date.now() + startPatienceMs; ; await delay(50)) {
    const holder = lockHolder(dataDir);
    if (!holder) return resolveDatabase(settings, log);
    const url = await runningManagedUrl(dataDir);
    if (url !== undefined) return { url, dataDir, stop: async () => {}, isHeld: () => true };
    if (Date.now() > deadline) {
      throw new ManagedPostgresError(
        `Plumbline runs on ${dataDir} (pid ${holder.pid}), but its database has not come up in ${startPatienceMs / 1000} s.`,
      );
    }
  }
}
