import type { BoundedReader } from '../store/bounded-reader.ts';
import { readNewestMigration } from '../store/observed.ts';
import type { ReadinessCheck } from './shapes/system.ts';

/** What readiness depends on besides the database. */
export interface Readiness {
  reader: BoundedReader;
  /** The newest migration of this version. */
  newestMigration: number;
  /** Is the managed data directory still held by this process? True where the database is somebody else's. */
  holdsData: () => boolean;
  isStopping: () => boolean;
}

const limitMs = 1000;

/** Every check with what is wrong in words; asks the database for at most a second. */
export async function readinessOf(readiness: Readiness): Promise<{ ready: boolean; checks: ReadinessCheck[] }> {
  const applied = await readiness.reader.ask('migration', limitMs, readNewestMigration);
  const checks = [
    check('shutdown', !readiness.isStopping(), 'The server is stopping.'),
    check('database', applied !== null, `The database does not answer within ${limitMs / 1000} s.`),
    ...(applied === null ? [] : [migrationCheck(applied, readiness.newestMigration)]),
    check('data-directory', readiness.holdsData(), 'Another process has taken the data directory.'),
  ];
  return { ready: checks.every(({ ok }) => ok), checks };
}

const check = (name: string, ok: boolean, trouble: string): ReadinessCheck => ({ name, ok, says: ok ? 'ok' : trouble });

// A newer one is what a rolling upgrade looks like from the old process: it serves until it is told to stop.
function migrationCheck(applied: number, expected: number): ReadinessCheck {
  const trouble = `The database has migration ${applied}, this version needs ${expected}. Restart to migrate.`;
  const found = check('migrations', applied >= expected, trouble);
  return applied > expected ? { ...found, says: `ok, newer than this version: ${applied} over ${expected}` } : found;
}
