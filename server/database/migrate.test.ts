import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorError } from '../operator-error.ts';
import { packageRoot } from '../config/package-root.ts';
import { migrate, migrationsDirectory, migrationStatus } from './migrate.ts';
import { readMigrationFiles } from './migration-files.ts';
import { createEmptyDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
let directory: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  directory = mkdtempSync(join(tmpdir(), 'plumbline-migrations-'));
});
afterEach(async () => {
  await database.drop();
  rmSync(directory, { recursive: true });
});

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
const run = (more = {}) => migrate({ url: database.url, directory, ...more });
const tables = async () => {
  const rows = await database.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  return rows.map(({ name }) => name);
};

describe('an empty database', () => {
  it('gets every migration of this version, in order, once', async () => {
    const names = (await readMigrationFiles(migrationsDirectory())).map(({ name }) => name);
    expect(await migrate({ url: database.url })).toEqual(names);
    expect(await migrate({ url: database.url })).toEqual([]);
    expect((await migrationStatus(database.url)).pending).toEqual([]);
  });

  it('that eight processes find at once is migrated by one of them, and all come up', async () => {
    write('0000_first.sql', 'create table first (id integer);\n--> statement-breakpoint\nselect pg_sleep(0.3);');
    write('0001_second.sql', '-- plumbline:no-transaction\ncreate index concurrently first_id on first (id);');
    const program = fileURLToPath(new URL('./testing/migrate-once.ts', import.meta.url));
    const args = ['--import', 'tsx', program, database.url, directory];
    const all = await Promise.all(
      Array.from({ length: 8 }, () => promisify(execFile)(process.execPath, args, { cwd: packageRoot() })),
    );
    const answers = all.map(({ stdout }) => JSON.parse(stdout) as { ran?: string[]; error?: string });
    expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(answers.flatMap(({ ran }) => ran ?? [])).toEqual(['0000_first', '0001_second']);
    const [index] = await database.sql`select indisvalid from pg_index where indexrelid = 'first_id'::regclass`;
    expect(index).toEqual({ indisvalid: true });
  });
});

describe('a database that cannot be used', () => {
  const changed = (change: (url: URL) => void) => {
    const url = new URL(database.url);
    change(url);
    return migrate({ url: url.href, directory });
  };

  it.each([
    [
      'nothing listens',
      (url: URL) => (url.port = '1'),
      /^The database at 127\.0\.0\.1:1\/test_\w+ cannot be used: nothing answers/,
    ],
    ['a wrong password', (url: URL) => (url.password = 'guess'), /cannot be used: password authentication failed/],
    ['no such database', (url: URL) => (url.pathname = '/none'), /cannot be used: database "none" does not exist/],
  ])('%s: a sentence for the operator, without the password', async (_, change, sentence) => {
    const error = await changed(change).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).not.toContain(new URL(database.url).password);
  });
});

describe('status and dry run', () => {
  it('say what would run and change nothing', async () => {
    write('0000_first.sql', 'create table first (id integer);');
    expect(await run({ dryRun: true })).toEqual(['0000_first']);
    const status = await migrationStatus(database.url, directory);
    expect(status.applied).toEqual([]);
    expect(status.pending.map(({ name }) => name)).toEqual(['0000_first']);
    expect(await tables()).toEqual([]);
  });

  it('tell what was applied and when', async () => {
    write('0000_first.sql', 'create table first (id integer);');
    await run();
    write('0001_second.sql', 'create table second (id integer);');
    const { applied, pending } = await migrationStatus(database.url, directory);
    expect(applied).toMatchObject([{ number: 0, name: '0000_first' }]);
    expect(applied[0]?.appliedAt).toBeInstanceOf(Date);
    expect(pending.map(({ name }) => name)).toEqual(['0001_second']);
  });
});

describe('a migration that fails', () => {
  it('leaves nothing of itself behind, keeps those before it, and runs again when it was mended', async () => {
    write('0000_first.sql', 'create table first (id integer);');
    write('0001_second.sql', 'create table second (id integer);\n--> statement-breakpoint\nselect 1 / 0;');
    await expect(run()).rejects.toThrow('Migration 0001_second failed: division by zero (22012)');
    expect(await tables()).toEqual(['first', 'plumbline_migration']);
    write('0001_second.sql', 'create table second (id integer);');
    expect(await run()).toEqual(['0001_second']);
  });

  it('without a transaction is not recorded, so that it runs again', async () => {
    const start = '-- plumbline:no-transaction\ncreate table if not exists first (id integer);\n';
    write('0000_first.sql', `${start}--> statement-breakpoint\nselect 1 / 0;`);
    await expect(run()).rejects.toThrow('Migration 0000_first failed');
    expect((await migrationStatus(database.url, directory)).applied).toEqual([]);
    write('0000_first.sql', start);
    expect(await run()).toEqual(['0000_first']);
  });

  it('for a lock that somebody holds waits until it is free', async () => {
    write('0000_first.sql', 'create table first (id integer);');
    await run();
    write('0001_second.sql', 'alter table first add column name text;');
    const waits: string[] = [];
    const log = { info: () => {}, debug: () => {}, error: () => {}, warn: (text: string) => void waits.push(text) };
    await database.sql.begin(async (sql) => {
      await sql`select * from first`;
      const migrating = run({ log });
      while (waits.length === 0) await sql`select pg_sleep(0.05)`;
      void migrating.catch(() => {});
    });
    await expect
      .poll(async () => (await migrationStatus(database.url, directory)).pending, { timeout: 20_000 })
      .toEqual([]);
    expect(waits[0]).toBe('Migration 0001_second waits for a lock, attempt 1 of 30');
  });
});

describe('is refused with a sentence', () => {
  beforeEach(async () => {
    write('0000_first.sql', 'create table first (id integer);');
    write('0001_second.sql', 'create table second (id integer);');
    await run();
  });

  it('a database that is newer than the code', async () => {
    rmSync(join(directory, '0001_second.sql'));
    await expect(run()).rejects.toThrow(
      'The database is newer than this version of Plumbline: it has migration 0001_second, ' +
        'this version knows 1 (the last is 0000_first). Install the newer version again.',
    );
    await expect(migrationStatus(database.url, directory)).rejects.toThrow('newer');
    await expect(run({ dryRun: true })).rejects.toThrow('newer');
  });

  it('a file that was changed after it was applied', async () => {
    write('0000_first.sql', 'create table first (id bigint);');
    await expect(run()).rejects.toThrow('Migration 0000_first was changed after it was applied');
  });

  it('but not one whose line ends alone were changed by a checkout', async () => {
    write('0002_third.sql', 'select 1;\nselect 2;\n');
    await run();
    write('0002_third.sql', 'select 1;\r\nselect 2;\r\n');
    expect(await run()).toEqual([]);
  });

  it('a file that was renamed after it was applied', async () => {
    renameSync(join(directory, '0000_first.sql'), join(directory, '0000_other.sql'));
    await expect(run()).rejects.toThrow('Migration 0 was applied as 0000_first, but the file is called 0000_other.');
  });

  it('a row that is missing in between', async () => {
    await database.sql`delete from plumbline_migration where number = 0`;
    await expect(run()).rejects.toThrow('The database has migration 0001_second but not all before it');
  });

  it.each([
    ['a gap', '0003_fourth.sql', 'Migration 0002 is missing: the next is 0003_fourth.'],
    ['a number used twice', '0001_twice.sql', 'Two migrations have the number 1: 0001_second and 0001_twice.'],
    ['a name without a number', 'later.sql', 'later.sql is no name of a migration'],
  ])('%s among the files', async (_, name, sentence) => {
    write(name, 'select 1;');
    await expect(run()).rejects.toThrow(sentence);
  });

  it('no folder and no other file beside them', async () => {
    mkdirSync(join(directory, 'meta'));
    write('notes.md', 'not SQL');
    expect(await run()).toEqual([]);
  });

  it('another process that migrates for too long', async () => {
    write('0002_third.sql', 'select pg_sleep(1.5);');
    const slow = run();
    void slow.catch(() => {});
    await expect
      .poll(async () => {
        const [row] = await database.sql`select count(*)::int as n from pg_locks where locktype = 'advisory'
          and database = (select oid from pg_database where datname = current_database())`;
        return row?.['n'] as number;
      })
      .toBe(1);
    await expect(run({ waitSeconds: 0 })).rejects.toThrow('Another process has been migrating this database for 0 s');
    await slow;
  });
});
