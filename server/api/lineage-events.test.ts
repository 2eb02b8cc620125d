import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventsReplayedShape, ProducerList, RawEventDetail, RawEventPage } from './shapes/lineage-events.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

let serial = 0;
const event = (more: object = {}) => ({
  eventType: 'COMPLETE',
  eventTime: new Date(Date.parse('2026-11-23T06:00:00Z') + ++serial * 1000).toISOString(),
  producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.53.0/client/python',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: `0198f3c1-7a55-7e3b-9d5e-${String(serial).padStart(12, '0')}` },
  job: { namespace: 'jobs', name: `job-${serial}` },
  ...more,
});
const post = (body: unknown) => test.send('ingest', 'POST', '/api/v1/lineage', body);
const list = async (query: string, role: 'viewer' | 'admin' = 'viewer') =>
  (await test.send(role, 'GET', `/api/v1/lineage/events?${query}`)).body as RawEventPage;
const replay = async (body: object) =>
  (await test.send('admin', 'POST', '/api/v1/lineage/events/replay', body)) as {
    status: number;
    body: EventsReplayedShape;
  };
const producers = async () => (await test.send('viewer', 'GET', '/api/v1/lineage/producers')).body as ProducerList;

/** What the projector cannot work in: its job would break the database's own rule, for as long as the rule is there. */
const breaking = async (name: string) =>
  test.receive.pool.unsafe(`alter table job add constraint no_${name} check (name <> '${name}') not valid`);
const mending = async (name: string) => test.receive.pool.unsafe(`alter table job drop constraint no_${name}`);
/** Five attempts, without the waits between them. */
const exhaust = async () => {
  for (let n = 0; n < 6; n++) {
    await test.receive.pool`update lineage_pending set retry_at = null`;
    await test.project();
  }
};

describe('events as they are kept', () => {
  it('are listed newest first, page by page, each once', async () => {
    for (let n = 0; n < 5; n++) await post(event());
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    const times = [first, second, third].flatMap(({ items }) => items.map(({ eventAt }) => eventAt));
    expect(times).toHaveLength(5);
    expect(times).toEqual([...times].sort().reverse());
    expect(third.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({ state: 'done', stage: null, type: 'COMPLETE', kind: 'run', warnings: 0 });
  });

  it('are found by job, run, producer, namespace and time', async () => {
    const one = event({ job: { namespace: 'else', name: 'of "quotes"_%' }, producer: 'https://example.org/mine' });
    await post(one);
    const found = async (query: Record<string, string>) => (await list(new URLSearchParams(query).toString())).items;
    const wanted = [expect.objectContaining({ run: one.run.runId })];
    expect(await found({ job: 'of "quotes"_%' })).toEqual(wanted);
    expect(await found({ run: one.run.runId })).toEqual(wanted);
    expect(await found({ run: one.run.runId, namespace: 'else' })).toEqual(wanted);
    expect(await found({ run: one.run.runId, namespace: 'jobs' })).toEqual([]);
    expect(await found({ producer: 'example.org/mine' })).toEqual(wanted);
    expect(await found({ namespace: 'else' })).toEqual(wanted);
    expect(await found({ from: one.eventTime })).toEqual(wanted);
    expect(await found({ to: '2026-11-23T06:00:00Z' })).toEqual([]);
    expect(await found({ job: 'of "quotes"' })).toEqual([]);
  });

  it('are shown one by one, as they came but for what privacy leaves out, with what they break', async () => {
    const sql = { _producer: 'https://example.org', _schemaURL: 'https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet', query: "select 'secret'" }; // prettier-ignore
    const told = event({ job: { namespace: 'jobs', name: 'told', facets: { sql, odd: null } }, schemaURL: undefined });
    await post(told);
    const [row] = (await list('job=told')).items;
    const { body } = await test.send('viewer', 'GET', `/api/v1/lineage/events/${row?.id}`);
    const detail = body as RawEventDetail;
    expect(detail).toMatchObject({ id: row?.id, job: { name: 'told' }, warnings: 2 });
    expect(detail.warningList).toEqual([
      { pointer: '/schemaURL', message: 'is missing' },
      { pointer: '/job/facets/odd', message: 'is null' },
    ]);
    expect(detail.event).toMatchObject({ run: told.run, job: { facets: { sql: { query: "select '…'" } } } });
  });

  it('are shown to whoever may see every namespace in them', async () => {
    const inputs = [{ namespace: 'finance', name: 'ledger' }];
    await post(event({ job: { namespace: 'shared', name: 'crossing' }, inputs }));
    const seen = async (namespaces: string[]) => {
      const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
      const answer = await test.app.request('/api/v1/lineage/events?job=crossing', { headers });
      return ((await answer.json()) as RawEventPage).items.length;
    };
    expect(await seen(['shared'])).toBe(0);
    expect(await seen(['shared', 'finance'])).toBe(1);
    const [row] = (await list('job=crossing')).items;
    const headers = { authorization: `Bearer ${await test.key('viewer', ['shared'])}` };
    expect((await test.app.request(`/api/v1/lineage/events/${row?.id}`, { headers })).status).toBe(404);
  });
});

describe('an event that cannot be worked in', () => {
  it('is dead after five attempts, with the reason, holds up none beside it, and is worked in when it is replayed', async () => {
    await breaking('poison');
    await post([
      event({ job: { namespace: 'jobs', name: 'poison' } }),
      event({ job: { namespace: 'jobs', name: 'beside' } }),
    ]);
    await exhaust();
    const dead = (await list('state=dead')).items;
    expect(dead).toMatchObject([{ state: 'dead', stage: 'graph', attempts: 5, reason: expect.stringContaining('no_poison'), sender: 'key:ingest' }]); // prettier-ignore
    expect((await list('job=beside')).items).toMatchObject([{ state: 'done' }]);
    expect(await producers()).toMatchObject({ dead: 1, pending: 0 });
    await mending('poison');
    expect((await replay({ ids: [dead[0]?.id] })).body).toEqual({ replayed: 1, waiting: 0, missing: [], next: null });
    await test.project();
    expect((await list('job=poison')).items).toMatchObject([{ state: 'done' }]);
    const edges = await test.receive.pool`select 1 from run r join job j on j.id = r.job_id where j.name = 'poison'`;
    expect(edges).toHaveLength(1);
    expect(await producers()).toMatchObject({ dead: 0 });
  });

  it('goes with all the dead at once; replaying is for administrators and stands in the audit log', async () => {
    await breaking('bad');
    for (let n = 0; n < 3; n++) await post(event({ job: { namespace: 'jobs', name: 'bad' } }));
    await exhaust();
    expect((await list('state=dead')).items).toHaveLength(3);
    await mending('bad');
    expect((await test.send('editor', 'POST', '/api/v1/lineage/events/replay', { dead: true })).status).toBe(403);
    expect((await replay({ dead: true })).body).toMatchObject({ replayed: 3, next: null });
    expect((await list('state=pending')).items).toHaveLength(0);
    const { body } = await test.send('admin', 'GET', '/api/v1/audit');
    expect((body as { items: object[] }).items[0]).toMatchObject({ action: 'lineage.replayed', after: { dead: true, replayed: 3 } }); // prettier-ignore
  });

  it('that is not kept any more is said to be missing; nonsense is refused', async () => {
    const id = `evt_1795420800000_${'0'.repeat(32)}`;
    expect((await replay({ ids: [id] })).body).toMatchObject({ replayed: 0, missing: [id] });
    expect((await replay({ ids: ['x'] })).status).toBe(422);
    expect((await replay({})).status).toBe(422);
    expect((await replay({ from: '2026-11-24T00:00:00Z', to: '2026-11-23T00:00:00Z' })).status).toBe(422);
  });
});

describe('what became of the events of a producer', () => {
  it('adds up: what was sent is accepted, duplicate or refused, and what is accepted is there', async () => {
    const producer = 'https://example.org/tree/v2.1.0/counted';
    const inputs = [{ namespace: 's3a://bucket', name: 'x' }];
    const good = [event({ producer }), event({ producer, inputs }), event({ producer, run: { runId: 'no-uuid' } })];
    const bad = { ...event({ producer }), eventTime: 'never' };
    await post([...good, good[0], bad]);
    await post(good[1]);
    await post(bad);
    const { items } = await producers();
    const row = items.find((one) => one.producer === 'https://example.org/tree/counted');
    expect(row).toEqual({
      producer: 'https://example.org/tree/counted',
      client: 'v2.1.0',
      lastAt: '2026-11-23T08:00:00.000Z',
      ...{ received: 7, accepted: 3, duplicate: 2, refused: 2, failed: 0, warned: 2, misnamed: 1, dead: 0 },
    });
    expect(row!.received).toBe(row!.accepted + row!.duplicate + row!.refused + row!.failed);
    const kept = await test.receive.pool`select 1 from lineage_event where body like '%tree/v2.1.0/counted%'`;
    expect(kept).toHaveLength(row!.accepted);
    const all = items.reduce((sum, { accepted }) => sum + accepted, 0);
    expect(await test.receive.pool`select 1 from lineage_event`).toHaveLength(all);
    await replay({ from: '2026-11-23T00:00:00Z', to: '2026-11-24T00:00:00Z' });
    await test.project();
    expect((await producers()).items).toEqual(items);
  });

  it('counts what is no JSON and what a key may not send as refused', async () => {
    const before = (await producers()).items;
    const headers = { authorization: `Bearer ${await test.key('ingest', ['elsewhere'])}` };
    const producer = 'https://example.org/foreign';
    const send = (body: string) => test.app.request('/api/v1/lineage', { method: 'POST', headers, body });
    expect((await send(JSON.stringify(event({ producer })))).status).toBe(403);
    expect((await send('{')).status).toBe(400);
    await test.project();
    const after = (await producers()).items;
    expect(after.find((one) => one.producer === producer)).toMatchObject({ received: 1, refused: 1, accepted: 0 });
    const nobody = (items: typeof before) => items.find((one) => one.producer === '')?.refused ?? 0;
    expect(nobody(after) - nobody(before)).toBe(1);
    const page = await test.metrics.scrape();
    expect(page).toContain(
      'plumbline_lineage_events_total{producer="https://example.org/foreign",outcome="refused"} 1',
    );
    expect(page).toContain('plumbline_lineage_pending_events{stage="graph"} 0');
    expect(page).toContain('plumbline_lineage_dead_events 0');
  });
});
