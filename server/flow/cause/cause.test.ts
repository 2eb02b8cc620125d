import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from '../../api/testing.ts';
import type { IncidentDetail } from '../../api/shapes/incidents.ts';
import { doJobs, type ClockContext } from '../watch-clock.ts';

let test: TestApp;
let clock: ClockContext;
beforeAll(async () => {
  test = await createTestApp();
  const warned: string[] = [];
  clock = {
    receive: test.receive,
    now: () => Promise.resolve(test.receive.clock()),
    log: { warn: (_, message) => void warned.push(message), error: (_, message) => void warned.push(message) },
    leaseSeconds: 30,
    lostAfterSeconds: 3600,
  };
  await test.applySuite(
    ordersSuite.replace('suite: orders', 'suite: all').replace('shop, name: public.orders', "shop, name: '*'"),
  );
});
afterAll(() => test.drop());

let serial = 0;
const dataset = (name: string) => ({ namespace: 'shop', name });
const event = async (name: string, more: object) => {
  const body = {
    eventType: 'COMPLETE',
    eventTime: '2026-11-23T07:00:00Z',
    run: { runId: `run-${++serial}`, facets: {} },
    job: { namespace: 'flows', name, facets: {} },
    ...more,
  };
  expect((await test.send('ingest', 'POST', '/api/v1/lineage', body)).status).toBe(201);
};
const flow = (from: string, to: string, more: object = {}) =>
  event(`${from}-to-${to}`, { inputs: [dataset(from)], outputs: [dataset(to)], ...more });
const bad = async (name: string) =>
  (await test.post(orders({ dataset: dataset(name), rowCount: 1 }))).incidents[0]?.id ?? '';
const incident = async (id: string) =>
  (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
const causeOf = async (id: string) => (await incident(id)).cause;
const work = () => doJobs(clock);

describe('parent and child that fail together', () => {
  it.each(['parent', 'child'])(
    'the %s first: the child is told to come of the parent, before its message is due',
    async (first) => {
      const [parent, child] = [`parent-${first}`, `child-${first}`];
      await flow(parent, `between-${first}`);
      await flow(`between-${first}`, child);
      const ids: Record<string, string> = {};
      for (const name of first === 'parent' ? [parent, child] : [child, parent]) {
        ids[name] = await bad(name);
        // As on a busy day: whether the clock looks between the two makes no difference.
        if (first === 'child') await work();
      }
      await work();
      const cause = await causeOf(ids[child]!);
      expect(cause).toMatchObject({
        isUpstream: true,
        suspect: {
          node: dataset(parent),
          distance: 2,
          evidence: [{ kind: 'checks-failed', incident: ids[parent] }, {}],
        },
      });
      expect(cause?.suspect.path.map(({ node }) => node.name)).toEqual([parent, `between-${first}`, child]);
      expect(await causeOf(ids[parent]!)).toMatchObject({ isUpstream: false, suspect: { node: dataset(parent) } });
      const { blastRadius } = await incident(ids[parent]!);
      expect(blastRadius?.items.map(({ node, distance, incident: open }) => [node.name, distance, open])).toEqual([
        [`between-${first}`, 1, null],
        [child, 2, ids[child]],
      ]);
      const stored = await test.receive.pool`
      select suspect_incident_id as id from incident_cause where incident_id = ${Number(ids[child]!.slice(4))}`;
      expect(`INC-${stored[0]?.['id']}`).toBe(ids[parent]);
      // What is due has not been told yet: group wait is 30 s.
      const due = await test.receive.pool`select 1 from notification where due_at <= ${test.receive.clock()}`;
      expect(due).toHaveLength(0);
    },
  );

  it('a parent that is well again is no cause any more', async () => {
    await flow('healing', 'hurt');
    await bad('healing');
    const child = await bad('hurt');
    await work();
    expect((await causeOf(child))?.suspect.node.name).toBe('healing');
    await test.post(orders({ dataset: dataset('healing') }));
    await work();
    expect(await causeOf(child)).toMatchObject({ isUpstream: false, suspect: { node: dataset('hurt') } });
  });
});

describe('what speaks against a dataset', () => {
  const ask = async (name: string, more = '') =>
    (await test.send('viewer', 'GET', `/api/v1/lineage/cause?dataset=${name}${more}`)).body as unknown as {
      cause: NonNullable<IncidentDetail['cause']>;
    };

  it('is the failed run of the job that writes it', async () => {
    await flow('raw', 'mid');
    await flow('mid', 'out');
    const failed = {
      run: { runId: 'bad-run', facets: { errorMessage: { message: 'disk full', programmingLanguage: 'x' } } },
    };
    await flow('raw', 'mid', { ...failed, eventType: 'FAIL', eventTime: '2026-11-23T07:30:00Z' });
    const { cause } = await ask('out');
    expect(cause.suspect.node.name).toBe('mid');
    expect(cause.suspect.evidence[0]).toMatchObject({ kind: 'run-failed' });
    expect(cause.suspect.evidence.find(({ run }) => run === 'bad-run')).toMatchObject({ text: 'disk full' });
  });

  it('is what changed nearest: schema, volume, code', async () => {
    const schema = (...names: string[]) => ({ schema: { fields: names.map((name) => ({ name, type: 'text' })) } });
    const interval = (day: number) => ({ start: `2026-11-${day}T00:00:00Z`, end: `2026-11-${day + 1}T00:00:00Z` });
    const version = (v: string, day: number) => ({
      job: {
        namespace: 'flows',
        name: 'src-to-dst',
        facets: { sourceCodeLocation: { type: 'git', url: 'https://x/y', version: v } },
      },
      eventTime: `2026-11-${day}T07:00:00Z`,
    });
    await flow('src', 'dst', version('aaa', 22));
    await flow('src', 'dst', version('bbb', 23));
    const post = (day: number, more: object) => test.post(orders({ dataset: dataset('src'), dataInterval: interval(day), ...more })); // prettier-ignore
    await post(21, { rowCount: 1000, ...schema('a', 'b') });
    await post(22, { rowCount: 4000, ...schema('a', 'c') });
    const { cause } = await ask('dst', '&interval=2026-11-22T00:00:00Z/2026-11-23T00:00:00Z');
    const told = [cause.suspect, ...cause.others].map(({ node, evidence }) => [
      node.name,
      evidence.map(({ kind }) => kind),
    ]);
    expect(told).toEqual([['dst', ['code-changed']]]);
    const of = (await ask('src', '&interval=2026-11-22T00:00:00Z/2026-11-23T00:00:00Z')).cause.suspect.evidence;
    expect(of.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'schema-changed added c; gone b',
      'volume-changed 4000 rows, 1000 before',
    ]);
  });

  it('is hidden from whoever may not see its namespace', async () => {
    await event('secret-to-open', { inputs: [{ namespace: 'finance', name: 'secret' }], outputs: [dataset('open')] });
    await test.applySuite(ordersSuite.replace('suite: orders', 'suite: secret').replace('shop, name: public.orders', 'finance, name: secret')); // prettier-ignore
    await test.post(orders({ dataset: { namespace: 'finance', name: 'secret' }, rowCount: 1 }));
    const child = await bad('open');
    await work();
    const key = await test.key('viewer', ['shop']);
    const answer = await test.app.request(`/api/v1/incidents/${child}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { cause } = (await answer.json()) as IncidentDetail;
    expect(cause).toMatchObject({ isUpstream: true, suspect: { node: { id: 'hidden', name: null }, evidence: [] } });
    expect(JSON.stringify(cause)).not.toContain('secret');
  });

  it('of an interval that is none is refused', async () => {
    expect((await test.send('viewer', 'GET', '/api/v1/lineage/cause?dataset=dst&interval=x')).status).toBe(422);
  });
});
