import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { columnOf, profileOf } from '../testing/profile-of.ts';
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

describe('large files', () => {
  it('measure to the last bit the same with any number of threads, exactly and by estimate', async () => {
    const folder = tree({});
    const path = join(folder, 'a.parquet');
    await parquet(
      path,
      `SELECT i AS id, sin(i) * 1e5 AS wave, exp(sin(i * 7)) AS skewed, 'k' || (hash(i) % 90000) AS key FROM range(260000) AS r(i)`,
    );
    for (const exactRows of [5_000_000, 1000]) {
      const one = JSON.stringify(await profileOf(path, { threads: 1, exactRows }));
      for (const threads of [2, 4]) expect(JSON.stringify(await profileOf(path, { threads, exactRows }))).toBe(one);
    }
  });

  it('of text are measured by estimate as exactly, within what the estimate says', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, index) =>
        `${index},${Math.sin(index)},${index % 9 ? `u${index % 5000}@x` : ''},2024-01-${String(1 + (index % 28)).padStart(2, '0')} 10:00:${String(index % 60).padStart(2, '0')}`,
    );
    const folder = tree({ 'a.csv': `id,wave,mail,at\n${rows.join('\n')}\n` });
    const exact = await profileOf(join(folder, 'a.csv'));
    const estimated = await profileOf(join(folder, 'a.csv'), { exactRows: 2500 });
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...estimated })).toEqual([]);
    expect(estimated.schema).toEqual(exact.schema);
    for (const name of ['id', 'wave', 'mail', 'at']) {
      const [near, truth] = [columnOf(estimated, name), columnOf(exact, name)];
      const same = [
        'type',
        'count',
        'nullCount',
        'typeCounts',
        'min',
        'max',
        'histogram',
        'length',
        'emptyCount',
        'timestamp',
      ] as const;
      for (const metric of same) expect({ [metric]: near[metric] }).toEqual({ [metric]: truth[metric] });
      expect(near.distinct?.lower ?? near.distinct?.value).toBeLessThanOrEqual(truth.distinct?.value ?? 0);
      expect(near.distinct?.upper ?? near.distinct?.value).toBeGreaterThanOrEqual(truth.distinct?.value ?? 0);
    }
    expect(columnOf(estimated, 'wave').mean).toBeCloseTo(columnOf(exact, 'wave').mean ?? 1, 12);
    expect(columnOf(estimated, 'wave').kurtosis).toBeCloseTo(columnOf(exact, 'wave').kurtosis ?? 1, 9);
    expect(columnOf(estimated, 'id').rankError).toBeLessThan(0.01);
  });
});
