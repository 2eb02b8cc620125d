import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../../checks/index.ts';
import type { ColumnProfile, Profile } from '../../../checks/index.ts';
import { createEmptyDatabase } from '../../../server/database/testing.ts';
import type { TestDatabase } from '../../../server/database/testing.ts';
import { findMariadb, startMariadb } from './testing/mariadb.ts';
import type { TestMariadb } from './testing/mariadb.ts';
import { columnOf, profileOf } from '../../testing/profile-of.ts';
import type { Measured } from '../../testing/profile-of.ts';
import { runCommand } from '../../testing/run-command.ts';
import { temporaryFiles } from '../../testing/temporary-folder.ts';
import { fewProbabilities } from '../quantiles.ts';

/** One seeded table, written once for each system in its own words; the cells of a row are SQL that all of them read alike. */
const names = {
  id: 'id',
  price: 'price',
  wave: 'Wave "x" `y`',
  ratio: 'select',
  label: "it's; DROP TABLE t; --",
  day: 'day',
  local: 'local',
  zoned: 'zoned',
  ok: 'ok',
  raw: 'raw',
  doc: 'doc',
  nothing: 'nothing',
  code: 'code',
} as const;
type Key = keyof typeof names;
type System = 'duckdb' | 'postgres' | 'mysql';

const types: Record<Key, Record<System, string>> = {
  id: { duckdb: 'BIGINT', postgres: 'bigint', mysql: 'bigint' },
  price: { duckdb: 'DECIMAL(12,3)', postgres: 'numeric(12,3)', mysql: 'decimal(12,3)' },
  wave: { duckdb: 'DOUBLE', postgres: 'double precision', mysql: 'double' },
  ratio: { duckdb: 'FLOAT', postgres: 'real', mysql: 'float' },
  label: { duckdb: 'VARCHAR', postgres: 'text', mysql: 'text' },
  day: { duckdb: 'DATE', postgres: 'date', mysql: 'date' },
  local: { duckdb: 'TIMESTAMP', postgres: 'timestamp', mysql: 'datetime(6)' },
  zoned: { duckdb: 'TIMESTAMPTZ', postgres: 'timestamptz', mysql: 'timestamp(6) NULL' },
  ok: { duckdb: 'BOOLEAN', postgres: 'boolean', mysql: 'boolean' },
  raw: { duckdb: 'BLOB', postgres: 'bytea', mysql: 'blob' },
  doc: { duckdb: 'VARCHAR', postgres: 'json', mysql: 'longtext' },
  nothing: { duckdb: 'INTEGER', postgres: 'integer', mysql: 'integer' },
  code: { duckdb: 'VARCHAR', postgres: 'varchar(40)', mysql: 'varchar(40)' },
};

const rowCount = 2000;
const labels = [
  'Ä',
  'ä',
  'a',
  'A',
  '',
  '   ',
  '\u00a0',
  '日本語🙂',
  "O'Brien",
  'x  ',
  'x',
  'back\\slash',
  '"q"',
  'NULL',
];
const codes = [
  '12',
  '12.5',
  '2024-02-29',
  '2023-02-29',
  '2024-01-01T10:00:00',
  '2024-01-01 10:00:00+02:00',
  'TRUE',
  'nan',
  'abc',
  ' 7 ',
  '7\n',
  '-.5e3',
];

/** Deterministic and without order, so that nothing depends on it. */
const scattered = (row: number, k: number): number => ((row * 2_654_435_761 + k * 40_503) >>> 0) % 9973;

function cellsOf(row: number): Record<Key, string | null> {
  const pick = <T>(values: readonly T[], k: number): T => values[scattered(row, k) % values.length] as T;
  const n = scattered(row, 1);
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  const date = `${1970 + (n % 68)}-${pad(1 + (n % 12))}-${pad(1 + (n % 28))}`;
  const clock = `${pad(n % 24)}:${pad(n % 60)}:${pad((n * 7) % 60)}${n % 3 === 0 ? '.25' : ''}`;
  return {
    id: String(row * 9_007_199_254 - 1000),
    price: n % 10 === 0 ? null : `${n % 2 ? '-' : ''}${n}.${pad(n % 1000, 3)}`,
    wave: n % 7 === 0 ? null : String(Math.fround(n - 5000) / 8 + (n % 5 === 0 ? 0 : 0.1)),
    ratio: String(Math.fround((n % 100) / 8)),
    label: n % 11 === 0 ? null : pick(labels, 2),
    day: n % 13 === 0 ? null : date,
    local: `${date} ${clock}`,
    zoned: n % 17 === 0 ? null : `${date} ${clock}`,
    ok: n % 3 === 0 ? null : n % 2 ? 'true' : 'false',
    raw: n % 4 === 0 ? null : pad(n % 256, 4),
    doc: `{"n": ${n % 50}}`,
    nothing: null,
    code: pick(codes, 3),
  };
}

const rows = Array.from({ length: rowCount }, (_, row) => cellsOf(row)).flatMap((cells, row) =>
  row % 100 === 0 ? [cells, cells] : [cells],
);

function literal(key: Key, cell: string | null, system: System): string {
  if (cell === null) return 'NULL';
  if (key === 'raw')
    return system === 'mysql' ? `X'${cell}'` : system === 'postgres' ? `'\\x${cell}'` : `unhex('${cell}')`;
  if (['id', 'price', 'wave', 'ratio', 'ok'].includes(key)) return cell;
  const text = cell.replaceAll("'", "''");
  if (key === 'zoned' && system !== 'mysql') return `'${text}+00'`;
  return `'${system === 'mysql' ? text.replaceAll('\\', '\\\\') : text}'`;
}

const keys = Object.keys(names) as Key[];
const quotedFor = (system: System) => (name: string) =>
  system === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
const tableName = 'Or"der`s.2026';

function createSql(system: System): string {
  const quoted = quotedFor(system);
  return `CREATE TABLE ${quoted(tableName)} (${keys.map((key) => `${quoted(names[key])} ${types[key][system]}`).join(', ')})`;
}

function insertSql(system: System): string {
  const values = rows.map((cells) => `(${keys.map((key) => literal(key, cells[key], system)).join(', ')})`);
  return `INSERT INTO ${quotedFor(system)(tableName)} VALUES ${values.join(', ')}`;
}

async function measuredFromParquet(): Promise<Measured> {
  const path = join(temporaryFiles()('marker', ''), '..', 'data.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  await connection.run(createSql('duckdb'));
  await connection.run(insertSql('duckdb'));
  await connection.run(`COPY "${tableName.replaceAll('"', '""')}" TO '${path}'`);
  connection.closeSync();
  instance.closeSync();
  return profileOf(path);
}

async function measuredBy(url: string, env: Record<string, string>, ...more: string[]): Promise<Profile> {
  const { exitCode, out, err } = await runCommand(['profile', url, '-o', 'json', ...more], env);
  if (exitCode !== 0) throw new Error(`${exitCode}: ${err}`);
  return JSON.parse(out) as Profile;
}

/** The same to the last digit but for sums of doubles, which no two systems add in the same order. */
function expectSame(found: Measured, wanted: Measured, but: string[] = []): void {
  expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...found })).toEqual([]);
  expect(found.rowCount).toBe(wanted.rowCount);
  expect(found.duplicateRowCount).toBe(wanted.duplicateRowCount);
  expect(found.emptyRowCount).toBe(wanted.emptyRowCount);
  expect(Object.keys(found.columnMetrics ?? {})).toEqual(Object.keys(wanted.columnMetrics ?? {}));
  for (const name of Object.keys(wanted.columnMetrics ?? {}).filter((column) => !but.includes(column))) {
    expect({ [name]: rounded(columnOf(found, name)) }).toEqual({ [name]: rounded(inDatabase(columnOf(wanted, name))) });
  }
}

/** Without what only files are measured for. */
function inDatabase(column: ColumnProfile): ColumnProfile {
  const {
    quantiles,
    hours: _hours,
    characters: _characters,
    shapes: _shapes,
    otherShapeCount: _other,
    ...rest
  } = column;
  const { paddedCount: _padded, nonAsciiCount: _nonAscii, ...measured } = rest;
  if (quantiles === undefined) return measured;
  const few = fewProbabilities.map((p) => [String(p), quantiles[String(p)] ?? Number.NaN]);
  return { ...measured, quantiles: Object.fromEntries(few) as Record<string, number> };
}

function rounded(column: ColumnProfile): ColumnProfile {
  const near = Object.fromEntries(
    (['sum', 'mean', 'stddev', 'variance', 'skewness', 'kurtosis'] as const).flatMap((name) => {
      const value = column[name];
      if (typeof value !== 'number') return [];
      const digits = name === 'skewness' || name === 'kurtosis' ? value.toFixed(9) : value.toPrecision(9);
      return [[name, Number(digits)]];
    }),
  );
  return { ...column, ...near };
}

/** The commands of the documentation that a page test cannot run, because they need a database of somebody. */
function commandsOfPage(address: string, real: string): string[][] {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/how-to/profile-files-and-tables.md'), 'utf8');
  const lines = page.split('\n').filter((line) => line.startsWith('bin/plumbline profile ') && line.includes(address));
  return lines.map((line) =>
    [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
      .map(([, double, single, plain]) => (double ?? single ?? plain ?? '').replace(address, real))
      .filter((word) => word !== '--push')
      .slice(1),
  );
}

const mariadbHere = findMariadb();
if (mariadbHere.program === null) process.stderr.write(`Tests with MariaDB are skipped: ${mariadbHere.reason}\n`);

describe('a table in Postgres', () => {
  let database: TestDatabase;
  let url: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await database.sql.unsafe(createSql('postgres'));
    await database.sql.unsafe(insertSql('postgres'));
    const address = new URL(database.url);
    env = { PGPASSWORD: decodeURIComponent(address.password) };
    address.password = '';
    url = address.href;
  });
  afterAll(() => database.drop());

  const table = ['--table', `public."${tableName.replaceAll('"', '""')}"`];

  it('measures as the same rows in a Parquet file do', async () => {
    const found = await measuredBy(url, env, ...table);
    expectSame(found, await measuredFromParquet());
    const { hostname, port, pathname } = new URL(url);
    expect(found.dataset).toEqual({
      namespace: `postgres://${hostname}:${port}`,
      name: `${pathname.slice(1)}.public.${tableName}`,
    });
    expect(found.schema?.fields.find(({ name }) => name === 'price')).toMatchObject({
      type: 'numeric(12,3)',
      nullable: true,
    });
  });

  it('counts NaN and infinities and leaves them out of all else, in numeric columns too', async () => {
    const query = `SELECT * FROM (VALUES ('NaN'::float8, 'NaN'::numeric), ('Infinity', 3.5), ('-Infinity', -1), (2.5, 0), (NULL, NULL)) AS v(d, n)`;
    const found = await measuredBy(url, env, '--dataset', 'x/y', '--query', query);
    expect(findInconsistencies(found)).toEqual([]);
    expect(columnOf(found, 'd')).toMatchObject({
      count: 4,
      nullCount: 1,
      nanCount: 1,
      infCount: 2,
      min: 2.5,
      max: 2.5,
      mean: 2.5,
      sum: 2.5,
    });
    expect(columnOf(found, 'n')).toMatchObject({
      count: 4,
      nanCount: 1,
      min: -1,
      max: 3.5,
      sum: 2.5,
      zeroCount: 1,
      negativeCount: 1,
    });
  });

  it('survives numbers at the ends of the double range, where the database would refuse to add', async () => {
    const query = `SELECT * FROM (VALUES (1.7e308::float8), (1.7e308), (-1.7e308), (5e-324), (1e-200)) AS v(d)`;
    const found = await measuredBy(url, env, '--dataset', 'x/y', '--query', query);
    expect(findInconsistencies(found)).toEqual([]);
    expect(columnOf(found, 'd')).toMatchObject({ count: 5, max: 1.7e308, min: -1.7e308 });
    expect(columnOf(found, 'd').sum).toBeCloseTo(1.7e308, -300);
  });

  it('says what it left out when there are more rows than are measured exactly, and bounds what it estimates', async () => {
    await database.sql`CREATE TABLE big AS SELECT i AS id, i % 7 AS few, md5(i::text) AS token FROM generate_series(1, 30000) AS g(i)`;
    const { exitCode, out, err } = await runCommand(
      ['profile', url, '--table', 'big', '-o', 'json', '--exact-rows', '1000'],
      env,
    );
    expect(exitCode).toBe(0);
    expect(err).toMatch(/of id, token the distinct values are estimated, quantiles and most frequent values left out/);
    const found = JSON.parse(out) as Profile;
    expect(findInconsistencies(found)).toEqual([]);
    for (const name of ['id', 'token']) {
      const { distinct } = columnOf(found, name);
      expect(distinct).toMatchObject({ exact: false });
      expect(distinct?.lower).toBeLessThanOrEqual(30_000);
      expect(distinct?.upper).toBeGreaterThanOrEqual(30_000);
      expect(columnOf(found, name).topValues).toBeUndefined();
    }
    expect(columnOf(found, 'few')).toMatchObject({
      distinct: { value: 7, exact: true },
      valueCountsComplete: true,
      rankError: 0,
    });
    expect(columnOf(found, 'id')).toMatchObject({ mean: 15000.5, sum: 450015000 });
  });

  it('measures a part by --where and a sample by --sample, and the profile says so', async () => {
    const part = await measuredBy(url, env, ...table, '--where', `day >= '2000-01-01' -- a remark`);
    expect(part.scope).toEqual({ filter: `day >= '2000-01-01' -- a remark` });
    expect(part.rowCount).toBeGreaterThan(0);
    expect(part.rowCount).toBeLessThan(rows.length);
    const sample = await measuredBy(url, env, ...table, '--sample', '20');
    expect(sample.rowCount).toBe(rows.length);
    const { sampled } = sample.scope ?? {};
    expect(sampled).toMatchObject({ method: 'bernoulli', fraction: 0.2 });
    expect(sampled?.rowsScanned).toBeGreaterThan(rows.length * 0.1);
    expect(sampled?.rowsScanned).toBeLessThan(rows.length * 0.3);
    const id = columnOf(sample, 'id');
    expect((id.count ?? 0) + (id.nullCount ?? 0)).toBe(sampled?.rowsScanned);
    expect(findInconsistencies(sample)).toEqual([]);
    expect(await measuredBy(url, env, ...table, '--sample', '20')).toEqual(sample);
  });

  it('does what the page of the documentation says to type', async () => {
    await database.sql`CREATE TABLE orders AS SELECT i AS id, i * 1.5 AS amount, DATE '2026-01-20' + i % 5 AS day FROM generate_series(1, 500) AS g(i)`;
    const commands = commandsOfPage('postgres://reader@db:5432/shop', url);
    expect(commands).toHaveLength(4);
    for (const command of commands) expect(await runCommand(command, env)).toMatchObject({ exitCode: 0, err: '' });
  });

  it('is left by Ctrl-C, which cancels the running statement there', async () => {
    const running = runCommand(['profile', url, '--dataset', 'x/y', '--query', 'SELECT pg_sleep(120)'], env);
    const busy = async (): Promise<readonly unknown[]> =>
      database.sql`SELECT pid FROM pg_stat_activity WHERE application_name = 'plumbline profile' AND state = 'active' AND query LIKE '%COUNT%pg_sleep%'`;
    await expect.poll(async () => (await busy()).length, { timeout: 20_000 }).toBe(1);
    process.emit('SIGINT');
    expect(await running).toMatchObject({
      exitCode: 130,
      err: expect.stringContaining('interrupted; nothing was sent') as string,
    });
    await expect.poll(async () => (await busy()).length, { timeout: 20_000 }).toBe(0);
  });

  it('reads and cannot write, whatever the query says', async () => {
    await database.sql`CREATE TABLE victim AS SELECT 1 AS x`;
    await database.sql`CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM victim; SELECT 1'`;
    for (const query of [
      'SELECT 1 AS x) AS q; DELETE FROM victim; --',
      'SELECT wipe() AS x',
      'DELETE FROM victim RETURNING x',
    ]) {
      const { exitCode } = await runCommand(['profile', url, '--dataset', 'x/y', '--query', query], env);
      expect(exitCode).toBe(2);
    }
    expect(await database.sql`SELECT x FROM victim`).toHaveLength(1);
  });

  it('tells in a sentence what is wrong, with the right exit code, and never the password', async () => {
    const secret = 'hunter2 with@signs';
    const wrong = new URL(url);
    wrong.password = secret;
    const cases: [string[], number, RegExp][] = [
      [[url, '--table', 'ordrs'], 2, /there is no table ordrs/],
      [[url, ...table, '--columns', 'prices'], 2, /no column "prices"; did you mean "price"/],
      [
        [url, ...table, '--where', 'nonsense = 1'],
        2,
        /does not understand --where or --query: column "nonsense" does not exist/,
      ],
      [[url, '--dataset', 'x/y', '--query', 'SELECT 1, 2'], 2, /two columns/],
      [[url, '--dataset', 'x/y'], 2, /--table or --query/],
      [
        [url, '--dataset', 'x/y', '--query', 'SELECT pg_sleep(60)', '--statement-timeout', '1s'],
        3,
        /took longer than it may/,
      ],
      [[wrong.href.replace(/:\d+\//, ':1/'), '--table', 'x'], 3, /postgres:\/\/.*:1\//],
      [[wrong.href.replace(/\/[^/]*$/, '/no_such_database'), '--table', 'x'], 3, /does not let/],
      [['postgres://%zz@/x', '--table', 'x'], 2, /cannot be read/],
    ];
    for (const [args, code, sentence] of cases) {
      const { exitCode, out, err } = await runCommand(['profile', ...args], env);
      expect(err + out).toMatch(sentence);
      expect(exitCode).toBe(code);
      expect(err + out).not.toContain('hunter2');
      expect(err).not.toContain('a bug in plumbline');
    }
  });
});

describe.skipIf(mariadbHere.program === null)('a table in MariaDB', () => {
  let server: TestMariadb;
  let url: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    server = await startMariadb(mariadbHere.program ?? '');
    await server.connection.query(`SET time_zone = '+00:00'`);
    await server.connection.query(createSql('mysql'));
    await server.connection.query(insertSql('mysql'));
    url = `mariadb://reader@127.0.0.1:${server.port}/shop`;
    env = { MYSQL_PWD: server.password };
  }, 120_000);
  afterAll(() => server.stop());

  const table = ['--table', `"${tableName.replaceAll('"', '""')}"`];

  it('measures as the same rows in a Parquet file do', async () => {
    const found = await measuredBy(url, env, ...table);
    expectSame(found, await measuredFromParquet());
    expect(found.dataset).toEqual({ namespace: `mysql://127.0.0.1:${server.port}`, name: `shop.${tableName}` });
  });

  it('measures a query, a part, and a sample of a table with a key', async () => {
    await server.connection.query(
      'CREATE TABLE keyed (id int PRIMARY KEY, x varchar(10)) AS SELECT seq AS id, seq % 3 AS x FROM seq_1_to_20000',
    );
    const sample = await measuredBy(url, env, '--table', 'keyed', '--sample', '10', '--where', 'id > 10000');
    expect(sample.rowCount).toBe(10_000);
    expect(sample.scope?.sampled?.rowsScanned).toBeGreaterThan(700);
    expect(sample.scope?.sampled?.rowsScanned).toBeLessThan(1300);
    expect(findInconsistencies(sample)).toEqual([]);
    const big = await measuredBy(
      url,
      env,
      '--dataset',
      'x/y',
      '--query',
      'SELECT id, x FROM keyed',
      '--exact-rows',
      '1000',
    );
    expect(columnOf(big, 'id').distinct).toMatchObject({ exact: false });
    expect(columnOf(big, 'id').distinct?.lower).toBeLessThanOrEqual(20_000);
    expect(columnOf(big, 'id').distinct?.upper).toBeGreaterThanOrEqual(20_000);
    expect(columnOf(big, 'x').distinct).toEqual({ value: 3, exact: true });
  });

  it('does what the page of the documentation says to type', async () => {
    await server.connection.query('CREATE TABLE orders (id int PRIMARY KEY) AS SELECT seq AS id FROM seq_1_to_500');
    const commands = commandsOfPage('mysql://reader@db:3306/shop', url);
    expect(commands).toHaveLength(1);
    for (const command of commands) expect(await runCommand(command, env)).toMatchObject({ exitCode: 0, err: '' });
  });

  it('is left by Ctrl-C, which cancels the running statement there', async () => {
    const running = runCommand(['profile', url, '--dataset', 'x/y', '--query', 'SELECT SLEEP(120) AS x'], env);
    const busy = async (): Promise<number> => {
      const [found] = await server.connection.query(
        `SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'reader' AND INFO LIKE '%SLEEP%'`,
      );
      return (found as unknown[]).length;
    };
    await expect.poll(busy, { timeout: 20_000 }).toBe(1);
    process.emit('SIGINT');
    expect(await running).toMatchObject({
      exitCode: 130,
      err: expect.stringContaining('interrupted; nothing was sent') as string,
    });
    await expect.poll(busy, { timeout: 20_000 }).toBe(0);
  });

  it('takes a date of zeros for no date, and keeps going', async () => {
    await server.connection.query(`SET sql_mode = ''`);
    await server.connection.query(`CREATE TABLE zeros (d date)`);
    await server.connection.query(`INSERT INTO zeros VALUES ('0000-00-00'), ('2024-05-06'), (NULL)`);
    const found = await measuredBy(url, env, '--table', 'zeros');
    expect(columnOf(found, 'd')).toMatchObject({ count: 2, nullCount: 1, min: '2024-05-06', max: '2024-05-06' });
    expect(findInconsistencies(found)).toEqual([]);
  });

  it('tells in a sentence what is wrong, and never the password', async () => {
    const cases: [string[], Record<string, string>, number, RegExp][] = [
      [[url, '--table', 'ordrs'], env, 2, /there is no table ordrs/],
      [[url, ...table, '--where', 'nonsense = 1'], env, 2, /does not understand/],
      [[url, ...table, '--sample', '5'], env, 2, /without a primary key/],
      [[url, ...table], { MYSQL_PWD: 'hunter2' }, 3, /does not let reader in/],
      [[url.replace('/shop', '/mysql'), '--table', 'user'], env, 3, /mysql/],
      [
        [url, '--dataset', 'x/y', '--query', 'SELECT SLEEP(30) AS x', '--statement-timeout', '1s'],
        env,
        3,
        /longer than it may/,
      ],
    ];
    for (const [args, environment, code, sentence] of cases) {
      const { exitCode, out, err } = await runCommand(['profile', ...args], environment);
      expect(err + out).toMatch(sentence);
      expect(exitCode).toBe(code);
      expect(err + out).not.toContain('hunter2');
      expect(err + out).not.toContain(server.password);
      expect(err).not.toContain('a bug in plumbline');
    }
  });
});
