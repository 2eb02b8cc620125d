import { describe, expect, it } from 'vitest';
import { connectClient } from './client.ts';
import { retryDelayMs } from './retry-delay.ts';
import { closedAddress, localServer } from './testing/local-server.ts';

const problem = (status: number, detail: string) => ({
  status,
  body: { type: '/problems#x', title: 'T', status, detail, requestId: 'req_1' },
});

describe('the HTTP client', () => {
  it('sends JSON with the key as a bearer token, and answers with the body', async () => {
    const { url, requests } = await localServer({ status: 201, body: { ok: 1 } });
    const client = connectClient({ url: `${url}/` }, { PLUMBLINE_API_KEY: ' plk_secret\n' });
    expect(await client.send('POST', '/api/v1/profiles', { a: 'ü' })).toEqual({ status: 201, body: { ok: 1 } });
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/profiles', body: { a: 'ü' } });
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer plk_secret',
      'content-type': 'application/json',
    });
  });

  it('prefers flags to the environment', async () => {
    const { url, requests } = await localServer({ status: 200, body: {} });
    await connectClient(
      { url, apiKey: 'plk_flag' },
      { PLUMBLINE_URL: 'http://127.0.0.1:1', PLUMBLINE_API_KEY: 'plk_env' },
    ).send('GET', '/');
    expect(requests[0]?.headers.authorization).toBe('Bearer plk_flag');
  });

  it('says that nothing is listening and how to start it', async () => {
    const url = await closedAddress();
    await expect(connectClient({ url }, {}).send('GET', '/')).rejects.toMatchObject({
      exitCode: 3,
      message: `cannot reach ${url}: nothing is listening there`,
      fix: expect.stringContaining('npm start') as string,
    });
  });

  it.each([
    [401, 3, /does not know this key/],
    [403, 3, /this key may not do that: no ingest/],
    [404, 3, /no ingest/],
    [500, 3, /answered 500: no ingest \(request req_1\)/],
    [409, 2, /refused \(409\): no ingest/],
  ])('tells %i in words, with exit code %i', async (status, exitCode, message) => {
    const { url } = await localServer(problem(status, 'no ingest'));
    await expect(connectClient({ url, apiKey: 'plk_secret' }, {}).send('GET', '/')).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message) as string,
    });
  });

  it('says that no key was given, whatever the server makes of that', async () => {
    const { url } = await localServer(problem(403, 'not from this site'));
    await expect(connectClient({ url }, {}).send('PUT', '/', {})).rejects.toMatchObject({
      exitCode: 3,
      message: `${url} wants a key, and none was given`,
      fix: expect.stringContaining('PLUMBLINE_API_KEY') as string,
    });
  });

  it('lists every bad field by its pointer', async () => {
    const errors = [
      { pointer: '/rowCount', message: 'must be a whole number' },
      { pointer: '', message: 'is too much' },
    ];
    const { url } = await localServer({
      status: 422,
      body: { title: 'Invalid', status: 422, detail: '2 fields.', errors },
    });
    await expect(connectClient({ url }, {}).send('POST', '/', {})).rejects.toMatchObject({
      exitCode: 2,
      message: 'refused (422): 2 fields.\n  /rowCount  must be a whole number\n  (the whole document)  is too much',
    });
  });

  it('tries again when the server is busy, and then succeeds', async () => {
    const busy = { ...problem(503, 'starting'), headers: { 'retry-after': '0' } };
    const { url, requests } = await localServer(busy, busy, { status: 200, body: 'done' });
    await connectClient({ url }, {})
      .send('GET', '/')
      .catch((error: Error) => expect(error.message).toMatch(/not in JSON/));
    expect(requests.length).toBe(3);
  });

  it('gives up on a server that stays busy after five tries', async () => {
    const { url, requests } = await localServer({ ...problem(429, 'slow down'), headers: { 'retry-after': '0' } });
    await expect(connectClient({ url }, {}).send('GET', '/')).rejects.toMatchObject({ exitCode: 3 });
    expect(requests.length).toBe(5);
  });

  it('does not send a refused request again', async () => {
    const { url, requests } = await localServer(problem(422, 'no'));
    await expect(connectClient({ url, wait: 5 }, {}).send('POST', '/', {})).rejects.toMatchObject({ exitCode: 2 });
    expect(requests.length).toBe(1);
  });

  it('refuses addresses that are none, and keys that cannot be one, without showing them', () => {
    expect(() => connectClient({ url: 'localhost:8080' }, {})).toThrow(/not an http or https URL/);
    expect(() => connectClient({ url: 'http://me:pw@host' }, {})).toThrow(/user name or password/);
    expect(() => connectClient({ apiKey: 'plk_a\u00e4b' }, {})).toThrow(/^(?!.*plk_a)/);
  });
});

describe('the delay before another try', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it('is what Retry-After asks for, in seconds or as a date, at most 30 s', () => {
    expect(retryDelayMs(1, '2', now)).toBeGreaterThanOrEqual(2000);
    expect(retryDelayMs(1, '2', now)).toBeLessThan(2300);
    expect(retryDelayMs(1, 'Thu, 01 Jan 2026 00:00:05 GMT', now)).toBeGreaterThanOrEqual(5000);
    expect(retryDelayMs(1, '86400', now)).toBe(30_000);
  });

  it('else grows with every try and never exceeds 30 s', () => {
    for (let tries = 1; tries < 40; tries += 1) {
      const delay = retryDelayMs(tries, null, now);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(Math.min(30_000, 250 * 2 ** (tries - 1)));
    }
  });
});
