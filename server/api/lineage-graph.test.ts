import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineageNeighbourhood } from './shapes/lineage-graph.ts';
import type { LineageColumns, LineageImpact, LineageWays } from './shapes/lineage-queries.ts';
import type { LineageChanges, LineageSearch } from './shapes/lineage-search.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
let serial = 0;

const name = (text: string) => {
  const [namespace = '', rest = ''] = text.split('/');
  return { namespace, name: rest };
};
const direct = (source: string, field: string) => ({
  ...name(source),
  field,
  transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }],
});

/** A run of a job that read and wrote those datasets, as OpenLineage tells it. */
async function ran(job: string, inputs: string[], outputs: object[], at = '2026-11-23T07:00:00Z'): Promise<void> {
  const runId = `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;
  for (const [eventType, minutes] of [
    ['START', 0],
    ['COMPLETE', 10],
  ] as const) {
    const eventTime = new Date(Date.parse(at) + minutes * 60_000).toISOString();
    const event = {
      eventType,
      eventTime,
      producer: 'https://example.org/test',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId },
      job: name(job),
      inputs: inputs.map(name),
      outputs,
    };
    const { status } = await test.send('ingest', 'POST', '/api/v1/lineage', event);
    expect(status).toBe(201);
  }
}

beforeAll(async () => {
  test = await createTestApp();
  const facet = { _producer: 'https://example.org', _schemaURL: 'https://example.org' };
  const columnLineage = { ...facet, fields: { total: { inputFields: [direct('shop/raw.orders', 'amount')] } } };
  await ran('flows/load', ['shop/raw.orders'], [{ ...name('shop/stg.orders'), facets: { columnLineage } }]);
  await ran('flows/secret', ['shop/stg.orders'], [name('finance/ledger')]);
  await ran('flows/mart', ['shop/stg.orders', 'finance/ledger'], [name('shop/mart.revenue')]);
  await ran('flows/apart', ['shop/other'], []);
});
afterAll(() => test.drop());

const get = async <T>(path: string, namespaces = ['*']): Promise<T> => {
  const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
  const answer = await test.app.request(`/api/v1/lineage/${path}`, { headers });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return (answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text) as T;
};

describe('GET /api/v1/lineage/neighbourhood', () => {
  it('shows what is around a dataset, with edges that say since when and how often', async () => {
    const found = await get<LineageNeighbourhood>('neighbourhood?focus=stg.orders');
    expect(found.nodes.map((node) => [node.name, node.distance, node.kind])).toEqual([
      ['stg.orders', 0, 'dataset'],
      ['raw.orders', -1, 'dataset'],
      ['ledger', 1, 'dataset'],
      ['mart.revenue', 1, 'dataset'],
    ]);
    expect(found.edges).toHaveLength(4);
    const edge = found.edges.find(({ to }) => to === found.focus);
    expect(edge).toMatchObject({ source: 'observed', isFormer: false, firstSeenAt: '2026-11-23T07:00:00.000Z' });
    expect(edge?.jobs).toHaveLength(1);
  });

  it('of a foreign namespace shows a node without a name, and what lies behind it', async () => {
    const found = await get<LineageNeighbourhood>('neighbourhood?focus=raw.orders&down=3', ['shop']);
    const hidden = found.nodes.filter(({ kind }) => kind === 'hidden');
    expect(hidden).toMatchObject([{ id: 'hidden_1', name: null, namespace: null, slug: null, owner: null }]);
    expect(found.nodes.map((node) => node.name)).toContain('mart.revenue');
    expect(JSON.stringify(found)).not.toMatch(/ledger|finance|job_/);
  });

  it('folds what is of one namespace, but for the focus', async () => {
    const found = await get<LineageNeighbourhood>('neighbourhood?focus=raw.orders&down=3&group=namespace');
    expect(found.nodes.map(({ kind, name: shown, count }) => [kind, shown, count])).toEqual([
      ['dataset', 'raw.orders', 1],
      ['group', 'shop', 2],
      ['group', 'finance', 1],
    ]);
    expect(found.edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(
      [
        `${found.focus} group:namespace:shop`,
        'group:namespace:finance group:namespace:shop',
        'group:namespace:shop group:namespace:finance',
      ].sort(),
    );
  });

  it('404 for a focus that is not there or not to be seen', async () => {
    for (const focus of ['nothing', 'dst_999999', 'job_999999'])
      expect((await test.send('viewer', 'GET', `/api/v1/lineage/neighbourhood?focus=${focus}`)).status).toBe(404);
    const headers = { authorization: `Bearer ${await test.key('viewer', ['shop'])}` };
    expect((await test.app.request('/api/v1/lineage/neighbourhood?focus=ledger', { headers })).status).toBe(404);
  });
});

describe('GET /api/v1/lineage/impact', () => {
  it('names what is downstream with the way there, as JSON and as CSV', async () => {
    const found = await get<LineageImpact>('impact?focus=raw.orders');
    expect(found.items.map((one) => [one.name, one.distance])).toEqual([
      ['stg.orders', 1],
      ['ledger', 2],
      ['mart.revenue', 2],
    ]);
    expect(found.items[1]?.path.map(({ id }) => id)).toEqual([found.focus, found.items[0]?.id, found.items[1]?.id]);
    const csv = await get<string>('impact?focus=raw.orders&format=csv');
    const lines = csv.trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('id,namespace,name,owner,distance,next_due_at,status,incident,columns,path');
  });

  it('counts what is hidden and names nothing of it', async () => {
    const found = await get<LineageImpact>('impact?focus=raw.orders', ['shop']);
    expect([found.total, found.hidden]).toEqual([2, 1]);
    expect(JSON.stringify(found)).not.toMatch(/ledger|finance/);
  });

  it('of a column leaves out what does not come from it', async () => {
    expect((await get<LineageImpact>('impact?focus=raw.orders&column=amount')).items.map((one) => one.name)).toContain(
      'stg.orders',
    );
    const other = await get<LineageImpact>('impact?focus=raw.orders&column=note');
    expect([other.total, other.spared]).toEqual([0, 1]);
  });
});

describe('GET /api/v1/lineage/path', () => {
  it('finds the way in either direction and says so', async () => {
    const there = await get<LineageWays>('path?from=raw.orders&to=mart.revenue');
    expect([there.direction, there.ways.length, there.summary]).toEqual(['down', 1, '1 shortest way of 2 hops.']);
    expect((await get<LineageWays>('path?from=mart.revenue&to=raw.orders')).direction).toBe('up');
  });

  it('says how far it looked when there is none', async () => {
    const none = await get<LineageWays>('path?from=other&to=raw.orders');
    expect(none).toMatchObject({ direction: null, ways: [], isCut: false });
    expect(none.summary).toMatch(
      /^There is no way: looked at \d+ nodes, up to \d hops? away, which is all there is\.$/,
    );
  });
});

describe('GET /api/v1/lineage/columns', () => {
  it('traces a column', async () => {
    const found = await get<LineageColumns>('columns?dataset=stg.orders&column=total');
    expect(found.columns.map(({ column, distance }) => [column, distance])).toEqual([
      ['total', 0],
      ['amount', -1],
    ]);
    expect(found.edges).toMatchObject([{ kind: 'direct', subtype: 'IDENTITY', isMasking: false }]);
  });
});

describe('GET /api/v1/lineage/search', () => {
  const names = async (q: string) =>
    (await get<LineageSearch>(`search?q=${encodeURIComponent(q)}`)).items.map((item) => [
      item.name,
      item.match,
      item.distance,
    ]);

  it('finds by name, exact ones first', async () => {
    expect(await names('ORDERS')).toEqual([
      ['raw.orders', 'exact', 0],
      ['stg.orders', 'exact', 0],
    ]);
    expect(await names('ma')).toEqual([
      ['mart.revenue', 'prefix', 0],
      ['mart', 'prefix', 0],
    ]);
    expect(await names('100%')).toEqual([]);
  });

  it('selects in the grammar of dbt', async () => {
    expect(await names('1+mart.revenue')).toEqual([
      ['ledger', 'selected', -1],
      ['stg.orders', 'selected', -1],
      ['mart.revenue', 'selected', 0],
    ]);
    expect((await names('raw.orders+')).map(([shown]) => shown)).toEqual([
      'raw.orders',
      'stg.orders',
      'ledger',
      'mart.revenue',
    ]);
    expect((await names('+mart.revenue,namespace:finance')).map(([shown]) => shown)).toEqual(['ledger']);
  });

  it('finds columns', async () => {
    const found = await get<LineageSearch>('search?q=amo&kind=column');
    expect(found.items.map((item) => [item.name, item.column, item.match])).toEqual([
      ['raw.orders', 'amount', 'prefix'],
    ]);
  });

  it('finds nothing of a foreign namespace', async () => {
    expect((await get<LineageSearch>('search?q=ledger', ['shop', 'flows'])).items).toEqual([]);
    expect(JSON.stringify(await get<LineageSearch>('search?q=raw.orders%2B', ['shop']))).not.toMatch(/ledger/);
  });
});

describe('GET /api/v1/lineage/changes', () => {
  it('names what was first seen in a span', async () => {
    const changes = await get<LineageChanges>('changes?from=2026-11-23T06:00:00Z&to=2026-11-23T08:00:00Z');
    expect(changes.newEdges.map(({ from, to }) => `${from.name} ${to.name}`)).toContain('raw.orders load');
    expect(changes.newColumns.map(({ fromColumn, toColumn }) => [fromColumn, toColumn])).toEqual([['amount', 'total']]);
    expect((await get<LineageChanges>('changes?from=2026-11-23T08:00:00Z')).newEdges).toEqual([]);
    const own = await get<LineageChanges>('changes?from=2026-11-23T06:00:00Z', ['shop', 'flows']);
    expect(JSON.stringify(own)).not.toMatch(/ledger/);
  });
});

describe('/api/v1/lineage/edges', () => {
  const audit = async () => {
    const { body } = await test.send('admin', 'GET', '/api/v1/audit');
    return (body as { items: { action: string }[] }).items
      .map(({ action }) => action)
      .filter((a) => a.startsWith('lineage.'));
  };

  it('adds an edge once, shows it as manual, and takes it back, each audited', async () => {
    const edge = { from: 'other', to: 'raw.orders', reason: 'copied by hand' };
    expect((await test.send('editor', 'POST', '/api/v1/lineage/edges', edge)).status).toBe(201);
    expect((await test.send('editor', 'POST', '/api/v1/lineage/edges', edge)).status).toBe(409);
    const found = await get<LineageNeighbourhood>('neighbourhood?focus=other');
    expect(found.edges).toMatchObject([{ source: 'manual', jobs: [], isFormer: false }]);
    const path = '/api/v1/lineage/edges?from=other&to=raw.orders&reason=wrong';
    expect((await test.send('editor', 'DELETE', path)).status).toBe(200);
    expect((await test.send('editor', 'DELETE', path)).status).toBe(404);
    expect(await audit()).toEqual(['lineage.edge-removed', 'lineage.edge-added']);
  });

  it('removes nothing that events tell of, and wants a reason', async () => {
    const { nodes } = await get<LineageNeighbourhood>('neighbourhood?focus=raw.orders&level=job');
    const job = nodes.find(({ kind }) => kind === 'job')?.id;
    const path = `/api/v1/lineage/edges?from=raw.orders&to=${job}&reason=no`;
    expect((await test.send('editor', 'DELETE', path)).status).toBe(409);
    expect((await test.send('editor', 'POST', '/api/v1/lineage/edges', { from: 'other', to: 'other' })).status).toBe(
      422,
    );
  });
});

describe('GET /api/v1/lineage/export', () => {
  it('gives every event as it is kept, in the order of their times, and of a namespace only those that name no other', async () => {
    const lines = (await get<string>('export')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { eventTime: string; job: { name: string } });
    expect(events).toHaveLength(8);
    expect(events.map(({ eventTime }) => eventTime)).toEqual(events.map(({ eventTime }) => eventTime).sort());
    const own = (await get<string>('export', ['shop', 'flows'])).trim().split('\n');
    expect(new Set(own.map((line) => (JSON.parse(line) as { job: { name: string } }).job.name))).toEqual(
      new Set(['load', 'apart']),
    );
    expect(await get<string>('export?from=2026-11-24T00:00:00Z')).toBe('');
  });

  it('gives the edges as CSV', async () => {
    const lines = (await get<string>('export?format=csv')).trim().split('\r\n');
    expect(lines).toContain(
      'shop,raw.orders,flows,load,observed,2026-11-23T07:00:00.000Z,2026-11-23T07:10:00.000Z,2,false',
    );
    expect(await get<string>('export?format=csv', ['shop', 'flows'])).not.toMatch(/ledger/);
  });
});
