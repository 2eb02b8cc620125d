import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../config/package-root.ts';
import type { Log } from '../log.ts';
import { connect } from './connect.ts';
import type { Sql } from './connect.ts';
import { MigrationError, readMigrationFiles, statementsOf } from './migration-files.ts';
import type { MigrationFile } from './migration-files.ts';
import { planMigrations } from './migration-plan.ts';
import type { AppliedMigration, MigrationStatus } from './migration-plan.ts';
import { unusableDatabase } from './unusable-database.ts';

export type MigrateOptions = {
  url: string;
  log?: Log;
  /** The folder of SQL files; the package's own unless told otherwise. */
  directory?: string;
  /** Say what would run and change nothing. */
  dryRun?: boolean;
  /** How long to wait for another process that is migrating. */
  waitSeconds?: number;
};

/** The name under which pg_advisory_lock knows us; any constant that nobody else uses. */
const lockKey = 7_586_233_041;
const lockTimeoutMs = 2_000;
const lockAttempts = 30;

/** The folder of migrations that belongs to this version. */
export const migrationsDirectory = (): string => join(packageRoot(), 'migrations');

/**
 * Brings the database to this version and answers the names of what was run, in order. Any number of processes may
 * call it at once: one works, the others wait and find nothing to do. Every file is one transaction together with its
 * row in plumbline_migration, unless its first line is `-- plumbline:no-transaction`.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const files = await readMigrationFiles(options.directory ?? migrationsDirectory());
  return withSession(options.url, async (sql) => {
    if (options.dryRun) return (await statusOf(sql, files)).pending.map((file) => file.name);
    await takeLock(sql, options);
    await createTable(sql);
    const { pending } = await statusOf(sql, files);
    for (const file of pending) await apply(sql, file, options.log);
    return pending.map((file) => file.name);
  });
}

/** The number of the newest migration of this version; -1 without any. */
export const newestMigration = async (): Promise<number> =>
  (await readMigrationFiles(migrationsDirectory())).at(-1)?.number ?? -1;

/** What the database at `url` has run and what it still needs; changes nothing. Throws as migrate would. */
export async function migrationStatus(url: string, directory = migrationsDirectory()): Promise<MigrationStatus> {
  const files = await readMigrationFiles(directory);
  return withSession(url, (sql) => statusOf(sql, files));
}

// The lock belongs to a session, so everything runs on one connection that ends, and frees the lock, with the work.
async function withSession<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const session = { statement_timeout: 0, lock_timeout: lockTimeoutMs };
  const sql = connect({ url, poolSize: 1, applicationName: 'plumbline migrate', session });
  try {
    return await work(sql);
  } catch (error) {
    throw unusableDatabase(error, url);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

// Asked again and again, never blocking: a session that waits inside pg_advisory_lock holds a snapshot, and the
// create index concurrently of the process that has the lock would wait for that snapshot for ever.
async function takeLock(sql: Sql, { log, waitSeconds = 600 }: MigrateOptions): Promise<void> {
  const deadline = Date.now() + waitSeconds * 1_000;
  for (let attempt = 0; ; attempt += 1) {
    const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as taken`;
    if (row?.taken) return;
    if (attempt === 0) log?.info('Waiting for another process that is migrating the database');
    if (Date.now() > deadline)
      throw new MigrationError(
        `Another process has been migrating this database for ${waitSeconds} s; gave up waiting.`,
      );
    await delay(50 + Math.random() * 100);
  }
}

async function createTable(sql: Sql): Promise<void> {
  await sql`
    create table if not exists plumbline_migration (
      number integer primary key,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now(),
      duration_ms double precision not null
    )`;
}

async function statusOf(sql: Sql, files: MigrationFile[]): Promise<MigrationStatus> {
  const [row] = await sql<{ present: boolean }[]>`select to_regclass('plumbline_migration') is not null as present`;
  const applied: AppliedMigration[] = row?.present
    ? await sql<AppliedMigration[]>`
        select number, name, sha256, applied_at as "appliedAt" from plumbline_migration order by number`
    : [];
  return planMigrations(files, applied);
}

async function apply(sql: Sql, file: MigrationFile, log: Log | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (file.transactional ? applyInTransaction(sql, file) : applyStatements(sql, file));
      log?.info(`Migrated the database: ${file.name}`);
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === lockAttempts)
        throw new MigrationError(`Migration ${file.name} failed: ${sentenceOf(error)}`, { cause: error });
      log?.warn(`Migration ${file.name} waits for a lock, attempt ${attempt} of ${lockAttempts}`);
      await delay(Math.random() * Math.min(5_000, 100 * 2 ** attempt));
    }
  }
}

async function applyInTransaction(sql: Sql, file: MigrationFile): Promise<void> {
  const startedAt = performance.now();
  await sql.begin(async (transaction) => {
    await transaction.unsafe(file.text).simple();
    await record(transaction as unknown as Sql, file, startedAt);
  });
}

async function applyStatements(sql: Sql, file: MigrationFile): Promise<void> {
  const startedAt = performance.now();
  for (const statement of statementsOf(file)) await sql.unsafe(statement).simple();
  await record(sql, file, startedAt);
}

async function record(sql: Sql, file: MigrationFile, startedAt: number): Promise<void> {
  await sql`
    insert into plumbline_migration (number, name, sha256, duration_ms)
    values (${file.number}, ${file.name}, ${file.sha256}, ${performance.now() - startedAt})`;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Lock not available or deadlock: the same file may be tried again. */
const isBusy = (error: unknown) => ['55P03', '40P01'].includes(codeOf(error));

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  return code === '' ? error.message : `${error.message} (${code})`;
}
