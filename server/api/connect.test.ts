import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FirstStepsShape } from './shapes/connect.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const steps = async () => (await test.send('viewer', 'GET', '/api/v1/first-steps')).body as FirstStepsShape;
const sample = (namespace: string) => test.send('editor', 'POST', '/api/v1/sample', { namespace });
const removal = (namespace: string) => test.send('editor', 'DELETE', `/api/v1/sample?namespace=${namespace}`);
const profilesOf = async (slug: string) =>
  ((await test.send('viewer', 'GET', `/api/v1/datasets/${slug}`)).body as { profileCount?: number }).profileCount ??
  null;
const rowsLeft = async (ofNamespace: string) => {
  const [row] = await test.receive.pool`
    select (select count(*)::int from profile p left join dataset d on d.id = p.dataset_id where d.id is null) as profiles,
      (select count(*)::int from judgement j left join profile p on p.id = j.profile_id where p.id is null) as judgements,
      (select count(*)::int from incident where namespace = ${ofNamespace}) as incidents`;
  return row;
};

describe('a sample', () => {
  it('is received and judged like any profile, marked, and removed with everything that came of it', async () => {
    await test.applySuite(ordersSuite.replace('suite: orders', 'suite: s').replace('shop, name: public.orders', "try, name: '*'").replace('[1000, 50000]', '[1, 2]')); // prettier-ignore
    const { status, body } = await sample('try');
    const answer = body as VerdictAnswer;
    expect([status, answer.verdict, answer.incidents.length]).toEqual([201, 'fail', 1]);
    test.at('2026-11-23T08:01:00Z');
    expect((await sample('try')).status).toBe(201);
    expect(await profilesOf('sample-orders')).toBe(2);
    expect((await steps()).samples).toEqual([{ namespace: 'try', slug: 'sample-orders' }]);
    expect((await removal('try')).status).toBe(204);
    expect(await profilesOf('sample-orders')).toBeNull();
    expect(await rowsLeft('try')).toEqual({ profiles: 0, judgements: 0, incidents: 0 });
    expect((await removal('try')).status).toBe(404);
  });

  it('can be posted again after it was removed, also by another process that still knows its id', async () => {
    const elsewhere = await createTestApp({}, test);
    const there = () => elsewhere.send('editor', 'POST', '/api/v1/sample', { namespace: 'again' });
    expect((await there()).status).toBe(201);
    expect((await removal('again')).status).toBe(204);
    expect((await there()).status).toBe(201);
    expect((await sample('again')).status).toBe(201);
    await elsewhere.drop();
  });

  it('never mixes with real profiles of the same name, and never removes them', async () => {
    await test.post(orders({ dataset: { namespace: 'real', name: 'sample-orders' } }));
    expect((await sample('real')).status).toBe(409);
    expect((await removal('real')).status).toBe(404);
    expect((await sample('mixed')).status).toBe(201);
    await test.post(orders({ dataset: { namespace: 'mixed', name: 'sample-orders' } }));
    expect((await removal('mixed')).status).toBe(404);
  });

  it('is audited, posted and removed', async () => {
    await sample('audited');
    await removal('audited');
    const { items } = (await test.send('admin', 'GET', '/api/v1/audit')).body as { items: { action: string; object: string }[] }; // prettier-ignore
    const actions = items
      .filter(({ object }) => object === 'dataset/audited/sample-orders')
      .map(({ action }) => action);
    expect(actions.toSorted()).toEqual(['sample.posted', 'sample.removed']);
  });
});

describe('the first steps', () => {
  it('are taken by real profiles, owners, checks and routes of what one may see; a sample takes none', async () => {
    const own = await createTestApp();
    const seen = async (namespaces = ['*']) => {
      const headers = { authorization: `Bearer ${await own.key('viewer', namespaces)}` };
      return (await own.app.request('/api/v1/first-steps', { headers })).json();
    };
    const none = { firstEvent: false, owner: false, check: false, route: false };
    await own.send('editor', 'POST', '/api/v1/sample', { namespace: 'sample' });
    expect(await seen()).toMatchObject(none);
    await own.post(orders());
    expect(await seen()).toMatchObject({ ...none, firstEvent: true });
    await own.applySuite(ordersSuite);
    expect(await seen()).toMatchObject({ ...none, firstEvent: true, check: true });
    await own.post(orders());
    const yaml = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';
    await own.send('admin', 'PUT', '/api/v1/routing', { yaml });
    expect(await seen()).toMatchObject({ firstEvent: true, owner: true, check: true, route: true });
    expect(await seen(['finance'])).toEqual({ ...none, route: true, samples: [] });
    await own.drop();
  });
});
