import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { EVERY_COLUMN_FACT, evaluate, factsOf, findInconsistencies, parseSuite } from '../../checks/index.ts';
import type { ColumnFact, ColumnProfile, Profile, RequiredMetrics } from '../../checks/index.ts';
import { profileOf } from '../testing/profile-of.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const rows = `SELECT i AS id, (i % 7)::INTEGER AS small, (i * 37 % 101 - 50)::DECIMAL(9,2) AS price,
  CASE WHEN i % 50 = 0 THEN 'NaN'::DOUBLE WHEN i % 77 = 0 THEN 'inf'::DOUBLE WHEN i % 9 = 0 THEN NULL ELSE sqrt(i) - 10 END AS d,
  (i / 3)::FLOAT AS f, CASE WHEN i % 11 = 0 THEN '' WHEN i % 13 = 0 THEN NULL WHEN i % 17 = 0 THEN ' ' ELSE 'v' || i % 60 END AS t,
  DATE '2026-01-01' + (i % 40)::INTEGER AS day, TIMESTAMP '2026-01-01' + to_minutes(i * 7) AS at, i % 3 = 0 AS yes,
  [i, i % 2] AS list, md5(i::VARCHAR)::UUID AS u, NULL::INTEGER AS nothing FROM range(ROWS) AS r(i)`;

async function written(name: string, sql: string, options = ''): Promise<string> {
  const path = join(dirname(temporaryFiles()('marker', '')), name);
  mkdirSync(dirname(path), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${path}' ${options}`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

function asked(names: readonly string[], facts: readonly ColumnFact[]): RequiredMetrics {
  return {
    dataset: new Set(),
    columns: new Map(names.map((name) => [name, new Set(facts)])),
    every: new Set(),
    everyColumn: false,
  };
}

/** Sums of doubles in another order differ in their last digits; everything else is the same. */
function expectSame(found: ColumnProfile | undefined, wanted: ColumnProfile): void {
  const { sum, mean, ...rest } = found ?? {};
  const { sum: wantedSum, mean: wantedMean, ...wantedRest } = wanted;
  expect(rest).toEqual(wantedRest);
  for (const [one, other] of [
    [sum, wantedSum],
    [mean, wantedMean],
  ]) {
    if (typeof other !== 'number') expect(one).toBe(other);
    else expect(Math.abs(Number(one) - other)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(other)));
  }
}

describe('a profile of only what is asked', () => {
  it.each([
    ['one row group', 'a.parquet', 2000, ''],
    ['many row groups', 'b.parquet', 9000, '(ROW_GROUP_SIZE 2048)'],
    ['no rows', 'c.parquet', 0, ''],
    ['CSV', 'd.csv', 500, ''],
  ])(
    'has of each column, for each fact by itself and for all, what the full profile has: %s',
    async (_name, file, count, form) => {
      const path = await written(file, rows.replace('ROWS', String(count)), form);
      const full = await profileOf(path);
      const names = Object.keys(full.columnMetrics ?? {});
      for (const facts of [...EVERY_COLUMN_FACT.map((fact) => [fact]), [], EVERY_COLUMN_FACT]) {
        const found = await profileOf(path, { required: asked(names, facts) });
        expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...found })).toEqual([]);
        for (const column of names)
          expectSame(found.columnMetrics?.[column], factsOf(full.columnMetrics?.[column] ?? {}, facts));
      }
    },
    60_000,
  );

  it('is the same beyond one block of rows, where sums are added up block by block', async () => {
    const sql = 'SELECT i AS id, sqrt(i) AS d, i % 5 AS g FROM range(300000) AS r(i)';
    const path = await written('large.parquet', sql);
    const facts: ColumnFact[] = ['span', 'mean', 'distinct', 'values'];
    const [one, two] = [1, 2].map((threads) => profileOf(path, { threads, required: asked(['id', 'd', 'g'], facts) }));
    const full = await profileOf(path);
    expect(await one).toEqual(await two);
    for (const name of ['id', 'd', 'g'])
      expectSame((await one)?.columnMetrics?.[name], factsOf(full.columnMetrics?.[name] ?? {}, facts));
  }, 60_000);

  it('estimates where the full profile does, beyond --exact-rows', async () => {
    const path = await written('b.parquet', rows.replace('ROWS', '9000'));
    const full = await profileOf(path, { exactRows: 1000 });
    const found = await profileOf(path, {
      exactRows: 1000,
      required: asked(['id', 't'], ['distinct', 'span', 'ranks']),
    });
    expect(found.columnMetrics?.['id']?.distinct).toEqual(full.columnMetrics?.['id']?.distinct);
    expect(found.columnMetrics?.['id']?.rankError).toEqual(full.columnMetrics?.['id']?.rankError);
    expect(found.columnMetrics?.['id']?.max).toBe(8999);
  });
});

const suite = `suite: orders
dataset: shop/orders
expect:
  - row_count: { at_least: 1 }
  - duplicate_rows: { at_most: 0 }
  - { column: id, unique: true, range: [0, 1999], mean: { between: [999, 1000] } }
  - { column: small, in_set: [0, 1, 2, 3, 4, 5] }
  - { column: d, range: { between: [-10, 40], mostly: 0.99 }, positive: true, median: { at_least: 0 } }
  - { column: t, not_null: true, length: { at_most: 2 }, not_blank: { mostly: 0.5 } }
  - { column: day, max: { at_least: 2026-02-09 } }
  - { column: missing, not_null: true }
`;

describe('plumbline profile --for', () => {
  const judged = (profile: Profile) => {
    const { suite: read } = parseSuite(suite);
    const suites = [{ suite: read!, version: 1 }];
    const history = { points: [], previousSchema: null };
    const results = evaluate({ profile, history, suites, hashValue: String }, new Date('2026-11-23T00:00:00Z'));
    return results.map(({ expectation, outcome, observed, expected }) => ({
      expectation,
      outcome,
      observed,
      expected,
    }));
  };

  it('measures what the suites for the dataset ask, says so, and is judged as the full profile is', async () => {
    const path = await written('orders.parquet', rows.replace('ROWS', '2000'));
    const checks = join(dirname(path), 'checks.yaml');
    const other = join(dirname(path), 'other.yaml');
    writeFileSync(checks, suite);
    writeFileSync(other, 'suite: customers\ndataset: shop/customers\nexpect:\n  - { column: u, unique: true }\n');
    const args = ['profile', path, '--dataset', 'shop/orders', '-o', 'json'];
    const full = JSON.parse((await runCommand(args)).out) as Profile;
    const found = JSON.parse((await runCommand([...args, '--for', checks, other])).out) as Profile;
    expect(found.measuredFor).toEqual(['orders']);
    expect(Object.keys(found.columnMetrics ?? {})).toEqual(['id', 'small', 'd', 't', 'day']);
    expect(found.columnMetrics?.['id']?.topValues).toBeUndefined();
    expect(found.columnMetrics?.['t']?.length).toEqual(full.columnMetrics?.['t']?.length);
    expect(found.duplicateRowCount).toBe(0);
    expect(found.emptyRowCount).toBeUndefined();
    expect(judged(found)).toEqual(judged(full));
    expect(new Set(judged(found).map(({ outcome }) => outcome))).toEqual(new Set(['pass', 'fail', 'undecided']));
  });

  it('refuses suites none of which is for the dataset, suites with problems, and --columns beside it', async () => {
    const write = temporaryFiles();
    const csv = write('a.csv', 'a\n1\n');
    const checks = write('checks.yaml', suite);
    const args = ['profile', csv, '--dataset', 'shop/other', '--for', checks];
    expect(await runCommand(args)).toMatchObject({ exitCode: 2, err: expect.stringContaining('PL2011') as string });
    const broken = write('broken.yaml', suite.replace('row_count', 'row_cnt'));
    const wrong = await runCommand(['profile', csv, '--dataset', 'shop/orders', '--for', broken]);
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('PL1011') as string });
    const both = await runCommand([...args, '--columns', 'a']);
    expect(both).toMatchObject({ exitCode: 2, err: expect.stringContaining('PL2001') as string });
  });
});
