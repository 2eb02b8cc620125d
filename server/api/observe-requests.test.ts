import { isIP } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../log.ts';
import { ecsFields } from '../testing/ecs-fields.ts';
import type { RequestLogging } from './observe-requests.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';

const lines: string[] = [];
const output = new Writable({
  write(chunk, _, done) {
    lines.push(String(chunk));
    done();
  },
});
const logging: RequestLogging = { requests: 'info', slowMs: 60_000, healthChecks: false };
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ log: createLogger({ level: 'trace', format: 'json' }, output), logging });
  await test.applySuite(ordersSuite);
});
afterAll(() => test.drop());
beforeEach(() => {
  lines.length = 0;
  Object.assign(logging, { requests: 'info', slowMs: 60_000, healthChecks: false });
});

const entries = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const peer = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  test.app.request(path, { ...init, headers }, peer);

const typeChecks: Record<string, (value: unknown) => boolean> = {
  date: (value) => !Number.isNaN(Date.parse(String(value))),
  long: (value) => Number.isSafeInteger(value),
  ip: (value) => isIP(String(value)) !== 0,
};
const isText = (value: unknown) => typeof value === 'string' && value !== '';

/** Every field of an entry by its full name. */
const flat = (value: object, prefix = ''): [string, unknown][] =>
  Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? flat(inner as object, `${prefix}${name}.`) : [[prefix + name, inner]],
  );

function expectEcs(entry: object): void {
  for (const [name, value] of flat(entry)) {
    if (name.startsWith('plumbline.')) continue;
    const type = ecsFields[name];
    expect(type, `${name} is no field of ECS`).toBeDefined();
    expect((typeChecks[type ?? ''] ?? isText)(value), `${name} is ${JSON.stringify(value)}, not ${type}`).toBe(true);
  }
}

describe('the line of a request', () => {
  it('says who asked what, how it ended and how long it took, in fields of ECS', async () => {
    const authorization = `Bearer ${await test.key('viewer')}`;
    const answer = await ask('/api/v1/datasets?q=secret-search', { authorization });
    const [entry] = entries();
    expect(entry).toMatchObject({
      'log.level': 'info',
      'http.request.method': 'GET',
      'url.path': '/api/v1/datasets',
      'http.response.status_code': 200,
      'http.request.id': answer.headers.get('x-request-id'),
      'trace.id': answer.headers.get('x-request-id'),
      'client.ip': '192.0.2.7',
      'user.name': 'viewer',
    });
    expect(entry?.['event.duration']).toBeGreaterThan(1000);
    expect(lines.join('')).not.toContain('secret-search');
    expect(lines).toHaveLength(1);
    expectEcs(entry ?? {});
  });

  it('is a field of ECS or under plumbline, whatever is logged', async () => {
    await ask('/api/v1/datasets', { authorization: 'Bearer plk_nonsense' });
    const log = createLogger({ level: 'trace', format: 'json' }, output);
    log.error({ error: Object.assign(new TypeError('x'), { code: 'E_X' }), notification: 7 }, 'a channel threw');
    for (const entry of entries()) expectEcs(entry);
    expect(entries().at(-1)).toMatchObject({ plumbline: { notification: 7 } });
  });

  it('is as loud as the configuration says', async () => {
    logging.requests = 'debug';
    await ask('/problems');
    logging.requests = 'off';
    await ask('/problems');
    expect(entries().map((entry) => entry['log.level'])).toEqual(['debug']);
  });

  it('is a warning when it was slow or failed on our side', async () => {
    logging.requests = 'off';
    logging.slowMs = 0;
    await ask('/problems');
    expect(entries()).toMatchObject([{ 'log.level': 'warn', message: 'a slow request' }]);
  });

  it('is a warning when it failed on our side, beside what went wrong', async () => {
    logging.requests = 'off';
    const readiness = { reader: { ask: () => Promise.reject(new Error('boom')) }, newestMigration: 0 };
    const log = createLogger({ level: 'trace', format: 'json' }, output);
    const more = { holdsData: () => true, isStopping: () => false };
    const broken = await createTestApp({ log, logging, readiness: { ...readiness, ...more } });
    const answer = await broken.app.request('/readyz', {}, peer);
    await broken.drop();
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('boom');
    const common = { 'url.path': '/readyz', 'http.request.id': answer.headers.get('x-request-id') };
    expect(entries()).toMatchObject([
      { 'log.level': 'error', error: { message: 'boom' }, ...common },
      { 'log.level': 'warn', 'http.response.status_code': 500, ...common },
    ]);
    for (const entry of entries()) expectEcs(entry);
  });

  it('is not written for health checks unless it is asked for', async () => {
    for (const path of ['/livez', '/readyz', '/metrics']) await ask(path);
    expect(lines).toEqual([]);
    logging.healthChecks = true;
    for (const path of ['/livez', '/readyz', '/metrics']) await ask(path);
    expect(entries().map((entry) => entry['url.path'])).toEqual(['/livez', '/readyz', '/metrics']);
  });
});

describe('a request id', () => {
  it.each(['a', 'build-42.retry_1', '0198f3c1-7a55-7e3b-9d5e-2f6a1c3b4d5e', 'x'.repeat(100)])(
    'of the caller is kept and answered: %s',
    async (id) => {
      const answer = await ask('/api/v1/datasets', { 'x-request-id': id });
      expect(answer.headers.get('x-request-id')).toBe(id);
      expect(await answer.json()).toMatchObject({ requestId: id });
      expect(entries()[0]).toMatchObject({ 'http.request.id': id });
    },
  );

  it.each(['', ' ', '-x', 'a b', 'ä', 'a"b', '{a}', 'x'.repeat(101), '<script>'])(
    'that is not well-formed is replaced: %j',
    async (id) => {
      const headers = new Headers();
      headers.set('x-request-id', encodeURI(id) === id ? id : Buffer.from(id).toString('latin1'));
      const answer = await test.app.request('/livez', { headers }, peer);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('the trace of a request', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  it('is the one of its traceparent', async () => {
    await ask('/problems', { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(entries()[0]).toMatchObject({ 'trace.id': trace });
  });

  it('is the request itself when the traceparent is not valid', async () => {
    const answer = await ask('/problems', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` });
    expect(entries()[0]).toMatchObject({ 'trace.id': answer.headers.get('x-request-id') });
  });
});

describe('what nobody may read', () => {
  it('is in no line of the log, whichever way it came', async () => {
    const canaries = {
      key: await test.key('ingest'),
      cookie: 'canary-cookie-0123456789abcdef',
      password: 'canary-password-hunter2',
      secret: 'whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5',
      slack: `xoxb-${'1'.repeat(12)}-canarycanarycanary`,
      token: 'canary-token-in-a-query',
    };
    const json = { 'content-type': 'application/json', 'x-plumbline-request': '1', host: 'localhost' };
    const cookie = { ...json, cookie: `plumbline_session=${canaries.cookie}` };
    const post = (path: string, body: unknown, headers: Record<string, string> = json) =>
      ask(path, headers, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
    const admin = { ...json, authorization: `Bearer ${await test.key('admin')}` };
    const { secret, slack, password, key } = canaries;
    await post('/api/v1/profiles', orders(), { ...json, authorization: `Bearer ${key}` });
    await post('/api/v1/profiles', `{"a": ${key} ${secret}`, { ...json, authorization: `Bearer ${key}` });
    await post('/api/v1/session', { email: 'a@example.org', password }, cookie);
    await post('/api/v1/setup', { token: canaries.token, email: 'a@example.org', name: 'A', password }, cookie);
    await ask(`/setup?token=${canaries.token}`, cookie);
    await ask('/api/v1/session', { ...json, authorization: `Bearer ${key.slice(0, -1)}x` });
    const yaml = `route: { receiver: a }\nreceivers: [{ name: a, webhook: [{ url: "https://example.org/?t=${slack}", secret: "${secret}" }] }]`;
    for (const body of [yaml, `${yaml} ]`]) {
      await ask('/api/v1/routing', admin, { method: 'PUT', body: JSON.stringify({ yaml: body }) });
    }
    const log = createLogger({ level: 'trace', format: 'json' }, output);
    log.error({ error: new Error(`401 for ${slack} at ${key}`), config: { smtp: { password } } }, `sent ${secret}`);
    expect(lines.length).toBeGreaterThan(8);
    for (const [name, canary] of Object.entries(canaries)) expect(lines.join(''), name).not.toContain(canary);
  });
});
