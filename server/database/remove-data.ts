import { existsSync, rmSync } from 'node:fs';
import { lockHolder } from './instance-lock.ts';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { pgDataOf } from './postgres-cluster.ts';
import { livePostmaster, stopPostmaster } from './postmaster.ts';

/**
 * Deletes a data directory with everything in it, also the Postgres that a killed Plumbline left running on it.
 * @throws ManagedPostgresError while a Plumbline runs on it.
 */
export async function removeDataDirectory(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const holder = lockHolder(dataDir);
  if (holder) {
    throw new ManagedPostgresError(`Plumbline is running on ${dataDir} (pid ${holder.pid}). Stop it first.`);
  }
  const left = existsSync(pgDataOf(dataDir)) ? livePostmaster(pgDataOf(dataDir)) : undefined;
  if (left) await stopPostmaster(left);
  rmSync(dataDir, { recursive: true, force: true });
}
