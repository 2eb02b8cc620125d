import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing.ts';
import type { MarquezDatasetShape, MarquezJobShape, MarquezRunShape, MarquezVersionShape } from '../shapes/marquez.ts';
import { marquezEvents, runIds } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  for (const event of marquezEvents) {
    const { status } = await test.send('ingest', 'POST', '/api/v1/lineage', event);
    expect(status).toBe(201);
  }
});
afterAll(() => test.drop());

const e = encodeURIComponent;
const postgres = 'postgres://db:5432';
const datasets = `/namespaces/${e(postgres)}/datasets`;

async function get<T>(path: string): Promise<T> {
  const { status, body } = await test.send('viewer', 'GET', `/api/v1${path}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const refused = async (path: string) => {
  const { status, body } = await test.send('viewer', 'GET', `/api/v1${path}`);
  return { status, body: body as { code: number; message: string } };
};

async function as<T>(namespaces: string[], path: string) {
  const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
  const answer = await test.app.request(`/api/v1${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as T };
}

interface Graph {
  graph: { id: string; type: string; data: Record<string, unknown>; inEdges: object[]; outEdges: object[] }[];
}

describe('namespaces', () => {
  it('are listed by name, with a total', async () => {
    const { namespaces, totalCount } = await get<{ namespaces: { name: string }[]; totalCount: number }>('/namespaces');
    expect(namespaces.map(({ name }) => name)).toEqual(expect.arrayContaining(['etl', 'file', postgres]));
    expect(totalCount).toBe(namespaces.length);
    const second = await get<{ namespaces: object[] }>('/namespaces?limit=1&offset=1');
    expect(second.namespaces).toEqual([namespaces[1]]);
  });

  it('are made, owned, hidden and brought back, each with an entry in the audit log', async () => {
    const put = { ownerName: 'me', description: 'd' };
    const made = await test.send('editor', 'PUT', '/api/v1/namespaces/new%2Fone', put);
    expect(made).toMatchObject({
      status: 200,
      body: { name: 'new/one', ownerName: 'me', description: 'd', isHidden: false },
    });
    expect(await test.send('editor', 'DELETE', '/api/v1/namespaces/new%2Fone')).toMatchObject({
      body: { isHidden: true },
    });
    expect(await get('/namespaces/new%2Fone')).toMatchObject({ isHidden: true });
    expect(await test.send('editor', 'PUT', '/api/v1/namespaces/new%2Fone', put)).toMatchObject({
      body: { isHidden: false },
    });
    const { items } = (await test.send('admin', 'GET', '/api/v1/audit')).body as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['namespace.described', 'namespace.hidden']),
    );
  });

  it('that are hidden are left out of lists, with all that lies in them', async () => {
    await test.send('editor', 'DELETE', '/api/v1/namespaces/file');
    expect(await get('/namespaces/file/datasets')).toMatchObject({ totalCount: 0 });
    expect(await get('/search?q=out')).toMatchObject({ totalCount: 0 });
    await test.send('editor', 'PUT', '/api/v1/namespaces/file', { ownerName: 'me' });
    expect(await get('/namespaces/file/datasets')).toMatchObject({ totalCount: 1 });
  });

  it('that are foreign do not exist', async () => {
    expect((await as(['file'], '/namespaces/etl')).status).toBe(404);
    expect((await as<{ namespaces: { name: string }[] }>(['file'], '/namespaces')).body.namespaces).toHaveLength(1);
    const headers = {
      authorization: `Bearer ${await test.key('editor', ['file'])}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ ownerName: 'x' });
    expect((await test.app.request('/api/v1/namespaces/etl', { method: 'PUT', headers, body })).status).toBe(403);
    expect((await test.app.request('/api/v1/namespaces/etl', { method: 'DELETE', headers })).status).toBe(404);
  });
});

describe('datasets', () => {
  it('have the fields, the description, the tags and the facets that events gave them', async () => {
    const orders = await get<MarquezDatasetShape>(`${datasets}/shop.public.orders`);
    expect(orders).toMatchObject({
      id: { namespace: postgres, name: 'shop.public.orders' },
      type: 'DB_TABLE',
      sourceName: 'db',
      description: 'Orders',
      tags: ['pii'],
      fields: [
        { name: 'id', type: 'int', description: 'the id', tags: ['c:x'] },
        { name: 'amount', type: 'numeric', description: null, tags: [] },
      ],
      columnLineage: null,
      lastModifiedAt: null,
      createdAt: '2026-11-20T10:00:00.000Z',
      updatedAt: '2026-11-20T10:01:00.500Z',
      deleted: false,
    });
    expect(Object.keys(orders.facets).sort()).toEqual(['dataSource', 'documentation', 'schema', 'tags']);
  });

  it('tell from which columns theirs come and when a run last wrote them', async () => {
    expect(await get(`${datasets}/shop.public.revenue`)).toMatchObject({
      lastModifiedAt: '2026-11-20T10:01:00.500Z',
      columnLineage: [
        {
          name: 'total',
          inputFields: [
            {
              namespace: postgres,
              dataset: 'shop.public.orders',
              field: 'amount',
              transformationDescription: 'sum',
              transformationType: 'AGGREGATION',
            },
          ],
        },
      ],
    });
  });

  it('are found by names with slashes, blanks and colons, and listed by name', async () => {
    expect(await get(`/namespaces/file/datasets/${e('/out/a b.csv')}`)).toMatchObject({
      name: '/out/a b.csv',
      fields: [],
    });
    const listed = await get<{ totalCount: number; datasets: MarquezDatasetShape[] }>(`${datasets}?limit=1&offset=1`);
    expect(listed.totalCount).toBe(2);
    expect(listed.datasets.map(({ name }) => name)).toEqual(['shop.public.revenue']);
  });

  it('have a version for each run that wrote them, which leads back to it', async () => {
    type Versions = { totalCount: number; versions: MarquezVersionShape[] };
    const { versions, totalCount } = await get<Versions>(`${datasets}/shop.public.revenue/versions`);
    expect(totalCount).toBe(1);
    expect(versions).toMatchObject([
      {
        createdByRun: { id: runIds.load, state: 'COMPLETED' },
        fields: [{ name: 'total' }],
        createdAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
    const [version] = versions;
    expect(await get(`${datasets}/shop.public.revenue/versions/${version?.version}`)).toEqual(version);
    expect(await get(`${datasets}/shop.public.revenue`)).toMatchObject({ currentVersion: version?.version });
    const read = await get<Versions>(`${datasets}/shop.public.orders/versions`);
    expect(read).toMatchObject({ totalCount: 1, versions: [{ createdByRun: null }] });
    expect(await get(`${datasets}/shop.public.orders/versions/${read.versions[0]?.version}`)).toEqual(read.versions[0]);
    expect((await refused(`${datasets}/shop.public.orders/versions/nope`)).status).toBe(404);
  });
});

describe('jobs and runs', () => {
  it('tell what a job reads and writes, its parent, and its newest run with its facets', async () => {
    const job = await get<MarquezJobShape>('/namespaces/etl/jobs/dag.load');
    expect(job).toMatchObject({
      type: 'BATCH',
      simpleName: 'load',
      parentJobName: 'dag',
      inputs: [{ namespace: postgres, name: 'shop.public.orders' }],
      outputs: [{ namespace: postgres, name: 'shop.public.revenue' }],
      location: 'https://github.com/x/y',
      description: 'Loads',
      latestRun: { id: runIds.load, state: 'COMPLETED', durationMs: 60_500 },
    });
    expect(Object.keys(job.facets).sort()).toEqual([
      'documentation',
      'jobType',
      'ownership',
      'sourceCodeLocation',
      'sql',
    ]);
    expect(Object.keys(job.latestRun?.facets ?? {}).sort()).toEqual(['nominalTime', 'parent', 'processing_engine']);
    expect(job.currentVersion).toBe(job.latestRun?.jobVersion?.version);
  });

  it('are listed over all namespaces and by the state of the newest run', async () => {
    type Jobs = { totalCount: number; jobs: MarquezJobShape[] };
    const names = ({ jobs }: Jobs) => jobs.map(({ name }) => name).sort();
    expect(names(await get<Jobs>('/jobs?limit=10&offset=0'))).toEqual(['dag', 'dag.load', 'report']);
    expect(names(await get<Jobs>('/jobs?lastRunStates=FAILED'))).toEqual(['report']);
    expect(names(await get<Jobs>('/jobs?lastRunStates=FAILED&lastRunStates=COMPLETED'))).toEqual([
      'dag.load',
      'report',
    ]);
    expect(await get<Jobs>('/namespaces/etl/jobs?limit=1')).toMatchObject({ totalCount: 3, jobs: [{}] });
    expect(await get<Jobs>('/namespaces/nope/jobs')).toEqual({ totalCount: 0, jobs: [] });
  });

  it('tell of a run what it read and wrote, in which version, and its nominal time', async () => {
    const run = await get<MarquezRunShape>(`/jobs/runs/${runIds.load}`);
    expect(run).toMatchObject({
      nominalStartTime: '2026-11-19T00:00:00.000Z',
      startedAt: '2026-11-20T10:00:00.000Z',
      inputDatasetVersions: [{ facets: { dataQualityMetrics: { rowCount: 5 } } }],
      outputDatasetVersions: [{ facets: { outputStatistics: { rowCount: 10 } } }],
    });
    const report = await get<MarquezRunShape>(`/jobs/runs/${runIds.report}`);
    expect(report.inputDatasetVersions[0]?.datasetVersionId).toEqual(run.outputDatasetVersions[0]?.datasetVersionId);
    expect(report).toMatchObject({ state: 'FAILED', facets: { errorMessage: {} } });
    expect(await get('/namespaces/etl/jobs/dag.load/runs')).toEqual({ totalCount: 1, runs: [run] });
    expect(await get(`/jobs/runs/${runIds.parent}`)).toMatchObject({ state: 'NEW', startedAt: null });
  });

  it('tell the facets of a run or of its job', async () => {
    const of = async (type: string) =>
      Object.keys((await get<{ facets: object }>(`/jobs/runs/${runIds.load}/facets?type=${type}`)).facets).sort();
    expect(await of('run')).toEqual(['nominalTime', 'parent', 'processing_engine']);
    expect(await of('job')).toEqual(['documentation', 'jobType', 'ownership', 'sourceCodeLocation', 'sql']);
    expect((await refused(`/jobs/runs/${runIds.load}/facets`)).status).toBe(422);
  });
});

describe('lineage', () => {
  const all = [
    'dataset:file:/out/a b.csv',
    `dataset:${postgres}:shop.public.orders`,
    `dataset:${postgres}:shop.public.revenue`,
    'job:etl:dag.load',
    'job:etl:report',
  ];
  it.each(all)('is told around %s, both ways, with its edges', async (nodeId) => {
    const { graph } = await get<Graph>(`/lineage?nodeId=${e(nodeId)}`);
    expect(graph.map(({ id }) => id)).toEqual(all);
    const load = graph.find(({ id }) => id === 'job:etl:dag.load');
    expect(load).toMatchObject({
      type: 'JOB',
      data: { name: 'dag.load', simpleName: 'load', currentRunUuid: runIds.load },
      inEdges: [{ origin: all[1], destination: 'job:etl:dag.load' }],
      outEdges: [{ origin: 'job:etl:dag.load', destination: all[2] }],
    });
  });

  it('goes as many jobs far as it is asked', async () => {
    const ids = async (nodeId: string, depth: number) =>
      (await get<Graph>(`/lineage?nodeId=${e(nodeId)}&depth=${depth}`)).graph.map(({ id }) => id);
    expect(await ids('job:etl:report', 0)).toEqual([all[0], all[2], all[4]]);
    expect(await ids('job:etl:report', 1)).toEqual(all);
  });

  it('leaves out what lies in foreign namespaces, with its edges', async () => {
    const { body } = await as<Graph>(['etl'], `/lineage?nodeId=${e('job:etl:report')}`);
    expect(body.graph.map(({ id }) => id)).toEqual(['job:etl:dag.load', 'job:etl:report']);
    expect(body.graph.flatMap(({ inEdges, outEdges }) => [...inEdges, ...outEdges])).toEqual([]);
    expect(body.graph.map(({ data }) => data['inputs'])).toEqual([[], []]);
    expect((await as(['file'], `/lineage?nodeId=${e('job:etl:report')}`)).status).toBe(404);
  });

  it('of columns leads from a column, a dataset or a job to where its values come from', async () => {
    const [amount, total] = ['orders:amount', 'revenue:total'].map(
      (name) => `datasetField:${postgres}:shop.public.${name}`,
    );
    const ids = async (nodeId: string | undefined, more = '') =>
      (await get<Graph>(`/column-lineage?nodeId=${e(nodeId ?? '')}${more}`)).graph.map(({ id }) => id);
    expect(await ids(total)).toEqual([amount, total]);
    expect(await ids(`dataset:${postgres}:shop.public.revenue`)).toEqual([amount, total]);
    expect(await ids('job:etl:dag.load')).toEqual([amount, total]);
    expect(await ids(amount)).toEqual([amount]);
    expect(await ids(amount, '&withDownstream=True')).toEqual([amount, total]);
    const { graph } = await get<Graph>(`/column-lineage?nodeId=${e(`${total}#870492da-ecfb-4be0-91b9-9a89ddd3db90`)}`);
    expect(graph[1]).toMatchObject({
      type: 'DATASET_FIELD',
      data: { fieldType: 'numeric', inputFields: [{ field: 'amount', transformationType: 'AGGREGATION' }] },
      inEdges: [{ origin: total, destination: amount }],
      outEdges: [],
    });
  });
});

describe('events, search and words', () => {
  interface Events {
    totalCount: number;
    events: { eventType: string; eventTime: string }[];
  }
  it('list the events of runs as they came, newest first or last', async () => {
    const { totalCount, events } = await get<Events>('/events/lineage?limit=2');
    expect(totalCount).toBe(marquezEvents.length);
    expect(events).toEqual(marquezEvents.slice(2).reverse());
    expect((await get<Events>('/events/lineage?sortDirection=asc&limit=1')).events).toEqual(marquezEvents.slice(0, 1));
    const before = '/events/lineage?before=2026-11-20T10:01:00Z&after=2026-11-20T09:00:00Z';
    expect((await get<Events>(before)).events).toEqual(marquezEvents.slice(0, 1));
    expect(await get<Events>('/events?limit=2&offset=0')).toEqual({ totalCount, events });
    expect((await get<Events>('/events/etl?limit=2')).events).toEqual(events);
    expect(await get<Events>('/events/file')).toEqual({ totalCount: 0, events: [] });
  });

  it('show who may see some namespaces the events that name no other', async () => {
    expect((await as<Events>(['etl'], '/events/lineage')).body.events).toEqual(marquezEvents.slice(3).reverse());
  });

  it('find datasets and jobs by a part of their name', async () => {
    interface Found {
      totalCount: number;
      results: { type: string; name: string; nodeId: string }[];
    }
    const found = await get<Found>('/search?q=RE');
    expect(found.results.map(({ nodeId }) => nodeId)).toEqual([
      'job:etl:report',
      `dataset:${postgres}:shop.public.revenue`,
    ]);
    expect(await get<Found>('/search?q=re&filter=dataset&limit=1')).toMatchObject({ results: [{ type: 'DATASET' }] });
    expect(await get<Found>('/search?q=shop%25venue&sort=UPDATED_AT')).toMatchObject({ totalCount: 1 });
    expect(await get<Found>(`/search?q=re&namespace=etl&before=2026-11-21`)).toMatchObject({ totalCount: 0 });
  });

  it('name the sources and the tags that events tell of', async () => {
    const source = { type: 'POSTGRESQL', name: 'db', connectionUrl: postgres };
    expect(await get('/sources')).toMatchObject({ totalCount: 1, sources: [source] });
    expect(await get('/sources/db')).toMatchObject(source);
    expect(await get('/tags')).toMatchObject({ tags: [{ name: 'c:x' }, { name: 'pii' }] });
  });

  it.each([
    ['/namespaces/nope', 404, "Namespace 'nope' not found."],
    [`${datasets}/nope`, 404, "Dataset 'nope' not found."],
    ['/namespaces/etl/jobs/nope', 404, "Job 'nope' not found."],
    ['/namespaces/etl/jobs/nope/runs', 404, "Job 'nope' not found."],
    ['/jobs/runs/xx', 404, "Run 'xx' not found."],
    [`/lineage?nodeId=${e(`dataset:${postgres}:nope`)}`, 404, `Dataset '${postgres}:nope' not found.`],
    ['/sources/nope', 404, "Source 'nope' not found."],
    ['/lineage?nodeId=xx', 422, /^nodeId is dataset:/],
    ['/lineage', 422, /./],
    ['/search', 422, /./],
    ['/jobs?limit=-1&offset=0', 422, /./],
  ])('refuse %s in the words of both', async (path, code, message) => {
    const { status, body } = await refused(path);
    expect(status).toBe(code);
    expect(body.code).toBe(code);
    expect(body.message).toMatch(message);
    expect(body).toMatchObject({ status: code, detail: body.message });
  });
});
