import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountedRoutes } from '../../server/api/mount.ts';
import { expectAlive, expectCivil, startHostileServer, type HostileServer } from './testing/hostile-server.ts';

let server: HostileServer;
let paths: string[];

beforeAll(async () => {
  server = await startHostileServer();
  const post = (rowCount: number) =>
    server.post('/api/v1/profiles', JSON.stringify({ dataset: { namespace: 'h', name: 'orders' }, rowCount }));
  await post(1);
  await post(2);
  await server.post(
    '/api/v1/runs',
    JSON.stringify({
      state: 'FAIL',
      eventTime: '2026-11-22T00:00:00Z',
      run: { id: 'r', job: { namespace: 'h', name: 'j' } },
      outputs: [{ namespace: 'h', name: 'orders' }],
    }),
  );
  paths = mountedRoutes()
    // The stream of events never ends: it has a case of its own.
    .filter(({ method, media }) => method === 'get' && media !== 'text/event-stream')
    .map(({ path }) => path);
});
afterAll(() => server.stop());

const e = encodeURIComponent;
const oddValues: [string, string][] = [
  ['nothing', ''],
  ['U+0000', '%00'],
  ['U+0000 in the middle', 'a%00b'],
  ['a broken escape', '%'],
  ['half an escape', '%E0%A4%A'],
  ['bytes that are no UTF-8', '%ff%fe'],
  ['half a surrogate pair', '%ed%a0%80'],
  ['ten thousand letters', 'a'.repeat(10_000)],
  ['a negative number', '-1'],
  ['a huge number', '99999999999999999999'],
  ['a number over int4', '4294967296'],
  ['a number with an exponent', '1e9'],
  ['NaN', 'NaN'],
  ['a cursor far away', 'o999999999'],
  ['a cursor that is none', 'o-1'],
  ['SQL', e("'; drop table dataset; --")],
  ['a pattern', e('%_\\')],
  ['JSON', e('{"$gt":""}')],
  ['__proto__', '__proto__'],
  ['a path up', e('../../../etc/passwd')],
  ['a line break', '%0d%0aX-Injected:%201'],
  ['an emoji', e('\u{1f4a9}')],
  ['a script', e('<script>alert(1)</script>')],
  ['commas', ',,,,'],
  ['a date that is none', '2026-13-45T99:99:99Z'],
  ['a date far away', e('9999-12-31T23:59:59.999999999+23:59')],
  ['a date before all', '0000-01-01T00:00:00Z'],
];
const parameters = [
  ...[
    'limit',
    'cursor',
    'q',
    'namespace',
    'status',
    'owner',
    'sort',
    'state',
    'severity',
    'dataset',
    'name',
    'from',
    'to',
  ],
  ...['profile', 'before', 'token', 'after', 'actor', 'action', 'object', 'dryRun'],
];

describe('the stream of events', () => {
  it.each(oddValues)('begins anew or is refused in words after %s', async (_, value) => {
    const listening = new AbortController();
    const headers = { authorization: `Bearer ${server.keys.admin}` };
    const url = `http://127.0.0.1:${server.port}/api/v1/events?after=${value}`;
    const answer = await fetch(url, { headers, signal: listening.signal });
    const type = answer.headers.get('content-type');
    listening.abort();
    expect(answer.status).toBeLessThan(500);
    expect(type).toMatch(/^(text\/event-stream|application\/problem\+json)/);
  });
});

describe('every GET route', () => {
  it('is among those that are tried', () => {
    expect(paths.length).toBeGreaterThan(15);
    expect(paths).toContain('/api/v1/datasets/{id}/metrics');
  });

  it.each(oddValues)('answers %s in any parameter as a fault of the sender, or takes it', async (_what, value) => {
    for (const path of paths) {
      const real = path.replace(
        '{id}',
        path.includes('incidents') ? 'INC-1' : path.includes('/profiles/') ? 'prf_1' : 'orders',
      );
      const target = real.replace('{name}', 'none');
      const one = parameters.map((name) => `${name}=${value}`);
      // One request with each would be hundreds: together, then alone in each of the routes that read it.
      expectCivil(await server.get(`${target}?${one.join('&').slice(0, 14_000)}`), path);
      if (/datasets$|incidents$|metrics$|columns$|profiles$|audit$/.test(path)) {
        for (const query of one)
          expectCivil(await server.get(`${target}?${query.slice(0, 14_000)}`), `${path} ${query}`);
      }
    }
    await expectAlive(server);
  });

  it.each(oddValues)('answers %s in the place of an id with 404 or 4xx', async (_what, value) => {
    for (const path of paths.filter((one) => one.includes('{'))) {
      for (const id of [value, `dst_${value}`, `INC-${value}`, `prf_${value}`]) {
        const answer = await server.get(path.replace(/\{\w+\}/, id));
        expectCivil(answer, `${path} ${id}`);
      }
    }
  });

  it('takes a parameter given many times, as an array or an object, without breaking', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `name=m${index}`).join('&');
    for (const query of [
      many,
      'name=a&name=b',
      'q=a&q=b',
      'q[]=a',
      'q[a]=b',
      'limit=1&limit=2',
      'sort=-&sort=',
      '&&&=&?',
      'q',
    ]) {
      for (const path of paths) {
        const target = path.replace('{id}', 'orders').replace('{name}', 'none');
        expectCivil(await server.get(`${target}?${query}`), `${path} ${query.slice(0, 40)}`);
      }
    }
  });

  it('answers odd headers without breaking', async () => {
    const odd: Record<string, string>[] = [
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'x'.repeat(8000)}` },
      { authorization: `Bearer ${server.keys.admin} extra` },
      { authorization: `bEARER   ${server.keys.admin}` },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
      { authorization: `Bearer plk_00000000_${'0'.repeat(38)}` },
      { cookie: 'plumbline_session=' },
      { cookie: `plumbline_session=${'%00'.repeat(100)}` },
      { cookie: '=;=;;;,__Host-plumbline_session=a' },
      { 'if-match': '"not a version"' },
      { 'if-none-match': '*' },
      { range: 'bytes=0-18446744073709551615' },
      { accept: '\u00ff' },
      { 'accept-encoding': 'br;q=nonsense' },
      { 'x-forwarded-for': "'; drop table audit_entry; --" },
      { 'x-forwarded-proto': 'javascript' },
      { origin: 'null' },
      { 'content-length': '0' },
      { traceparent: 'x'.repeat(1000) },
    ];
    for (const headers of odd) {
      for (const path of ['/api/v1/datasets', '/livez', '/api/v1/session', '/']) {
        expectCivil(await server.send({ method: 'GET', path, headers }), JSON.stringify(headers).slice(0, 80));
      }
    }
    await expectAlive(server);
  });

  it('answers other methods with a problem', async () => {
    for (const path of paths) {
      const target = path.replace('{id}', 'orders').replace('{name}', 'none');
      for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'PUT', 'POST', 'TRACE', 'PROPFIND']) {
        const headers = { authorization: `Bearer ${server.keys.ingest}` };
        const { status } = await server.send({ method, path: target, headers });
        expect(status, `${method} ${path}`).toBeLessThan(500);
      }
    }
  });
});
