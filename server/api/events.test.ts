import { connect as connectSocket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { EventFeed } from '../flow/event-feed.ts';
import type { Principal } from '../flow/principal.ts';
import { hashToken, newToken } from '../flow/credentials.ts';
import { listenOn } from '../listen.ts';
import { insertSession } from '../store/access.ts';
import { createTestApp, orders, ordersSuite, testStart, type TestApp } from './testing.ts';
import { followEvents, type Follower } from './testing/follow-events.ts';

let test: TestApp;
const open = new Set<Follower>();
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(ordersSuite.replace('name: public.orders', "name: '*'"));
});
afterEach(async () => {
  for (const follower of open) await follower.leave();
  open.clear();
});
afterAll(() => test.drop());

const follow = async (key: string, after: string | null = null, app: Pick<TestApp['app'], 'request'> = test.app) => {
  const follower = await followEvents(app, { authorization: `Bearer ${key}` }, after);
  open.add(follower);
  return follower;
};
const viewer = (namespaces = ['*']) => test.key('viewer', namespaces);
const post = (name: string, more: object = {}, namespace = 'shop') =>
  test.post(orders({ dataset: { namespace, name }, ...more }));
const reject = (sql: TestApp['receive']['pool'], namespace: string | null, requestId: string) => sql`
  insert into rejection (namespace, route, status, problem, detail, request_id)
  values (${namespace}, '/api/v1/profiles', 422, 'invalid-request', 'no', ${requestId}) returning id`;

describe('what a follower hears', () => {
  it('names the topic, the thing and a version that grows, for each kind of change', async () => {
    const follower = await follow(await viewer());
    const { dataset, profileId, incidents } = await post('heard', { rowCount: 1 });
    await test.send('ingest', 'POST', '/api/v1/runs', {
      state: 'START',
      eventTime: '2026-11-23T07:00:00Z',
      run: { id: 'heard', job: { namespace: 'shop', name: 'load' } },
    });
    await test.send('ingest', 'POST', '/api/v1/profiles', { nothing: true });
    await test.send('admin', 'POST', '/api/v1/profiles', {});
    const version = Number(profileId.slice('prf_'.length));
    expect(await follower.until(({ topic }) => topic === 'profiles')).toEqual({ topic: 'profiles', id: dataset.id, version }); // prettier-ignore
    expect(await follower.until(({ topic }) => topic === 'incidents')).toMatchObject({ id: incidents[0]?.id });
    expect(await follower.until(({ topic }) => topic === 'runs')).toMatchObject({
      id: expect.stringMatching(/^run_\d+$/),
    });
    await post('heard', { rowCount: 2 });
    const next = await follower.until(({ topic, version: v }) => topic === 'profiles' && v > version);
    expect(next.id).toBe(dataset.id);
  });

  it('is told as text/event-stream that no proxy keeps, compresses or holds back', async () => {
    const { response } = await follow(await viewer());
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('is nothing of namespaces that are not theirs, and of refusals without one for administrators alone', async () => {
    const [stranger, admin] = [await follow(await viewer(['finance'])), await follow(await test.key('admin'))];
    await post('private');
    await reject(test.receive.pool, null, 'of-nobody');
    await reject(test.receive.pool, 'shop', 'of-shop');
    await post('ledger', {}, 'finance');
    await stranger.until(({ topic }) => topic === 'profiles');
    await admin.until(() => admin.events.filter(({ topic }) => topic === 'rejections').length === 2);
    expect(stranger.events.filter(({ topic }) => topic !== 'heartbeat')).toHaveLength(1);
  });

  it('is a sign of life when nothing happens, as a comment for proxies and as an event for browsers', async () => {
    const feed = new EventFeed({ ...feedContext(), beatSeconds: 0.2 });
    const beats: string[] = [];
    const credential = { kind: 'key', publicId: (await viewer()).slice(4, 12) } as const;
    const leave = await feed.join({ ...listenerOf(credential), beat: (position) => void beats.push(position) }, null);
    await expect.poll(() => beats.length, { timeout: 10_000 }).toBeGreaterThan(2);
    leave();
    await feed.close();
    const follower = await follow(await viewer());
    await follower.until(({ topic, id }) => topic === 'heartbeat' && id === 'server');
    expect(follower.text).toContain(': heartbeat\n');
  });
});

const feedContext = () => {
  const { pool, clock } = test.receive;
  const access = { pool, clock, session: { idleHours: 12, absoluteDays: 7 } };
  return { pool, clock, access, log: { warn: () => {} } };
};
const listenerOf = (credential: { kind: 'key'; publicId: string }) => ({
  principal: {
    kind: 'key',
    id: `key_${credential.publicId}`,
    name: 'k',
    role: 'viewer',
    namespaces: ['*'],
  } as Principal,
  credential,
  tell: () => {},
  reset: () => {},
  beat: () => {},
  close: () => {},
});

describe('nothing is lost', () => {
  it('by a transaction that drew its id first and commits last', async () => {
    const other = connect({ url: test.url, poolSize: 1 });
    const follower = await follow(await viewer());
    const held = await other.reserve();
    await held`begin`;
    const [early] = await reject(held as never, 'shop', 'early');
    const [late] = await reject(test.receive.pool, 'shop', 'late');
    expect(Number(late?.['id'])).toBeGreaterThan(Number(early?.['id']));
    await follower.until(({ id }) => id === `rej_${late?.['id']}`);
    expect(follower.events.map(({ id }) => id)).not.toContain(`rej_${early?.['id']}`);
    await held`commit`;
    await follower.until(({ id }) => id === `rej_${early?.['id']}`);
    held.release();
    await other.end();
  });

  it('by coming back while such a transaction is still open, to another process', async () => {
    const key = await viewer();
    const other = connect({ url: test.url, poolSize: 1 });
    const first = await follow(key);
    const held = await other.reserve();
    await held`begin`;
    const [early] = await reject(held as never, 'shop', 'early');
    const [late] = await reject(test.receive.pool, 'shop', 'late');
    await first.until(({ id }) => id === `rej_${late?.['id']}`);
    await expect.poll(() => first.lastId, { timeout: 10_000 }).not.toBe('');
    await first.leave();
    await held`commit`;
    held.release();
    await other.end();
    const secondProcess = await createTestApp({}, test);
    const again = await follow(key, first.lastId, secondProcess.app);
    await again.until(({ id }) => id === `rej_${early?.['id']}`);
    await again.leave();
    await secondProcess.drop();
  });

  it('between leaving and coming back with Last-Event-ID, also after a restart', async () => {
    const key = await viewer();
    const first = await follow(key);
    const before = await post('resumed');
    await first.until(({ id }) => id === before.dataset.id);
    await expect.poll(() => first.lastId, { timeout: 10_000 }).not.toBe('');
    await first.leave();
    const missed = [await post('missed-1'), await post('missed-2'), await post('missed-3', { rowCount: 2 })];
    const restarted = await createTestApp({}, test);
    const again = await follow(key, first.lastId, restarted.app);
    for (const { dataset } of missed) await again.until(({ id }) => id === dataset.id);
    await again.until(({ topic }) => topic === 'incidents');
    await again.leave();
    await restarted.drop();
  });

  it('of what another process commits, though nobody wakes this one', async () => {
    const follower = await follow(await viewer());
    const elsewhere = await createTestApp({}, test);
    const { dataset } = await elsewhere.post(orders({ dataset: { namespace: 'shop', name: 'elsewhere' } }));
    await follower.until(({ id }) => id === dataset.id);
    await elsewhere.drop();
  });

  it('without saying so: who missed too much, or comes from another database, is told to read everything anew', async () => {
    const key = await viewer();
    await test.receive.pool`
      insert into rejection (namespace, route, status, problem, detail, request_id)
      select 'shop', '/api/v1/profiles', 422, 'invalid-request', 'no', 'many' from generate_series(1, 600)`;
    const behind = await follow(key, '1.0.0.0.1');
    await behind.until(({ topic }) => topic === 'reset');
    await expect.poll(() => behind.lastId, { timeout: 10_000 }).toMatch(/^1(\.\d+){4}$/);
    const foreign = await follow(key, '1.999999999.0.0.999999999');
    await foreign.until(({ topic }) => topic === 'reset');
    const last = `1.${behind.lastId.split('.').slice(1, -1).join('.')}.600`;
    const present = await follow(key, last);
    await present.until(() => true);
    const garbage = await follow(key, 'not an id');
    await garbage.until(() => true);
    expect([...present.events, ...garbage.events].some(({ topic }) => topic === 'reset')).toBe(false);
  });
});

describe('who may no longer listen', () => {
  it('is sent away when the key is revoked', async () => {
    const { body } = await test.send('admin', 'POST', '/api/v1/keys', { name: 'soon', role: 'viewer', namespaces: ['*'] }); // prettier-ignore
    const { id, key } = body as { id: string; key: string };
    const follower = await follow(key);
    await test.send('admin', 'DELETE', `/api/v1/keys/${id}`);
    await follower.ended;
    // A key is looked up at most once a second, and the clock of this test stands still.
    test.at('2026-11-23T08:00:02Z');
    expect((await test.app.request('/api/v1/events', { headers: { authorization: `Bearer ${key}` } })).status).toBe(
      401,
    );
  });

  it('is sent away when the session ends, and listening keeps no session alive', async () => {
    const { body } = await test.send('admin', 'POST', '/api/v1/users', {
      email: 'vera@example.org',
      name: 'Vera',
      role: 'viewer',
      namespaces: ['*'],
      password: 'twelve characters',
    });
    const userId = Number((body as { id: string }).id.slice('usr_'.length));
    const token = newToken();
    const at = new Date(testStart);
    const expiresAt = new Date(at.getTime() + 24 * 3600_000);
    await insertSession(test.receive.pool, { tokenHash: hashToken(token), userId, at, expiresAt });
    const follower = await followEvents(test.app, { cookie: `plumbline_session=${token}` }, null);
    await follower.until(({ topic }) => topic === 'heartbeat');
    test.at('2026-11-23T20:30:00Z');
    await follower.ended;
    test.at(testStart);
  });

  it('of role or namespace loses sight at once, without a new connection', async () => {
    const { body } = await test.send('admin', 'POST', '/api/v1/keys', {
      name: 'n',
      role: 'viewer',
      namespaces: ['shop'],
    });
    const { id, key } = body as { id: string; key: string };
    const follower = await follow(key);
    await test.receive.pool`update api_key set namespaces = '{finance}' where public_id = ${id.slice(4)}`;
    const finance = async () => {
      const { dataset } = await post('of-finance', {}, 'finance');
      return follower.events.some((event) => event.id === dataset.id);
    };
    await expect.poll(finance, { timeout: 10_000, interval: 200 }).toBe(true);
    const from = follower.events.length;
    const { dataset } = await post('of-shop');
    const marker = await post('marker', {}, 'finance');
    await follower.until(({ id: seen }) => seen === marker.dataset.id);
    expect(follower.events.slice(from).map(({ id: seen }) => seen)).not.toContain(dataset.id);
  });
});

describe('what listening may cost', () => {
  it('one key has 20 streams at most, and a closed one makes room', async () => {
    const { body } = await test.send('admin', 'POST', '/api/v1/keys', { name: 'many', role: 'viewer', namespaces: ['*'] }); // prettier-ignore
    const { key } = body as { key: string };
    const followers = await Promise.all(Array.from({ length: 20 }, () => follow(key)));
    const headers = { authorization: `Bearer ${key}` };
    expect((await test.app.request('/api/v1/events', { headers })).status).toBe(429);
    await followers[0]?.leave();
    await follow(key);
  });

  it('HEAD opens no stream', async () => {
    const headers = { authorization: `Bearer ${await viewer()}` };
    const answer = await test.app.request('/api/v1/events', { method: 'HEAD', headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('a client that does not read is cut, and the others hear on', async () => {
    const listener = await listenOn({ host: '127.0.0.1', port: 0 });
    listener.serve(test.app.fetch);
    const { body } = await test.send('admin', 'POST', '/api/v1/keys', { name: 'slow', role: 'viewer', namespaces: ['*'] }); // prettier-ignore
    const { key } = body as { key: string };
    const socket = connectSocket({ host: '127.0.0.1', port: listener.port });
    socket.on('error', () => {});
    socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`);
    socket.pause();
    const principal = {
      kind: 'key',
      id: `key_${key.slice(4, 12)}`,
      name: '',
      role: 'viewer',
      namespaces: [],
    } as Principal;
    await expect.poll(() => test.feed.listenersOf(principal), { timeout: 10_000 }).toBe(1);
    const reading = await follow(await viewer());
    const flood = async () => {
      await test.receive.pool`
        insert into rejection (namespace, route, status, problem, detail, request_id)
        select 'shop', '/api/v1/profiles', 422, 'invalid-request', 'no', 'flood' from generate_series(1, 5000)`;
      test.feed.wake();
      return test.feed.listenersOf(principal);
    };
    await expect.poll(flood, { timeout: 30_000, interval: 300 }).toBe(0);
    const { dataset } = await post('after-the-flood');
    await reading.until(({ id }) => id === dataset.id, 30_000);
    socket.destroy();
    await listener.close();
  });

  it('a server that stops waits for no follower', async () => {
    const own = await createTestApp({}, test);
    const listener = await listenOn({ host: '127.0.0.1', port: 0 });
    listener.serve(own.app.fetch);
    const headers = { authorization: `Bearer ${await viewer()}` };
    const response = await fetch(`http://127.0.0.1:${listener.port}/api/v1/events`, { headers });
    const text = response.text();
    const closed = listener.close();
    await own.feed.close();
    await Promise.all([closed, text]);
    expect(await text).toContain('retry: 2000');
    await own.drop();
  });
});
