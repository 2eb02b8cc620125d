import { existsSync } from 'node:fs';
import { connect } from './connect.ts';
import { runningManagedUrl } from './managed.ts';
import { migrationStatus } from './migrate.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { pgDataOf } from './postgres-cluster.ts';
import { unprivilegedUser } from './unprivileged-user.ts';
import { unusableDatabase } from './unusable-database.ts';

export interface DatabaseState {
  version: string;
  applied: number;
  /** Names of the migrations that the next start will run. */
  pending: string[];
}

/** Which Postgres answers at `url` and how far its tables are. Throws a sentence when it cannot be used. */
export async function inspectDatabase(url: string): Promise<DatabaseState> {
  const sql = connect({ url, poolSize: 1, applicationName: 'plumbline doctor' });
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    const { applied, pending } = await migrationStatus(url);
    return { version: row?.version ?? 'unknown', applied: applied.length, pending: pending.map(({ name }) => name) };
  } catch (error) {
    throw unusableDatabase(error, url);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The managed Postgres that a start would use, and where it is when it runs. Throws a sentence when none fits. */
export async function inspectManaged(dataDir: string): Promise<{ binaries: string; url: string | null }> {
  const pgData = pgDataOf(dataDir);
  const { version, directory } = findPostgresBinaries({ dataDir, pgData, runAs: unprivilegedUser(pgData) });
  const url = existsSync(pgData) ? await runningManagedUrl(dataDir) : undefined;
  return { binaries: `${version} in ${directory}`, url: url ?? null };
}
