import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateAnswerShape } from './shapes/gate.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(ordersSuite.replace('public.orders', "'*'"));
  await test.applySuite(
    'suite: closed\ndataset: { namespace: shop, name: closed }\nfail_open: false\nexpect:\n  - bytes: { at_least: 1 }\n',
  );
});
afterAll(() => test.drop());

const day = (n: number) => ({ start: `2026-11-0${n}T00:00:00Z`, end: `2026-11-0${n + 1}T00:00:00Z` });
const post = (name: string, rowCount: number, more: object = {}) =>
  test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, ...more }));
const ask = async (name: string, more: object = {}) => {
  const question = { dataset: { namespace: 'shop', name }, ...more };
  const { status, body } = await test.send('ingest', 'POST', '/api/v1/gate', question);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as GateAnswerShape;
};

describe('the gate', () => {
  it('is pending for what nobody has posted yet, and for a run, interval or profile that has not come', async () => {
    const none = {
      ...{ gate: 'pending', would: 'pending', because: [], consumer: null, verdict: 'none', profileId: null },
      ...{ reasons: [], overrides: [], incidents: [], warnings: [] },
    };
    const of = (name: string, url: string) => {
      const dataset = { namespace: 'shop', name };
      return {
        ...none,
        url,
        datasets: [{ dataset, gate: 'pending', would: 'pending', verdict: 'none', profileId: null, url }],
      };
    };
    expect(await ask('unheard-of')).toEqual(of('unheard-of', 'http://localhost:8080/datasets'));
    await post('partial', 10_000, { dataInterval: day(1), run: { id: 'run-1' } });
    const partial = of('partial', 'http://localhost:8080/datasets/partial');
    expect(await ask('partial', { run: { id: 'run-2' } })).toEqual(partial);
    expect(await ask('partial', { dataInterval: day(2) })).toEqual(partial);
    expect(await ask('partial', { profileId: 'prf_999999' })).toEqual(partial);
    expect(await ask('partial', { run: { id: 'run-1' }, dataInterval: day(1) })).toMatchObject({ gate: 'allow' });
  });

  it('answers of the newest profile with what did not pass, the worst first, and the incident that is open', async () => {
    await post('newest', 10_000, { dataInterval: day(1) });
    const bad = await post('newest', 5, { dataInterval: day(2) });
    const [incident] = bad.incidents;
    const url = 'http://localhost:8080/datasets/newest';
    const same = { gate: 'block', would: 'block', verdict: 'fail', profileId: bad.profileId, url };
    const reason = {
      expectation: 'row_count',
      outcome: 'fail',
      severity: 'error',
      reason: 'row count 5 is below 1000',
    };
    expect(await ask('newest')).toEqual({
      ...{ ...same, because: [], consumer: null, overrides: [], warnings: [] },
      reasons: [{ ...reason, dataset: 'shop/newest', suite: 'orders', consumer: null, override: null, url }],
      incidents: [{ id: incident?.id, url: incident?.url }],
      datasets: [{ ...same, dataset: { namespace: 'shop', name: 'newest' } }],
    });
  });

  it('answers of the run, interval or profile that is named, whatever came later', async () => {
    const first = await post('named', 10_000, { dataInterval: day(1), run: { id: 'load-1' } });
    await post('named', 5, { dataInterval: day(2), run: { id: 'load-2' } });
    const good = { gate: 'allow', verdict: 'pass', profileId: first.profileId };
    expect(await ask('named', { run: { id: 'load-1' } })).toMatchObject(good);
    expect(await ask('named', { dataInterval: day(1) })).toMatchObject(good);
    expect(await ask('named', { dataInterval: { start: '2026-11-01T01:00:00+01:00' } })).toMatchObject(good);
    expect(await ask('named', { profileId: first.profileId })).toMatchObject(good);
    expect(await ask('named', { run: { id: 'load-2' } })).toMatchObject({ gate: 'block' });
  });

  it('blocks on what could not be decided only when the suite does not fail open', async () => {
    await post('closed', 10_000);
    expect(await ask('closed')).toMatchObject({ gate: 'block', verdict: 'undecided' });
  });

  it('waits for a profile that is on its way and answers when it has come, holding no connection meanwhile', async () => {
    const asked = Array.from({ length: 30 }, () => ask('awaited', { waitSeconds: 20 }));
    // Ten connections in the pool: had the thirty kept one each, this post would wait for them.
    await post('awaited', 5);
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ gate: 'block' });
  });

  it('stops waiting in the end and says pending', async () => {
    expect(await ask('never', { waitSeconds: 0.2 })).toMatchObject({ gate: 'pending' });
  });

  it('does not answer about a namespace that is not the caller’s, whether the dataset exists or not', async () => {
    const headers = {
      authorization: `Bearer ${await test.key('ingest', ['other'])}`,
      'content-type': 'application/json',
    };
    for (const name of ['newest', 'unheard-of']) {
      const body = JSON.stringify({ dataset: { namespace: 'shop', name } });
      const answer = await test.app.request('/api/v1/gate', { method: 'POST', headers, body });
      expect(answer.status).toBe(403);
    }
  });

  it.each([
    [{ mode: 'shadowy' }, '/mode'],
    [{ consumer: 'a\u0000' }, '/consumer'],
    [{ dataset: undefined }, '/dataset'],
    [{ dataset: undefined, run: { id: 'x' }, profileId: 'prf_1' }, '/profileId'],
    [{ waitSeconds: 31 }, '/waitSeconds'],
    [{ profileId: 'x' }, '/profileId'],
    [{ dataInterval: { start: 'yesterday' } }, '/dataInterval/start'],
    [{ run: { id: '\u0000' } }, '/run/id'],
    [{ runs: {} }, '/runs'],
  ])('refuses %j and says where', async (more, pointer) => {
    const question = { dataset: { namespace: 'shop', name: 'x' }, ...more };
    const { status, body } = await test.send('ingest', 'POST', '/api/v1/gate', question);
    expect(status).toBe(422);
    expect((body as { errors: { pointer: string }[] }).errors.map((one) => one.pointer)).toContain(pointer);
  });
});
