import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { newestMigration } from '../database/migrate.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createBoundedReader } from '../store/bounded-reader.ts';
import { readObserved } from '../store/observed.ts';
import type { Readiness } from './readiness.ts';
import type { MetricsAccess } from './metrics.ts';
import { createTestApp, orders, ordersSuite, testStart, type TestApp } from './testing.ts';

let test: TestApp;
let state: Readiness;
const access: MetricsAccess = { access: 'anyone' };
beforeAll(async () => {
  const first = await createTestApp();
  await first.drop();
  state = {
    reader: { ask: async () => null },
    newestMigration: await newestMigration(),
    holdsData: () => true,
    isStopping: () => false,
  };
  test = await createTestApp({ readiness: state, metricsAccess: access });
});
afterAll(() => test.drop());
const healthy = () => ({
  reader: createBoundedReader(test.receive.pool),
  holdsData: () => true,
  isStopping: () => false,
});
afterEach(() => Object.assign(access, { access: 'anyone', token: undefined }));

describe('/readyz', () => {
  it('is ready when the database answers, is migrated, and the data directory is ours', async () => {
    Object.assign(state, healthy());
    const answer = await test.app.request('/readyz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'ready',
      checks: ['shutdown', 'database', 'migrations', 'data-directory'].map((name) => ({ name, ok: true, says: 'ok' })),
    });
  });

  it.each([
    ['the database does not answer', { reader: { ask: async () => null } }, 'The database does not answer within 1 s.'],
    ['it is stopping', { isStopping: () => true }, 'The server is stopping.'],
    ['somebody took the data', { holdsData: () => false }, 'Another process has taken the data directory.'],
    [
      'the database is older than this version',
      { reader: { ask: async () => 0 } },
      'The database has migration 0, this version needs',
    ],
  ])('is not when %s, and says so', async (_claim, trouble, words) => {
    Object.assign(state, healthy(), trouble);
    const answer = await test.app.request('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const { detail, checks } = (await answer.json()) as { detail: string; checks: { ok: boolean; says: string }[] };
    expect(detail).toContain(words);
    expect(checks.filter(({ ok }) => !ok)).toHaveLength(1);
    const lines = await (await test.app.request('/readyz?verbose')).text();
    expect(lines).toContain(words);
    expect(lines).toMatch(/^\[-\]/m);
    expect(lines).toMatch(/\nreadyz check failed\n$/);
  });

  it('stays ready in a rolling upgrade, when a newer version has migrated the database', async () => {
    Object.assign(state, healthy(), { reader: { ask: async () => 9000 } });
    const answer = await test.app.request('/readyz?verbose');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('[+]migrations ok, newer than this version');
  });

  it('and /livez answer HEAD and ?verbose', async () => {
    Object.assign(state, healthy());
    for (const path of ['/livez', '/readyz']) {
      const head = await test.app.request(path, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      const verbose = await test.app.request(`${path}?verbose`);
      expect(verbose.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(await verbose.text()).toMatch(/^(\[\+\][\w-]+ ok\n)+\w+ check passed\n$/);
    }
  });
});

describe('a database that accepts and says nothing', () => {
  let silent: Server;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('holds up neither readiness nor metrics, however often they are asked', async () => {
    const { port } = silent.address() as AddressInfo;
    const pool = connect({ url: `postgres://nobody@127.0.0.1:${port}/x?sslmode=disable`, poolSize: 2 });
    const reader = createBoundedReader(pool);
    const metrics = createMetrics({
      version: '1',
      poolSize: 1,
      integrations: ['webhook'],
      observe: () => reader.ask('metrics', 100, readObserved),
      process: false,
    });
    const frozen = await createTestApp({ metrics, readiness: { ...state, ...healthy(), reader } });
    for (let round = 0; round < 3; round++) {
      const [ready, ...pages] = await Promise.all(
        ['/readyz', '/metrics', '/metrics', '/livez'].map((path) => frozen.app.request(path)),
      );
      expect(ready?.status).toBe(503);
      expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
      const page = (await pages[0]?.text()) ?? '';
      expect(page).toContain('plumbline_database_up 0');
      expect(page).not.toMatch(/^plumbline_(outbox_pending|incidents|datasets)\{/m);
      expect(page).toContain('plumbline_http_requests_total{');
    }
    await frozen.drop();
    await pool.end({ timeout: 0 });
  });
});

describe('/metrics', () => {
  const values = async () => {
    const page = await (await test.app.request('/metrics')).text();
    return (line: string) => new RegExp(`^${line.replaceAll(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(page)?.[1];
  };

  it('counts what was received, judged and opened, and what waits to be told', async () => {
    await test.applySuite(ordersSuite);
    const { send } = test;
    await send('admin', 'PUT', '/api/v1/routing', {
      yaml: 'route: { receiver: a }\nreceivers: [{ name: a, email: [{ to: a@example.org }] }]\n',
    });
    const profile = orders({ rowCount: 1, capturedAt: testStart });
    await test.post(profile);
    await send('ingest', 'POST', '/api/v1/profiles', profile);
    await send('ingest', 'POST', '/api/v1/profiles', { dataset: 'x' });
    await send('ingest', 'POST', '/api/v1/profiles', [orders(), { dataset: 'x' }]);
    await send('ingest', 'POST', '/api/v1/runs', {
      state: 'START',
      eventTime: testStart,
      run: { id: 'r', job: { namespace: 'shop', name: 'j' } },
    });
    const value = await values();
    const ingested = 'plumbline_ingest_events_total{kind=';
    expect(value(`${ingested}"profile",outcome="created"}`)).toBe('2');
    expect(value(`${ingested}"profile",outcome="repeated"}`)).toBe('1');
    expect(value(`${ingested}"profile",outcome="refused"}`)).toBe('2');
    expect(value(`${ingested}"run",outcome="created"}`)).toBe('1');
    expect(value('plumbline_checks_total{outcome="fail"}')).toBe('1');
    expect(value('plumbline_checks_total{outcome="pass"}')).toBe('3');
    expect(value('plumbline_check_duration_seconds_count')).toBe('2');
    expect(value('plumbline_ingest_lag_seconds_count')).toBe('1');
    expect(value('plumbline_outbox_pending{integration="email"}')).toBe('1');
    expect(value('plumbline_outbox_pending{integration="webhook"}')).toBe('0');
    expect(value('plumbline_datasets{verdict="pass"}')).toBe('1');
    expect(value('plumbline_database_up')).toBe('1');
    const route = 'method="POST",route="/api/v1/profiles"';
    expect(value(`plumbline_http_requests_total{${route},status="201"}`)).toBe('1');
    expect(value(`plumbline_http_requests_total{${route},status="422"}`)).toBe('1');
    expect(value(`plumbline_http_requests_total{${route},status="207"}`)).toBe('1');
    expect(value(`plumbline_http_request_duration_seconds_count{${route}}`)).toBe('4');
  });

  it('names routes by their template, and everything that is not there alike', async () => {
    for (const path of ['/api/v1/datasets/a', '/api/v1/datasets/b', '/api/v1/x1', '/x2', '/api/v1/x3/y'])
      await test.send('viewer', 'GET', path);
    await test.app.request('/livez', { method: 'PROPFIND' });
    const value = await values();
    const requests = 'plumbline_http_requests_total{method=';
    expect(value(`${requests}"GET",route="/api/v1/datasets/{id}",status="404"}`)).toBe('2');
    expect(value(`${requests}"GET",route="none",status="404"}`)).toBe('3');
    expect(value(`${requests}"other",route="none",status="405"}`)).toBe('1');
    const page = await (await test.app.request('/metrics')).text();
    expect(page).not.toMatch(/x1|x2|shop|orders/);
  });

  const peer = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  const asked = async (from: string, headers: Record<string, string> = {}) =>
    (await test.app.request('/metrics', { headers: { host: 'localhost:8080', ...headers } }, peer(from))).status;
  const token = 'a-token-for-the-scraper';
  const bearer = { authorization: `Bearer ${token}` };

  it('is for this machine alone unless somebody says otherwise, and a proxy on it does not count', async () => {
    access.access = 'loopback';
    expect(await asked('127.0.0.1')).toBe(200);
    expect(await asked('::1')).toBe(200);
    expect(await asked('::ffff:127.0.0.1')).toBe(200);
    expect(await asked('192.0.2.7')).toBe(401);
    expect(await asked('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' })).toBe(401);
    expect(await asked('127.0.0.1', { forwarded: 'for=192.0.2.7' })).toBe(401);
    expect(await asked('127.0.0.1', { host: 'rebound.example.org' })).toBe(401);
    expect(await asked('')).toBe(401);
  });

  it('is open to whoever has the token, from anywhere', async () => {
    for (const mode of ['loopback', 'token'] as const) {
      Object.assign(access, { access: mode, token });
      expect(await asked('192.0.2.7', bearer)).toBe(200);
      expect(await asked('192.0.2.7', { authorization: 'Bearer another' })).toBe(401);
    }
    expect(await asked('127.0.0.1')).toBe(401);
  });

  it('is closed to a proxy of this machine that says nothing of whom it serves', async () => {
    const behind = await createTestApp({ metricsAccess: { access: 'loopback' }, publicUrl: 'https://dq.example.org' });
    const answer = await behind.app.request('/metrics', { headers: { host: '127.0.0.1:8080' } }, peer('127.0.0.1'));
    expect(answer.status).toBe(401);
    await behind.drop();
  });

  it('does not exist when it is off', async () => {
    const off = await createTestApp({ metricsAccess: { access: 'off' } });
    expect((await off.app.request('/metrics')).status).toBe(404);
    await off.drop();
  });
});

describe('the JSON Schemas', () => {
  it.each(['suite', 'profile'])('of a %s is for everybody, and is not sent again to whoever has it', async (what) => {
    const path = `/schema/${what}.json`;
    const first = await test.app.request(path);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await first.json()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await test.app.request(path, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
    }
    expect((await test.app.request(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });
});
