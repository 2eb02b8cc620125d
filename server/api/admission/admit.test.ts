import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, orders, ordersSuite, type TestApp } from '../testing.ts';
import { createAdmission, type AdmissionLimits } from './admission.ts';
import type { troubleOf } from './trouble.ts';

const plenty = { perSecond: 1000, most: 1000 };
const limits: AdmissionLimits = {
  inFlightRequests: 8,
  inFlightBytes: 64 * 1024,
  perKey: { requests: plenty, profiles: plenty, inFlight: 4 },
};
const around = { ms: 0, trouble: null as ReturnType<typeof troubleOf> };
const admissionOf = (perKey: Partial<AdmissionLimits['perKey']> = {}) =>
  createAdmission(
    { ...limits, perKey: { ...limits.perKey, ...perKey } },
    { clock: () => around.ms, trouble: () => around.trouble },
  );

const apps: TestApp[] = [];
async function testApp(admission = admissionOf()): Promise<{ test: TestApp; admission: typeof admission }> {
  const test = await createTestApp({ admission });
  apps.push(test);
  return { test, admission };
}
beforeEach(() => void (around.trouble = null));
afterAll(() => Promise.all(apps.map((test) => test.drop())));

const behind = { reason: 'pool', detail: 'The database is behind.', retryAfterSeconds: 2 } as const;

async function post(
  test: TestApp,
  body: string | ReadableStream | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const authorization = `Bearer ${await test.key('ingest')}`;
  const answer = await test.app.request('/api/v1/profiles', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
    ...(body instanceof ReadableStream ? ({ duplex: 'half' } as object) : {}),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    problem: JSON.parse(text) as { type: string },
  };
}

describe('503 overloaded', () => {
  it('is said before a byte of the body is read', async () => {
    const { test } = await testApp();
    around.trouble = behind;
    let read = 0;
    const body = new ReadableStream({ pull: () => void (read += 1) }, { highWaterMark: 0 });
    expect(await post(test, body)).toMatchObject({
      status: 503,
      retryAfter: '2',
      problem: { type: '/problems#overloaded' },
    });
    expect(read).toBe(0);
  });

  it('is for posts of profiles and runs only: people read, acknowledge, resolve and apply suites', async () => {
    const { test } = await testApp();
    await test.applySuite(ordersSuite);
    const { incidents } = await test.post(orders({ rowCount: 1 }));
    const id = incidents[0]?.id ?? '';
    around.trouble = behind;
    expect((await test.send('ingest', 'POST', '/api/v1/profiles', orders())).status).toBe(503);
    expect((await test.send('ingest', 'POST', '/api/v1/runs', {})).status).toBe(503);
    expect((await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).status).toBe(200);
    expect((await test.send('on-call', 'POST', `/api/v1/incidents/${id}/acknowledge`, {})).status).toBe(200);
    expect((await test.send('on-call', 'POST', `/api/v1/incidents/${id}/resolve`, {})).status).toBe(200);
    expect((await test.send('editor', 'PUT', '/api/v1/suites/orders', { yaml: ordersSuite })).status).toBe(200);
    expect((await test.app.request('/livez')).status).toBe(200);
    expect((await test.app.request('/readyz')).status).toBe(200);
  });

  it('is said of a compressed body once it has grown beyond what may be held of all', async () => {
    const { test, admission } = await testApp();
    const other = admission.enter({ kind: 'profiles', bytes: 60 * 1024, key: 'other' });
    expect(other).toHaveProperty('release');
    const profile = orders({ dimensions: { note: 'a'.repeat(30 * 1024) } } as never);
    const packed = gzipSync(JSON.stringify(profile));
    expect(packed.length).toBeLessThan(1024);
    expect(await post(test, new Uint8Array(packed), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 503,
      retryAfter: '1',
      problem: { type: '/problems#overloaded' },
    });
    if ('release' in other) other.release();
    expect(admission.state()).toMatchObject({ inFlight: 0, inFlightBytes: 0 });
  });
});

describe('429 rate-limited', () => {
  it('is for the key that posts too fast, with when to come again, and nothing of it is kept', async () => {
    const { test } = await testApp(admissionOf({ profiles: { perSecond: 2, most: 4 } }));
    const many = await test.send('ingest', 'POST', '/api/v1/profiles', Array(6).fill(orders()));
    expect(many.status).toBe(207);
    expect(await post(test, JSON.stringify(orders({ rowCount: 77 })))).toMatchObject({
      status: 429,
      retryAfter: '2',
      problem: { type: '/problems#rate-limited' },
    });
    const { total } = (await test.send('viewer', 'GET', '/api/v1/datasets')).body as { total: number };
    expect(total).toBe(1);
    const other = `Bearer ${await test.key('ingest', ['shop'])}`;
    expect((await post(test, JSON.stringify(orders()), { authorization: other })).status).toBe(201);
    around.ms += 2000;
    expect((await post(test, JSON.stringify(orders()))).status).toBe(201);
  });
});

describe('a post that fails', () => {
  it.each([
    ['by its key', { authorization: 'Bearer nothing' }, 401],
    ['by its body', {}, 400],
    ['by its encoding', { 'content-encoding': 'zip' }, 415],
  ])('%s gives its place back', async (_, headers, status) => {
    const { test, admission } = await testApp();
    for (let round = 0; round < 20; round += 1) expect((await post(test, '{', headers)).status).toBe(status);
    expect(admission.state()).toMatchObject({ inFlight: 0, inFlightBytes: 0 });
  });
});
