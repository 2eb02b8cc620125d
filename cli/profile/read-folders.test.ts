import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import type { Profile } from '../../checks/index.ts';
import { localServer } from '../testing/local-server.ts';
import { columnOf } from '../testing/profile-of.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

/** Writes files with folders between, and answers with the folder that holds them. */
function tree(files: Record<string, string | Uint8Array>): string {
  const write = temporaryFiles();
  const folder = dirname(write('.marker', ''));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    write(name, content);
  }
  return folder;
}

async function parquet(path: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}'`);
  connection.closeSync();
  instance.closeSync();
}

const json = async (...args: string[]): Promise<Profile & Profile[]> => {
  const { exitCode, out, err } = await runCommand(['profile', ...args, '--dataset', 'x/y', '-o', 'json']);
  if (exitCode !== 0) throw new Error(err);
  return JSON.parse(out) as Profile & Profile[];
};

describe('folders and patterns', () => {
  it('are one dataset: what lies below them, packed or not, without hidden files, and others are told', async () => {
    const folder = tree({
      'a.csv': 'k,v\n1,x\n',
      'deep/er/b.csv.gz': gzipSync('k,v\n2,y\n3,z\n'),
      _SUCCESS: '',
      '.hidden.csv': 'q\n1\n',
      'deep/notes.txt': 'hello',
    });
    const { exitCode, out, err } = await runCommand(['profile', folder, '--dataset', 'x/y', '-o', 'json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rowCount: 3, fileCount: 2 });
    expect(err).toMatch(/other files there left out/);
    expect(await json(join(folder, '**/*.csv*'))).toMatchObject({ rowCount: 3 });
    expect(await json(join(folder, 'd*/**/*.gz'))).toMatchObject({ rowCount: 2, fileCount: 1 });
  });

  it('without data, of several formats, or matching nothing are refused with a sentence', async () => {
    const empty = tree({ 'readme.txt': 'x' });
    const mixed = tree({ 'a.csv': 'a\n1\n', 'b.jsonl': '{"a":1}\n' });
    const cases: [string, RegExp][] = [
      [empty, /has no data files in it/],
      [mixed, /files of different formats \(csv, jsonl\) in one dataset/],
      [join(mixed, '*.parquet'), /no file matches/],
      [join(mixed, 'none.csv'), /there is no such file/],
    ];
    for (const [path, sentence] of cases) {
      const { exitCode, err } = await runCommand(['profile', path, '--dataset', 'x/y']);
      expect(err).toMatch(sentence);
      expect(exitCode).toBe(2);
    }
  });

  it('of different columns are refused, or joined by name with what is missing counted', async () => {
    const folder = tree({ '1.csv': 'a,b\n1,2\n', '2.csv': 'b,c\n3,4\n' });
    await expect(json(folder)).rejects.toThrow(
      /2\.csv is not of the same columns as .*1\.csv: column 1 is "b", not "a"/,
    );
    const joined = await json(folder, '--union-by-name');
    expect(joined.rowCount).toBe(2);
    expect(columnOf(joined, 'a')).toMatchObject({ count: 1, nullCount: 1 });
    expect(columnOf(joined, 'b')).toMatchObject({ count: 2, sum: 5 });
    expect(joined.counters).toEqual([
      { id: 'files-without-a', tested: 2, failed: 1, unit: 'files' },
      { id: 'files-without-c', tested: 2, failed: 1, unit: 'files' },
    ]);
  });

  it('of Parquet files with other columns or types are refused too, rather than read wrongly', async () => {
    const folder = tree({});
    await parquet(join(folder, '1.parquet'), 'SELECT 1 AS a, 2 AS b');
    await parquet(join(folder, '2.parquet'), 'SELECT 3 AS a, 4 AS b, 5 AS c');
    await parquet(join(folder, '3.parquet'), `SELECT 3 AS a, 'x' AS b`);
    const path = (name: number): string => join(folder, `${name}.parquet`);
    await expect(json(path(1), path(2))).rejects.toThrow(/column 3 is "c" \(INTEGER\), not missing/);
    await expect(json(path(1), path(3))).rejects.toThrow(/column 2 is "b" \(VARCHAR\), not "b" \(INTEGER\)/);
    const joined = await json(path(1), path(2), '--union-by-name');
    expect(columnOf(joined, 'c')).toMatchObject({ count: 1, nullCount: 1, sum: 5 });
    expect(joined.counters).toEqual([{ id: 'files-without-c', tested: 2, failed: 1, unit: 'files' }]);
  });
});

describe('partitions', () => {
  it('are one profile each, in the order of time, with the interval that the folders name', async () => {
    const folder = tree({
      'date=2026-01-02/a.csv': 'v\n3\n',
      'date=2026-01-01/a.csv': 'v\n1\n',
      'date=2026-01-01/b.csv': 'v\n2\n',
    });
    const profiles = await json(folder, '--partitions');
    expect(
      profiles.map(({ dataInterval, rowCount, partitions, scope }) => [dataInterval, rowCount, partitions, scope]),
    ).toEqual([
      [
        { start: '2026-01-01T00:00:00.000Z', end: '2026-01-02T00:00:00.000Z' },
        2,
        [{ value: 'date=2026-01-01', rows: 2 }],
        { kind: 'partition' },
      ],
      [
        { start: '2026-01-02T00:00:00.000Z', end: '2026-01-03T00:00:00.000Z' },
        1,
        [{ value: 'date=2026-01-02', rows: 1 }],
        { kind: 'partition' },
      ],
    ]);
    expect(new Set(profiles.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
    for (const profile of profiles) expect(findInconsistencies(profile)).toEqual([]);
  });

  it.each([
    ['year=2026/month=02/a.csv', undefined, '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['year=2026/month=2/day=28/hour=23/a.csv', undefined, '2026-02-28T23:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['ts=2026-01-01T05%3A00/a.csv', undefined, '2026-01-01T05:00:00.000Z', '2026-01-01T06:00:00.000Z'],
    ['orders-20260131.csv', undefined, '2026-01-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['orders-2026-12.csv', undefined, '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['01-22-2020.csv', 'MM-DD-YYYY', '2020-01-22T00:00:00.000Z', '2020-01-23T00:00:00.000Z'],
    ['sales (2024).csv', '(YYYY)', '2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
  ])('%s with pattern %s begins at %s and ends at %s', async (name, pattern, start, end) => {
    const folder = tree({ [name]: 'v\n1\n' });
    const [profile] = await json(folder, '--partitions', ...(pattern ? ['--interval', pattern] : []));
    expect(profile?.dataInterval).toEqual({ start, end });
  });

  it('without a time in their names are told, and a day that does not exist is no time', async () => {
    const folder = tree({ 'part-1.csv': 'v\n1\n', 'x-2026-02-30.csv': 'v\n1\n' });
    const { exitCode, out, err } = await runCommand([
      'profile',
      folder,
      '--partitions',
      '--dataset',
      'x/y',
      '-o',
      'json',
    ]);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/2 of 2 partitions tell no time by their names, such as part-1/);
    expect((JSON.parse(out) as Profile[]).every(({ dataInterval }) => dataInterval === undefined)).toBe(true);
  });

  it('are pushed in order as one batch, and the worst verdict is the exit code', async () => {
    const folder = tree({ 'd=2026-01-02/a.csv': 'v\n1\n', 'd=2026-01-01/a.csv': 'v\n1\n' });
    const answer = (gate: string) => ({
      status: 201,
      body: {
        profileId: 'p',
        dataset: { namespace: 'x', name: 'y' },
        verdict: gate === 'block' ? 'fail' : 'pass',
        gate,
        results: gate === 'block' ? [{ expectation: 'e', outcome: 'fail', severity: 'error' }] : [],
        incidents: [],
      },
    });
    const server = await localServer({ status: 207, body: { items: [answer('allow'), answer('block')] } });
    const outcome = await runCommand(['profile', folder, '--partitions', '--dataset', 'x/y', '--push'], {
      PLUMBLINE_URL: server.url,
      PLUMBLINE_API_KEY: 'pk',
    });
    const sent = server.requests.map(({ body }) => body as Profile[]);
    expect(sent.map((batch) => batch.map(({ dataInterval }) => dataInterval?.start))).toEqual([
      ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
    ]);
    expect(outcome.exitCode).toBe(1);
  });
});
