import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { columnOf, profileOf, typesOf } from '../testing/profile-of.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

/** Writes the rows of an SQL query as Parquet with DuckDB and answers with the path. */
async function parquetOf(query: string): Promise<string> {
  const path = join(temporaryFiles()('marker', ''), '..', 'data.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}'`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe('JSON files', () => {
  it('keep the types that the values have: text of digits stays text', async () => {
    const rows = [
      { n: 1, s: '12', d: '2020-01-01', o: { x: 1 }, b: true, h: 1 },
      { n: 2.5, s: '13', d: '2020-01-02', o: [1], b: null },
    ];
    const write = temporaryFiles();
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    for (const path of [write('a.json', JSON.stringify(rows)), write('b.jsonl', lines), write('c.json', lines)]) {
      const profile = await profileOf(path);
      expect(typesOf(profile)).toEqual([
        ['n', 'DOUBLE'],
        ['s', 'VARCHAR'],
        ['d', 'DATE'],
        ['o', 'JSON'],
        ['b', 'BOOLEAN'],
        ['h', 'BIGINT'],
      ]);
      expect(columnOf(profile, 'b')).toMatchObject({ count: 1, nullCount: 1 });
      expect(columnOf(profile, 's').topValues?.[0]).toEqual({ value: '12', count: 1 });
    }
  });

  it('name mixed columns VARCHAR and count what is in them', async () => {
    const profile = await profileOf(temporaryFiles()('m.jsonl', '{"a":"x"}\n{"a":1}\n{"a":""}\n{"a":2.5}\n'));
    expect(typesOf(profile)).toEqual([['a', 'VARCHAR']]);
    expect(columnOf(profile, 'a')).toMatchObject({ count: 4, emptyCount: 1 });
    expect(columnOf(profile, 'a').typeCounts).toMatchObject({ integral: 1, fractional: 1, string: 2 });
  });

  it('refuse what is not JSON by its line, and what is not rows', async () => {
    const write = temporaryFiles();
    await expect(profileOf(write('a.jsonl', '{"a":1}\n{"a":\n{"a":2}\n'))).rejects.toThrow(/a\.jsonl:2 is not JSON/);
    await expect(profileOf(write('b.json', '5'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(profileOf(write('c.json', '[1,2]'))).rejects.toMatchObject({ exitCode: 2 });
  });

  it('measure an empty array as no rows', async () => {
    expect(await profileOf(temporaryFiles()('a.json', ' [ ]\n'))).toMatchObject({ rowCount: 0 });
  });
});

describe('Parquet files', () => {
  it('are measured by the types that they declare', async () => {
    const path =
      await parquetOf(`SELECT 12.34::DECIMAL(10,2) AS de, 12345678901234567890.123456::DECIMAL(38,6) AS wide, 1.5::FLOAT AS f,
      TIMESTAMP '2020-01-02 03:04:05' AS t, TIMESTAMPTZ '2020-01-02 03:04:05+02' AS z, DATE '2020-01-02' AS d, [1, 2] AS li, 'x'::BLOB AS bl,
      CASE WHEN i = 0 THEN 'NaN'::DOUBLE ELSE i END AS x, '12' AS s, [TIMESTAMP '2020-01-02'] AS ts, NULL::INTEGER AS n FROM range(4) AS r(i)`);
    const profile = await profileOf(path);
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...profile })).toEqual([]);
    expect(Object.fromEntries(typesOf(profile))).toMatchObject({
      de: 'DECIMAL(10,2)',
      t: 'TIMESTAMP',
      li: 'INTEGER[]',
      n: 'INTEGER',
    });
    expect(columnOf(profile, 'de')).toMatchObject({ min: 12.34, sum: 49.36 });
    expect(columnOf(profile, 'wide')).toMatchObject({
      min: '12345678901234567890.123456',
      sum: '49382715604938271560.493824',
    });
    expect(columnOf(profile, 'x')).toMatchObject({ count: 4, nanCount: 1, min: 1, max: 3, mean: 2 });
    expect(columnOf(profile, 'z').timestamp?.max).toBe('2020-01-02T01:04:05Z');
    expect(columnOf(profile, 's')).toMatchObject({ type: 'string', typeCounts: { integral: 4 } });
    expect(columnOf(profile, 'n')).toMatchObject({ count: 0, nullCount: 4 });
    expect(columnOf(profile, 'ts')).toMatchObject({ count: 4, distinct: { value: 1, exact: true } });
  });

  it('tell estimates from exact counts, and the truth lies within their bounds', async () => {
    const path =
      await parquetOf(`SELECT i AS id, (hash(i) % 100000)::BIGINT AS many, i % 7 AS few, 'k' || (hash(i) % 30000) AS key,
      sin(i) * 1000 AS wave FROM range(120000) AS r(i)`);
    const exact = await profileOf(path);
    const estimated = await profileOf(path, { exactRows: 0 });
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...estimated })).toEqual([]);
    for (const name of ['id', 'many', 'key', 'wave']) {
      const truth = columnOf(exact, name).distinct?.value ?? 0;
      const { distinct } = columnOf(estimated, name);
      expect(distinct).toMatchObject({ exact: false });
      expect(distinct?.lower).toBeLessThanOrEqual(truth);
      expect(distinct?.upper).toBeGreaterThanOrEqual(truth);
      expect(distinct?.upper).toBeLessThan(truth * 1.06);
    }
    expect(columnOf(estimated, 'few').topValues).toEqual(columnOf(exact, 'few').topValues);
    expect(columnOf(estimated, 'few').distinct).toEqual({ value: 7, exact: true });
    const [near, truth] = [columnOf(estimated, 'wave'), columnOf(exact, 'wave')];
    expect(near.histogram).toEqual(truth.histogram);
    expect(near.mean).toBeCloseTo(truth.mean ?? 0, 9);
    expect(near.stddev).toBeCloseTo(truth.stddev ?? 0, 6);
    expect(near.rankError).toBeLessThan(0.02);
    expect(truth.rankError).toBe(0);
  });

  it('refuse a file that is none', async () => {
    await expect(profileOf(temporaryFiles()('a.parquet', 'PAR1 not really'))).rejects.toMatchObject({ exitCode: 2 });
  });
});
