import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeGraph } from '../store/lineage/testing.ts';
import type { LineageMap, LineageNodes } from './shapes/lineage-map.ts';
import { createTestApp, testStart, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const get = async <T>(path: string, namespaces = ['*']): Promise<T> => {
  const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
  const answer = await test.app.request(`/api/v1/lineage/${path}`, { headers });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as T;
};

/** Edges by the names of their nodes. */
const edgesOf = ({ edges, nodes }: LineageMap) =>
  Array.from(
    { length: edges.length / 2 },
    (_, at) => `${nodes.names[edges[2 * at]!]} ${nodes.names[edges[2 * at + 1]!]}`,
  ).sort();

const graph = {
  datasets: 5,
  jobs: [
    { inputs: [1], outputs: [2] },
    { inputs: [2], outputs: [3] },
    { inputs: [3], outputs: [4] },
    { inputs: [], outputs: [], parent: 1 },
  ],
  foreign: [3],
  failing: [2],
};

/** A clock of its own for each test, so that none sees the layout of the one before as new. */
let hours = 0;
beforeEach(async () => {
  await storeGraph(test.receive.pool, graph);
  test.at(new Date(Date.parse(testStart) + ++hours * 3_600_000).toISOString());
});
/** The layout that was made behind the answer. */
const settled = async (path: string, namespaces?: string[]): Promise<LineageMap> => {
  for (let tries = 0; tries < 200; tries++) {
    const found = await get<LineageMap>(path, namespaces);
    if (!found.isOutdated) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the map stays outdated');
};

describe('GET /api/v1/lineage/map', () => {
  it('has every node with lineage, where it stands and how, and no other', async () => {
    const map = await settled('map');
    expect(map.nodes.ids).toEqual(['dst_1', 'dst_2', 'dst_3', 'dst_4']);
    expect(map.nodes.statuses.map((at) => map.statuses[at])).toEqual(['unknown', 'fail', 'unknown', 'unknown']);
    expect(edgesOf(map)).toEqual(['t1 t2', 't2 t3', 't3 t4']);
    const [first, second, third] = map.nodes.x;
    expect(first).toBeLessThan(second!);
    expect(second).toBeLessThan(third!);
    expect(map.hidden).toBe(0);
    expect(map.blocks.reduce((sum, { failing }) => sum + failing, 0)).toBe(1);
  });

  it('leaves out what lies in foreign namespaces, with its edges, and says how much that is', async () => {
    const map = await settled('map', ['shop']);
    expect(map.nodes.ids).toEqual(['dst_1', 'dst_2', 'dst_4']);
    expect(edgesOf(map)).toEqual(['t1 t2']);
    expect(map.hidden).toBe(1);
    expect(JSON.stringify(map)).not.toMatch(/t3|finance/);
  });

  it('shows jobs between datasets, and applications for their jobs', async () => {
    const jobs = await settled('map?level=job');
    expect(edgesOf(jobs)).toEqual(['j1 t2', 'j2 t3', 'j3 t4', 't1 j1', 't2 j2', 't3 j3']);
    await test.receive.pool`update job set parent_id = 4 where id in (1, 2, 3)`;
    await test.receive.pool`update job set parent_id = null where id = 4`;
    await test.receive.pool`update lineage_edge set first_seen_at = '2026-11-02T00:00:00Z' where job_id = 1`;
    const applications = await settled('map?level=application');
    expect(edgesOf(applications)).toEqual(['j4 t2', 'j4 t3', 'j4 t4', 't1 j4', 't2 j4', 't3 j4']);
  });

  it('rolls datasets up to their namespaces, with counts of those that may be seen', async () => {
    const map = await settled('map?level=namespace');
    expect(map.nodes.ids).toEqual(['group:namespace:finance', 'group:namespace:shop']);
    expect(map.nodes.counts).toEqual([1, 4]);
    expect(edgesOf(map)).toEqual(['finance shop', 'shop finance']);
    expect((await settled('map?level=namespace', ['shop'])).nodes.ids).toEqual(['group:namespace:shop']);
  });

  it('answers the layout before at once when the graph has changed, says so, and then the new one', async () => {
    await settled('map');
    await test.receive.pool`insert into lineage_edge (job_id, dataset_id, direction, first_seen_at, last_seen_at)
      values (3, 5, 'output', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z')`;
    test.at(new Date(Date.parse(testStart) + hours * 3_600_000 + 10_000).toISOString());
    const before = await get<LineageMap>('map');
    expect(before).toMatchObject({ isOutdated: true });
    expect(before.nodes.ids).not.toContain('dst_5');
    expect((await settled('map')).nodes.ids).toContain('dst_5');
  });

  it('leaves out edges that the newest run of their job no longer had', async () => {
    await test.receive.pool`update job set inputs_at = '2026-11-22T00:00:00Z' where id = 2`;
    await test.receive.pool`insert into lineage_edge (job_id, dataset_id, direction, first_seen_at, last_seen_at)
      values (2, 5, 'input', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z')`;
    expect(edgesOf(await settled('map'))).toEqual(['t1 t2', 't3 t4', 't5 t3']);
  });
});

describe('GET /api/v1/lineage/nodes', () => {
  it('names nodes by id, and leaves out what is not there or not to be seen', async () => {
    const ids = 'id=dst_2&id=dst_3&id=job_1&id=dst_99&id=nothing';
    const all = await get<LineageNodes>(`nodes?${ids}`);
    expect(all.items.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['dst_2', 'fail'],
      ['dst_3', 'unknown'],
      ['job_1', 'unknown'],
    ]);
    expect((await get<LineageNodes>(`nodes?${ids}`, ['shop'])).items.map(({ id }) => id)).toEqual(['dst_2']);
    expect((await get<LineageNodes>('nodes?id=job_2')).items).toMatchObject([{ kind: 'job', name: 'j2' }]);
  });
});
