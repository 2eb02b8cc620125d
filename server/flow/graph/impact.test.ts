import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing.ts';
import { plainDistances, plainHops, storeGraph, type SmallColumn } from '../../store/lineage/testing.ts';
import { readImpact, type ImpactQuestion } from './impact.ts';
import { smallGraphs } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ask = (more: Partial<ImpactQuestion> = {}) =>
  readImpact(database.sql, {
    from: 1,
    column: null,
    direction: 'down',
    depth: 50,
    reach: { level: 'dataset', at: null, former: false },
    namespaceLikes: null,
    ...more,
  });

const chain = { datasets: 4, jobs: [1, 2, 3].map((n) => ({ inputs: [n], outputs: [n + 1] })) };
const column = (source: number, target: number, [from, to]: [string, string]): SmallColumn => ({
  source,
  target,
  sourceColumn: from,
  targetColumn: to,
});

describe('impact', () => {
  it('finds what a plain search finds, up and down, with a path of as many hops that are there', async () => {
    await fc.assert(
      fc.asyncProperty(smallGraphs, fc.constantFrom('up' as const, 'down' as const), async (graph, direction) => {
        await storeGraph(database.sql, graph);
        const forth = plainHops(graph);
        const hops = direction === 'down' ? forth : forth.map(([a, b]): [number, number] => [b, a]);
        const expected = plainDistances(hops, 1);
        expected.delete(1);
        const { affected } = await ask({ direction });
        expect(new Map(affected.map(({ key, distance }) => [key, distance]))).toEqual(expected);
        for (const { key, path, distance } of affected) {
          expect([path[0]?.key, path.at(-1)?.key, path.length]).toEqual([1, key, distance + 1]);
          for (const [at, { key: to }] of path.slice(1).entries()) expect(hops).toContainEqual([path[at]?.key, to]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('comes with what is due next first, and then the nearest', async () => {
    await storeGraph(database.sql, chain);
    await database.sql`insert into arrival_watch (dataset_id, key, rule, since, due_at)
      values (4, 'a', '{}', now(), '2026-11-24T06:00:00Z'), (4, 'b', '{}', now(), '2026-11-24T05:00:00Z')`;
    const { affected } = await ask();
    expect(affected.map(({ key }) => key)).toEqual([4, 2, 3]);
    expect(affected[0]?.nextDue).toEqual(new Date('2026-11-24T05:00:00Z'));
  });

  it('does not follow a former edge unless it is asked to', async () => {
    await storeGraph(database.sql, chain);
    await database.sql`update job set inputs_at = '2026-11-21T00:00:00Z' where id = 2`;
    expect((await ask()).affected.map(({ key }) => key)).toEqual([2]);
    const reach = { level: 'dataset', at: null, former: true } as const;
    expect((await ask({ reach })).affected.map(({ key }) => key)).toEqual([2, 3, 4]);
  });

  it('counts what lies in a foreign namespace, and goes on behind it', async () => {
    await storeGraph(database.sql, { ...chain, foreign: [2] });
    const impact = await ask({ namespaceLikes: ['shop'] });
    expect(impact.affected.map(({ key }) => key)).toEqual([3, 4]);
    expect(impact.hidden).toBe(1);
  });

  it('of a column finds only what comes from it; where nobody told of columns it may be all', async () => {
    const columns = [column(1, 2, ['amount', 'total']), column(1, 2, ['id', 'id']), column(2, 3, ['id', 'id'])];
    await storeGraph(database.sql, { ...chain, columns });
    const byAmount = await ask({ column: 'amount' });
    expect(byAmount.affected.map(({ key, columns: found }) => [key, found])).toEqual([[2, ['total']]]);
    expect(byAmount.spared).toBe(1);
    const byId = await ask({ column: 'id' });
    expect(byId.affected.map(({ key, columns: found }) => [key, found])).toEqual([
      [2, ['id']],
      [3, ['id']],
      [4, null],
    ]);
  });

  it('a column that bears on the whole target reaches every column of it', async () => {
    const columns = [column(1, 2, ['country', '']), column(2, 3, ['any', 'thing'])];
    await storeGraph(database.sql, { ...chain, columns });
    const { affected } = await ask({ column: 'country' });
    expect(affected.map(({ key, columns: found }) => [key, found])).toEqual([
      [2, null],
      [3, ['thing']],
      [4, null],
    ]);
  });

  it('goes on again from a dataset that is reached later by more columns', async () => {
    const jobs = [
      { inputs: [1], outputs: [2] },
      { inputs: [1], outputs: [3] },
      { inputs: [3], outputs: [2] },
      { inputs: [2], outputs: [4] },
    ];
    const columns = [
      column(1, 2, ['a', 'x']),
      column(1, 3, ['a', 'b']),
      column(3, 2, ['b', 'y']),
      column(2, 4, ['y', 'z']),
    ];
    await storeGraph(database.sql, { datasets: 4, jobs, columns });
    const { affected } = await ask({ column: 'a' });
    expect(new Map(affected.map(({ key, columns: found }) => [key, found]))).toEqual(
      new Map([
        [2, ['x', 'y']],
        [3, ['b']],
        [4, ['z']],
      ]),
    );
  });
});
