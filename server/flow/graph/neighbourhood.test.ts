import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing.ts';
import { plainDistances, plainHops, storeGraph } from '../../store/lineage/testing.ts';
import { readNeighbourhood, type NeighbourhoodQuestion } from './neighbourhood.ts';
import { smallGraphs } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ask = (more: Partial<NeighbourhoodQuestion>) =>
  readNeighbourhood(database.sql, {
    focus: 1,
    up: 1,
    down: 1,
    limit: 150,
    level: 'dataset',
    at: null,
    former: true,
    namespaceLikes: null,
    ...more,
  });

describe('neighbourhood', () => {
  it('finds on the level of datasets what a plain search of the same graph finds, with every edge between', async () => {
    await fc.assert(
      fc.asyncProperty(smallGraphs, fc.nat(4), fc.nat(4), async (graph, up, down) => {
        await storeGraph(database.sql, graph);
        const hops = plainHops(graph);
        const { nodes, edges } = await ask({ up, down, limit: 1_000 });
        const back = hops.map(([source, target]): [number, number] => [target, source]);
        const above = plainDistances(back, 1, up);
        const below = plainDistances(hops, 1, down);
        const all = new Set([...above.keys(), ...below.keys()]);
        expect(new Set(nodes.map(({ key }) => key))).toEqual(all);
        for (const { key, distance } of nodes)
          expect(Math.abs(distance)).toBe(Math.min(above.get(key) ?? Infinity, below.get(key) ?? Infinity));
        const inner = hops.filter(([source, target]) => all.has(source) && all.has(target));
        expect(new Set(edges.map(({ source, target }) => `${source} ${target}`))).toEqual(
          new Set(inner.map((hop) => hop.join(' '))),
        );
        expect(new Set(edges.map(({ source, target }) => `${source} ${target}`)).size).toBe(edges.length);
        for (const { key, beyond } of nodes) {
          const outside = (list: typeof hops) =>
            new Set(list.filter(([from, to]) => from === key && !all.has(to)).map(([, to]) => to)).size;
          expect([beyond?.up ?? 0, beyond?.down ?? 0]).toEqual([outside(back), outside(hops)]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('on the level of jobs takes turns between datasets and jobs, also from a job', async () => {
    await storeGraph(database.sql, {
      datasets: 3,
      jobs: [
        { inputs: [1], outputs: [2] },
        { inputs: [2], outputs: [3] },
      ],
    });
    const { nodes, edges } = await ask({ level: 'job', focus: -1, up: 1, down: 3 });
    expect(nodes.map(({ key, distance }) => [key, distance])).toEqual([
      [-1, 0],
      [1, -1],
      [2, 1],
      [-2, 2],
      [3, 3],
    ]);
    expect(edges.map(({ source, target }) => [source, target]).sort()).toEqual(
      [
        [-1, 2],
        [-2, 3],
        [1, -1],
        [2, -2],
      ].sort(),
    );
  });

  it('on the level of applications a job stands as the topmost of its parents', async () => {
    const jobs = [
      { inputs: [], outputs: [] },
      { inputs: [1], outputs: [2], parent: 1 },
      { inputs: [2], outputs: [3], parent: 2 },
      { inputs: [3], outputs: [4] },
    ];
    await storeGraph(database.sql, { datasets: 4, jobs });
    const { nodes, edges } = await ask({ level: 'application', down: 10 });
    expect(new Set(nodes.map(({ key }) => key))).toEqual(new Set([1, -1, 2, 3, -4, 4]));
    expect(edges.map(({ source, target }) => `${source} ${target}`).sort()).toEqual(
      ['1 -1', '-1 2', '2 -1', '-1 3', '3 -4', '-4 4'].sort(),
    );
  });

  it('where a hub is cut shows the failing first and says how many are missing', async () => {
    const many = Array.from({ length: 120 }, (_, n) => n + 2);
    const jobs = many.map((target) => ({ inputs: [1], outputs: [target] }));
    await storeGraph(database.sql, { datasets: 121, jobs, failing: [120, 121] });
    const { nodes } = await ask({ limit: 11 });
    expect(nodes).toHaveLength(11);
    expect(
      nodes
        .slice(0, 3)
        .map(({ key }) => key)
        .sort(),
    ).toEqual([1, 120, 121]);
    expect(nodes[0]?.beyond).toEqual({ up: 0, down: 110, atLeast: false });
  });

  it('shows two hubs that compete for places as many neighbours each', async () => {
    const fan = (source: number, first: number) =>
      Array.from({ length: 40 }, (_, n) => ({ inputs: [source], outputs: [first + n] }));
    const jobs = [{ inputs: [1], outputs: [2, 3] }, ...fan(2, 10), ...fan(3, 60)];
    await storeGraph(database.sql, { datasets: 100, jobs });
    const { nodes } = await ask({ down: 2, limit: 13 });
    const far = nodes.filter(({ distance }) => distance === 2).map(({ key }) => key);
    expect([far.filter((key) => key < 60).length, far.filter((key) => key >= 60).length]).toEqual([5, 5]);
  });

  it('keeps a former edge and marks it, and shows the graph of an earlier instant', async () => {
    await storeGraph(database.sql, { datasets: 3, jobs: [{ inputs: [1, 2], outputs: [3] }] });
    await database.sql`update job set inputs_at = '2026-11-21T00:00:00Z'`;
    await database.sql`update lineage_edge set last_seen_at = '2026-11-22T00:00:00Z' where dataset_id <> 1`;
    const formerOf = async (more: Partial<NeighbourhoodQuestion>) =>
      (await ask({ focus: 3, ...more })).edges.map(({ source, isFormer }) => [source, isFormer]).sort();
    expect(await formerOf({})).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(await formerOf({ former: false })).toEqual([[2, false]]);
    expect(await formerOf({ at: new Date('2026-11-20T12:00:00Z') })).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(await formerOf({ at: new Date('2026-10-01T00:00:00Z') })).toEqual([]);
  });

  it('a manual edge is never former', async () => {
    await storeGraph(database.sql, { datasets: 2, jobs: [{ inputs: [1], outputs: [2] }] });
    await database.sql`update job set inputs_at = '2026-11-25T00:00:00Z', outputs_at = '2026-11-25T00:00:00Z'`;
    await database.sql`update lineage_edge set source = 'manual'`;
    expect((await ask({ former: false })).edges).toMatchObject([{ by: 'manual', isFormer: false }]);
  });
});
