import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing.ts';
import { plainDistances, plainHops, storeGraph } from '../../store/lineage/testing.ts';
import { readWays } from './paths.ts';
import { smallGraphs } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ask = (from: number, to: number, more: { limit?: number; most?: number } = {}) =>
  readWays(database.sql, {
    from,
    to,
    reach: { level: 'dataset', at: null, former: true },
    limit: 10_000,
    most: 10_000,
    ...more,
  });

/** Every shortest way of a plain graph, as text. */
function plainWays(hops: readonly (readonly [number, number])[], from: number, to: number): string[] {
  const distances = plainDistances(hops, from);
  const back = (key: number): string[] =>
    key === from
      ? [String(from)]
      : [...new Set(hops.filter(([, target]) => target === key).map(([source]) => source))]
          .filter((source) => distances.get(source) === (distances.get(key) ?? -1) - 1)
          .flatMap((source) => back(source).map((way) => `${way} ${key}`));
  return distances.has(to) ? back(to).sort() : [];
}

describe('ways between two', () => {
  it('are all the shortest ones of a plain search, downstream if there is one, else upstream', async () => {
    await fc.assert(
      fc.asyncProperty(smallGraphs, async (graph) => {
        await storeGraph(database.sql, graph);
        const hops = plainHops(graph);
        const to = graph.datasets;
        const [down, up] = [plainWays(hops, 1, to), plainWays(hops, to, 1)];
        const { direction, ways } = await ask(1, to);
        expect(direction).toBe(down.length > 0 ? 'down' : up.length > 0 ? 'up' : null);
        const texts = ways.map((way) => way.map(({ key }) => key).join(' '));
        expect(texts.sort()).toEqual(down.length > 0 ? down : up);
        for (const way of ways) for (const { jobs } of way.slice(1)) expect(jobs.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('name the jobs of each hop, and begin or end at a job', async () => {
    const jobs = [1, 2, 3, 4].map((n) => ({ inputs: [n], outputs: [n + 1] }));
    await storeGraph(database.sql, { datasets: 5, jobs: [...jobs, { inputs: [2], outputs: [3] }] });
    const [way] = (await ask(1, 5)).ways;
    expect(way).toEqual([
      { key: 1, jobs: [] },
      { key: 2, jobs: [1] },
      { key: 3, jobs: [2, 5] },
      { key: 4, jobs: [3] },
      { key: 5, jobs: [4] },
    ]);
    expect((await ask(-1, 5)).ways[0]?.map(({ key }) => key)).toEqual([-1, 2, 3, 4, 5]);
    expect((await ask(5, -1)).direction).toBe('up');
    expect((await ask(1, -3)).ways[0]?.map(({ key }) => key)).toEqual([1, 2, 3, -3]);
  });

  it('say how far was looked when there are none, and when it was given up', async () => {
    const jobs = Array.from({ length: 9 }, (_, n) => ({ inputs: [n + 1], outputs: [n + 2] }));
    await storeGraph(database.sql, { datasets: 11, jobs });
    expect(await ask(1, 11)).toMatchObject({ direction: null, ways: [], isCut: false });
    expect(await ask(1, 10, { most: 3 })).toMatchObject({ direction: null, ways: [], isCut: true });
    expect((await ask(1, 10, { most: 3 })).looked.nodes).toBeGreaterThanOrEqual(3);
  });

  it('are no more than asked for', async () => {
    const middle = Array.from({ length: 20 }, (_, n) => n + 3);
    const jobs = middle.flatMap((m) => [
      { inputs: [1], outputs: [m] },
      { inputs: [m], outputs: [2] },
    ]);
    await storeGraph(database.sql, { datasets: 22, jobs });
    expect((await ask(1, 2, { limit: 7 })).ways).toHaveLength(7);
    expect((await ask(1, 2)).ways).toHaveLength(20);
  });
});
