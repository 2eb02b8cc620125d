import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSetup } from '../flow/setup.ts';
import { createTestApp, testStart, type TestApp } from './testing.ts';

const admin = { email: 'ana@example.org', name: 'Ana', password: 'a long enough password' };
const start = Date.parse(testStart);
const minutes = (count: number) => new Date(start + count * 60_000).toISOString();

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());
beforeEach(() => test.at(testStart));

interface Asked {
  body?: unknown;
  cookie?: string | undefined;
  host?: string;
  headers?: Record<string, string>;
}

/** As our own page in a browser asks; `headers` may break that. */
async function browse(
  method: string,
  path: string,
  { body, cookie, host = 'localhost:8080', headers }: Asked = {},
  on = test,
) {
  const answer = await on.app.request(path, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-plumbline-request': '1',
      origin: `http://${host}`,
      'sec-fetch-site': 'same-origin',
      host,
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
}
const cookieOf = (headers: Headers) => headers.get('set-cookie')?.split(';')[0];
const signIn = (email: string, password: string) => browse('POST', '/api/v1/session', { body: { email, password } });
const me = (cookie: string | undefined) => browse('GET', '/api/v1/session', { cookie });

async function setupToken(now = new Date(start), on = test): Promise<string> {
  const config = { publicUrl: 'http://localhost:8080', setupTokenMinutes: 30 };
  const link = await openSetup({ pool: on.receive.pool, clock: () => now, config });
  return new URL(link ?? 'http://closed').searchParams.get('token') ?? '';
}

describe('the set-up link', () => {
  it('of an earlier start is void, and so is one of its own after its half hour', async () => {
    const old = await setupToken();
    const token = await setupToken();
    const use = (given: string) => browse('POST', '/api/v1/setup', { body: { ...admin, token: given } });
    expect((await use(old)).body).toMatchObject({ status: 403, type: '/problems#setup-closed' });
    test.at(minutes(30));
    expect((await use(token)).status).toBe(403);
    expect((await browse('GET', '/api/v1/setup')).body).toEqual({ needed: true });
  });
  it('wants a password of twelve characters and a real address, and keeps its power meanwhile', async () => {
    const token = await setupToken();
    const bad = await browse('POST', '/api/v1/setup', { body: { token, email: 'ana', name: '', password: 'short' } });
    expect(bad.status).toBe(422);
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/email',
      '/name',
      '/password',
    ]);
  });
  it('makes one administrator of eight who use it at once, and signs that one in', async () => {
    const token = await setupToken();
    const tries = Array.from({ length: 8 }, (_, i) =>
      browse('POST', '/api/v1/setup', {
        body: { ...admin, email: i === 0 ? admin.email : `ana${i}@example.org`, token },
      }),
    );
    const answers = await Promise.all(tries);
    const made = answers.filter(({ status }) => status === 200);
    expect(made).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(7);
    expect((await me(cookieOf(made[0]?.headers ?? new Headers()))).body).toMatchObject({
      role: 'admin',
      namespaces: ['*'],
    });
    expect((await browse('GET', '/api/v1/setup')).body).toEqual({ needed: false });
    expect(await setupToken()).toBe('');
    await test.receive.pool`update app_user set email = ${admin.email}`;
  });
  it('does not work again after the administrator was made', async () => {
    await test.receive
      .pool`update instance set setup_token_hash = decode('00', 'hex'), setup_token_expires_at = now() + interval '1 day'`;
    expect((await browse('POST', '/api/v1/setup', { body: { ...admin, token: 'x' } })).status).toBe(403);
  });
});

describe('signing in', () => {
  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const { status, headers, body } = await signIn(' Ana@Example.ORG ', admin.password);
    expect(status).toBe(200);
    expect(body).toMatchObject({ email: admin.email, role: 'admin' });
    expect(body.permissions).toContain('keys.manage');
    const parts = headers.get('set-cookie')?.split('; ') ?? [];
    expect(parts[0]).toMatch(/^plumbline_session=[\w-]{43}$/);
    expect(parts).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
    expect(parts).not.toContain('Secure');
  });
  it('keeps no token and no password in the database that could be used', async () => {
    const cookie = cookieOf((await signIn(admin.email, admin.password)).headers);
    const token = cookie?.split('=')[1] ?? '';
    const rows = await test.receive.pool`select encode(token_hash, 'base64') as hash from session`;
    expect(rows.every(({ hash }) => hash !== token && !String(hash).includes(token))).toBe(true);
    const [user] = await test.receive.pool`select password_hash from app_user`;
    expect(user?.['password_hash']).toMatch(/^scrypt\$32768\$8\$3\$/);
  });
  it('answers a wrong password and an unknown account alike', async () => {
    const wrong = await signIn(admin.email, 'not this one');
    const nobody = await signIn('nobody@example.org', 'not this one');
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
    expect(wrong.headers.get('set-cookie')).toBeNull();
  });
  it('records failures in the audit log without the password', async () => {
    await signIn('seen@example.org', 'a secret typed wrong');
    const rows = await test.receive.pool`select action, object, after from audit_entry order by id desc limit 1`;
    expect(rows[0]).toMatchObject({ action: 'session.refused', object: 'user/seen@example.org' });
    expect(JSON.stringify(rows)).not.toContain('a secret typed wrong');
  });
  it('stops after ten failures for a quarter of an hour, even with the right password; others may', async () => {
    const { pool } = test.receive;
    await pool`delete from sign_in_failure`;
    await pool`insert into sign_in_failure (account, ip, at) select ${admin.email}, '', ${testStart} from generate_series(1, 9)`;
    expect((await signIn(admin.email, 'wrong once more')).status).toBe(401);
    const stopped = await signIn(admin.email, admin.password);
    expect(stopped.body).toMatchObject({ status: 429, type: '/problems#too-many-attempts' });
    expect(Number(stopped.headers.get('retry-after'))).toBe(900);
    expect((await signIn('other@example.org', 'wrong')).status).toBe(401);
    test.at(minutes(15));
    expect((await signIn(admin.email, admin.password)).status).toBe(200);
    test.at(minutes(16));
    expect((await signIn(admin.email, 'wrong')).status).toBe(401);
  });
  it('lets no more than ten of thirty guesses at once reach the password', async () => {
    const guesses = Array.from({ length: 30 }, (_, i) => signIn('guessed@example.org', `guess ${i}`));
    const answers = await Promise.all(guesses);
    const looked = answers.filter(({ status }) => status === 401).length;
    expect(looked).toBeLessThanOrEqual(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - looked);
  });
  it('counts an unknown account as well, so that the throttle tells nothing', async () => {
    const { pool } = test.receive;
    await pool`insert into sign_in_failure (account, ip, at) select 'ghost@example.org', '', ${testStart} from generate_series(1, 10)`;
    expect((await signIn('ghost@example.org', 'wrong')).status).toBe(429);
  });
});

describe('plain HTTP', () => {
  it('on another machine is refused, before the password is looked at', async () => {
    const host = 'plumbline.internal:8080';
    const answer = await browse('POST', '/api/v1/session', {
      host,
      body: { email: admin.email, password: admin.password },
    });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('HTTPS');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
  it.each(['localhost:1', '127.0.0.1:8080', '127.8.9.1', '[::1]:8080', 'plumbline.localhost'])(
    'on %s is this machine',
    async (host) => {
      const answer = await browse('POST', '/api/v1/session', { host, body: { email: 'x@example.org', password: 'x' } });
      expect(answer.status).toBe(401);
    },
  );
  it.each(['localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:80', ''])('on %s is not', async (host) => {
    const headers = { origin: 'http://localhost:8080' };
    const answer = await browse('POST', '/api/v1/session', {
      host,
      headers,
      body: { email: 'x@example.org', password: 'x' },
    });
    expect(answer.status).toBe(403);
  });
});

describe('behind HTTPS', () => {
  let https: TestApp;
  const host = 'plumbline.example.org';
  const ours = { host, headers: { origin: `https://${host}` } };
  beforeAll(async () => {
    https = await createTestApp({ publicUrl: `https://${host}` });
    await browse(
      'POST',
      '/api/v1/setup',
      { ...ours, body: { ...admin, token: await setupToken(new Date(start), https) } },
      https,
    );
  });
  afterAll(() => https.drop());

  it('the cookie is bound to the host and to HTTPS', async () => {
    const body = { email: admin.email, password: admin.password };
    const { status, headers } = await browse('POST', '/api/v1/session', { ...ours, body }, https);
    expect(status).toBe(200);
    const parts = headers.get('set-cookie')?.split('; ') ?? [];
    expect(parts[0]).toMatch(/^__Host-plumbline_session=/);
    expect(parts).toEqual(expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']));
    expect(parts.some((part) => part.startsWith('Domain'))).toBe(false);
    const token = cookieOf(headers)?.split('=')[1];
    expect((await browse('GET', '/api/v1/session', { ...ours, cookie: cookieOf(headers) }, https)).status).toBe(200);
    const unbound = await browse('GET', '/api/v1/session', { ...ours, cookie: `plumbline_session=${token}` }, https);
    expect(unbound.status).toBe(401);
  });
  it('a header that says so counts only from a trusted proxy', async () => {
    const headers = { 'x-forwarded-proto': 'https', origin: 'http://plain.example' };
    const answer = await browse(
      'POST',
      '/api/v1/session',
      { host: 'plain.example', headers, body: { email: 'x', password: 'x' } },
      https,
    );
    expect(answer.status).toBe(403);
  });
});

describe('a session', () => {
  const open = async () => cookieOf((await signIn(admin.email, admin.password)).headers);

  it('ends after twelve idle hours, and not while it is used', async () => {
    const cookie = await open();
    for (const hours of [11, 22, 33]) {
      test.at(minutes(hours * 60));
      expect((await me(cookie)).status).toBe(200);
    }
    test.at(minutes((33 + 12) * 60));
    expect((await me(cookie)).status).toBe(401);
  });
  it('ends after seven days however busy', async () => {
    const cookie = await open();
    for (let hours = 10; hours < 7 * 24; hours += 10) {
      test.at(minutes(hours * 60));
      expect((await me(cookie)).status).toBe(200);
    }
    test.at(minutes(7 * 24 * 60));
    expect((await me(cookie)).status).toBe(401);
  });
  it('is dead after signing out, on the server too, and the others live on', async () => {
    const [cookie, other] = [await open(), await open()];
    const out = await browse('DELETE', '/api/v1/session', { cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^plumbline_session=;.*Max-Age=0/);
    expect((await me(cookie)).status).toBe(401);
    expect((await me(other)).status).toBe(200);
    const [entry] = await test.receive.pool`select action, actor from audit_entry order by id desc limit 1`;
    expect(entry).toEqual({ action: 'session.closed', actor: `user:${admin.email}` });
  });
  it('has what its user has now: another role, other namespaces or an end count from the next request', async () => {
    const { pool } = test.receive;
    await test.send('admin', 'POST', '/api/v1/users', {
      email: 'bo@example.org',
      name: 'Bo',
      role: 'editor',
      namespaces: ['shop'],
      password: admin.password,
    });
    const cookie = cookieOf((await signIn('bo@example.org', admin.password)).headers);
    const keys = () => browse('GET', '/api/v1/keys', { cookie });
    expect((await keys()).status).toBe(403);
    await pool`update app_user set role = 'admin' where email = 'bo@example.org'`;
    expect((await keys()).status).toBe(200);
    await pool`update app_user set role = 'viewer', namespaces = '{lab}' where email = 'bo@example.org'`;
    expect((await keys()).status).toBe(403);
    expect((await me(cookie)).body).toMatchObject({ role: 'viewer', namespaces: ['lab'] });
    await pool`update app_user set disabled_at = now() where email = 'bo@example.org'`;
    expect((await me(cookie)).status).toBe(401);
    expect((await signIn('bo@example.org', admin.password)).body).toMatchObject({
      type: '/problems#wrong-credentials',
    });
  });
  it('of a made-up token is nobody', async () => {
    expect((await me('plumbline_session=AAAA')).status).toBe(401);
    expect((await me('plumbline_session=')).status).toBe(401);
  });
});

describe('a request from another site', () => {
  const change = async (headers: Record<string, string>) => {
    const cookie = cookieOf((await signIn(admin.email, admin.password)).headers);
    const body = { name: 'x', role: 'viewer', namespaces: ['*'] };
    return (await browse('POST', '/api/v1/keys', { cookie, body, headers })).status;
  };
  it('is told from ours by Origin, Sec-Fetch-Site and our header', async () => {
    expect(await change({})).toBe(201);
    expect(await change({ origin: 'https://evil.example' })).toBe(403);
    expect(await change({ origin: 'null' })).toBe(403);
    expect(await change({ origin: 'http://localhost:9999' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'same-site' })).toBe(403);
  });
  it('without our header is refused: a form cannot send it', async () => {
    const cookie = cookieOf((await signIn(admin.email, admin.password)).headers) ?? '';
    const headers = { cookie, host: 'localhost:8080', 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'x', role: 'viewer', namespaces: ['*'] });
    const answer = await test.app.request('/api/v1/keys', { method: 'POST', headers, body });
    expect(((await answer.json()) as { type: string }).type).toBe('/problems#cross-site-request');
    const signing = await test.app.request('/api/v1/session', {
      method: 'POST',
      headers: { host: 'localhost' },
      body: '{}',
    });
    expect(signing.status).toBe(403);
  });
  it('cannot sign a browser in or set up', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await browse('POST', '/api/v1/session', {
      headers,
      body: { email: admin.email, password: admin.password },
    });
    expect(answer.status).toBe(403);
    expect((await browse('POST', '/api/v1/setup', { headers, body: { ...admin, token: 'x' } })).body.type).toBe(
      '/problems#cross-site-request',
    );
  });
});

describe('an API key', () => {
  const make = async (more: object = {}) => {
    const body = { name: 'k', role: 'viewer', namespaces: ['*'], ...more };
    const made = await test.send('admin', 'POST', '/api/v1/keys', body);
    return made.body as { id: string; key: string; prefix: string };
  };
  const use = async (authorization: string) =>
    (await test.app.request('/api/v1/datasets', { headers: { authorization } })).status;

  it('works, is shown once, and is refused within a second of its end', async () => {
    const { id, key, prefix } = await make();
    expect(key).toMatch(/^plk_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect(await use(`Bearer ${key}`)).toBe(200);
    const listed = await test.send('admin', 'GET', '/api/v1/keys');
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(13));
    expect((await test.send('admin', 'DELETE', `/api/v1/keys/${id}`)).status).toBe(204);
    test.at(new Date(start + 1000).toISOString());
    expect(await use(`Bearer ${key}`)).toBe(401);
    expect((await test.send('admin', 'DELETE', `/api/v1/keys/${id}`)).status).toBe(404);
  });
  it('ends at its instant', async () => {
    const { key } = await make({ expiresAt: minutes(10) });
    test.at(minutes(9));
    expect(await use(`Bearer ${key}`)).toBe(200);
    test.at(minutes(10));
    expect(await use(`Bearer ${key}`)).toBe(401);
  });
  it('that is malformed, has a wrong checksum or a wrong secret is no key', async () => {
    const { key } = await make();
    const other = (await make()).key;
    const last = key.at(-1) === '0' ? '1' : '0';
    const swapped = `${key.slice(0, 13)}${other.slice(13)}`;
    for (const bad of [key.slice(0, -1), `${key}0`, key.slice(0, -1) + last, key.toUpperCase(), swapped, 'plk_', '']) {
      expect.soft(await use(`Bearer ${bad}`), bad).toBe(401);
    }
    expect(await use(`Basic ${key}`)).toBe(401);
    expect(await use(key)).toBe(401);
    expect(await use(`bearer  ${key}`)).toBe(200);
  });
  it('does not fall back to the cookie when it is bad', async () => {
    const cookie = cookieOf((await signIn(admin.email, admin.password)).headers);
    expect((await browse('GET', '/api/v1/keys', { cookie, headers: { authorization: 'Bearer plk_no' } })).status).toBe(
      401,
    );
  });
  it('cannot be made for a role that does not exist or for no namespace', async () => {
    const body = { name: 'k', role: 'owner', namespaces: [] };
    const { status, body: problem } = await test.send('admin', 'POST', '/api/v1/keys', body);
    expect(status).toBe(422);
    expect((problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual([
      '/role',
      '/namespaces',
    ]);
  });
});
