import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import type { ProblemShape } from './shapes/common.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(ordersSuite);
});
afterAll(() => test.drop());

const send = async (body: unknown, headers: Record<string, string> = {}) => {
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${await test.key('ingest')}`, ...headers },
    body: (body instanceof Uint8Array ? body : typeof body === 'string' ? body : JSON.stringify(body)) as never,
  };
  const answer = await test.app.request('/api/v1/profiles', init);
  return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
};
const dataInterval = (day: number) => ({ start: `2026-10-0${day}T00:00:00Z`, end: `2026-10-0${day + 1}T00:00:00Z` });

describe('201', () => {
  it('answers the verdict with what was observed, expected and why', async () => {
    const { status, body } = await send(orders({ rowCount: 256, dataInterval: dataInterval(1), columnMetrics: {} }));
    const answer = body as VerdictAnswer;
    expect(status).toBe(201);
    expect(answer).toMatchObject({ verdict: 'fail', gate: 'block' });
    expect(answer.results[0]).toMatchObject({
      expectation: 'row_count',
      outcome: 'fail',
      observed: 256,
      expected: { low: 1000, high: 50_000 },
    });
    expect(answer.results[1]).toMatchObject({ outcome: 'undecided' });
    expect(answer.incidents).toEqual([
      { id: 'INC-1', state: 'open', relation: 'opened', url: 'http://localhost:8080/i/INC-1' },
    ]);
  });
  it('accepts gzip', async () => {
    const body = gzipSync(JSON.stringify(orders({ dataInterval: dataInterval(2) })));
    expect((await send(body, { 'content-encoding': 'gzip' })).status).toBe(201);
  });
  it('keeps as given a time a little ahead of our clock, and says so', async () => {
    const { status, body } = await send(orders({ capturedAt: '2026-11-23T08:10:00Z' }));
    expect(status).toBe(201);
    expect((body as VerdictAnswer).warnings).toEqual([
      { pointer: '/capturedAt', message: '10 minutes ahead of our clock; kept as given' },
    ]);
  });
  it('takes a profile without any time as a new measurement each time', async () => {
    const first = await send(orders());
    const second = await send(orders());
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.profileId).not.toBe(first.body.profileId);
  });
});

describe('200: the same again', () => {
  it('answers a repeat under the same key with the first answer, to the letter', async () => {
    const profile = orders({ idempotencyKey: 'day-3', dataInterval: dataInterval(3) });
    const first = await send(profile);
    const again = await send(profile);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
  });
  it('recognises a repeat without a key by its content', async () => {
    const profile = orders({ dataInterval: dataInterval(4) });
    const answers = [await send(profile), await send(profile)];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
  });
  it('lets one of sixteen posts at once create, and the others see its answer', async () => {
    const profile = orders({ idempotencyKey: 'race', dataset: { namespace: 'race', name: 'new' } });
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(profile)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.profileId)).size).toBe(1);
  });
});

describe('207: an array', () => {
  it('answers item by item, a bad one among good ones too', async () => {
    const many = [orders({ idempotencyKey: 'a1' }), { rowCount: 1 }, orders({ idempotencyKey: 'a2', rowCount: 1 })];
    const { status, body } = await send(many);
    expect(status).toBe(207);
    expect(body.items.map((item: { status: number }) => item.status)).toEqual([201, 422, 201]);
    expect(body.items[1].body.errors).toEqual([{ pointer: '/dataset', message: 'is missing' }]);
    expect(body.items[2].body.verdict).toBe('fail');
  });
  it('refuses an empty one and one of more than a thousand', async () => {
    expect((await send([])).status).toBe(422);
    expect((await send(Array.from({ length: 1001 }, () => orders()))).status).toBe(422);
  });
});

describe('409', () => {
  it('refuses the same key for another body and keeps the first', async () => {
    await send(orders({ idempotencyKey: 'day-5', dataInterval: dataInterval(5) }));
    const { status, body } = await send(
      orders({ idempotencyKey: 'day-5', dataInterval: dataInterval(5), rowCount: 9999 }),
    );
    expect(status).toBe(409);
    expect((body as ProblemShape).type).toBe('/problems#idempotency-conflict');
  });
});

describe('a correction', () => {
  it('supersedes the interval under a new key and erases nothing', async () => {
    const interval = dataInterval(6);
    const name = { dataset: { namespace: 'shop', name: 'corrected' } };
    const wrong = await test.post(orders({ ...name, idempotencyKey: 'c1', dataInterval: interval, rowCount: 5 }));
    const right = await test.post(orders({ ...name, idempotencyKey: 'c2', dataInterval: interval }));
    const { body } = await test.send('viewer', 'GET', '/api/v1/datasets/corrected/profiles');
    expect((body as { items: object[] }).items).toMatchObject([
      { id: right.profileId, supersededBy: null },
      { id: wrong.profileId, supersededBy: right.profileId },
    ]);
    const metrics = await test.send('viewer', 'GET', '/api/v1/datasets/corrected/metrics?name=rowCount');
    expect(
      (metrics.body as { series: { points: { value: number }[] }[] }).series[0]?.points.map(({ value }) => value),
    ).toEqual([10_000]);
  });
});

describe('a late interval', () => {
  it('is judged and answered, but opens nothing and moves nothing', async () => {
    const name = { dataset: { namespace: 'shop', name: 'public.orders' } };
    await test.post(orders({ ...name, dataInterval: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' } }));
    const late = await test.post(
      orders({ ...name, dataInterval: { start: '2026-09-01T00:00:00Z', end: '2026-09-02T00:00:00Z' }, rowCount: 3 }),
    );
    expect(late).toMatchObject({ verdict: 'fail', incidents: [] });
    expect(late.warnings).toHaveLength(1);
  });
});

describe('422', () => {
  const cases: [string, object, string][] = [
    ['an unknown field', { rowCuont: 5 }, '/rowCuont'],
    ['an unknown column field', { columnMetrics: { amount: { medain: 1 } } }, '/columnMetrics/amount/medain'],
    ['a wrong type', { rowCount: 'many' }, '/rowCount'],
    ['a negative count', { rowCount: -1 }, '/rowCount'],
    [
      'a count that a double cannot hold',
      { columnMetrics: { amount: { count: 2 ** 53 } } },
      '/columnMetrics/amount/count',
    ],
    [
      'counts that contradict each other',
      { columnMetrics: { amount: { count: 10_001, nullCount: 0 } } },
      '/columnMetrics/amount',
    ],
    ['a time more than a day ahead', { capturedAt: '2026-11-25T08:00:00Z' }, '/capturedAt'],
    [
      'an interval that ends before it starts',
      { dataInterval: { start: '2026-01-02T00:00:00Z', end: '2026-01-01T00:00:00Z' } },
      '/dataInterval',
    ],
  ];
  it.each(cases)('names the place of %s', async (_, more, pointer) => {
    const { status, body } = await send({ ...orders(), ...more });
    expect(status).toBe(422);
    expect((body as ProblemShape).errors?.map((error) => error.pointer).join()).toContain(pointer);
  });
  it('names every bad field at once', async () => {
    const { body } = await send({ ...orders(), rowCount: -1, bytes: 'x', nonsense: 1 });
    expect((body as ProblemShape).errors).toHaveLength(3);
  });
  it('wants at least one measurement', async () => {
    const { body } = await send({ dataset: { namespace: 'shop', name: 'x' } });
    expect((body as ProblemShape).errors?.[0]?.message).toContain('no measurement');
  });
  it('refuses an integer that would lose digits, and takes it as text', async () => {
    const text = (sum: string) => `{"dataset":{"namespace":"shop","name":"big"},"columnMetrics":{"a":{"sum":${sum}}}}`;
    expect((await send(text('9007199254740993'))).status).toBe(422);
    expect((await send(text('"9007199254740993"'))).status).toBe(201);
  });
});

describe('401 and 403', () => {
  it('refuses a key that is no key', async () => {
    expect((await send(orders(), { authorization: 'Bearer plk_nonsense' })).status).toBe(401);
  });
  it('refuses a namespace that the key does not cover', async () => {
    const answer = await test.app.request('/api/v1/profiles', {
      method: 'POST',
      headers: { authorization: `Bearer ${await test.key('ingest', ['shop', 'dev-*'])}` },
      body: JSON.stringify(orders({ dataset: { namespace: 'finance', name: 'x' } })),
    });
    expect(answer.status).toBe(403);
  });
});

describe('what receiving costs', () => {
  it('is five statements in two round trips, however many expectations and stored profiles there are', async () => {
    const statements: string[] = [];
    const { pool } = test.receive;
    const listen = (pool.options as { debug: unknown }).debug;
    (pool.options as { debug: unknown }).debug = (_: number, text: string) =>
      statements.push(text.trim().split(/\s+/)[0] ?? '');
    await test.post(orders({ idempotencyKey: 'counted' }));
    (pool.options as { debug: unknown }).debug = listen;
    expect(statements).toEqual(['begin', 'select', 'select', 'with', 'commit']);
  });
});
