import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, Delivery } from '../../alerts/index.ts';
import { createEmailChannel, createWebhookChannel } from '../channels/index.ts';
import { startLocalHttp } from '../channels/testing/local-http.ts';
import { startLocalSmtp } from '../channels/testing/local-smtp.ts';
import { claimDue, finishAttempt } from '../store/notifications.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import { outcomeOf } from './attempt-delivery.ts';
import { startDeliveryWorker, type DeliveryWorker } from './deliver-notifications.ts';

const suite = `suite: all
dataset: { namespace: shop, name: '*' }
owner: team-payments
runbook: https://wiki.example.org/orders
expect:
  - row_count: { between: [1000, 50000] }
`;
type Answer = (response: ServerResponse) => void;
const accept: Answer = (response) => response.writeHead(204).end();

let test: TestApp;
let http: Awaited<ReturnType<typeof startLocalHttp>>;
let smtp: Awaited<ReturnType<typeof startLocalSmtp>>;
let channels: Map<'email' | 'webhook', Channel>;
let answer: Answer = accept;
const close: (() => Promise<void> | void)[] = [];
const workers: DeliveryWorker[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  test = await createTestApp({ refusedUrl: () => null });
  await test.applySuite(suite);
  http = await startLocalHttp((response) => answer(response));
  smtp = await startLocalSmtp();
  const webhook = createWebhookChannel({ allowedHosts: ['127.0.0.0/8'] });
  const from = 'Plumbline <plumbline@example.org>';
  const email = createEmailChannel({ host: '127.0.0.1', port: smtp.port, from, publicUrl: 'http://localhost:8080' });
  channels = new Map([
    ['webhook', webhook as Channel],
    ['email', email as Channel],
  ]);
  close.push(
    http.close,
    () => email.close(),
    () => webhook.close(),
    smtp.close,
    () => test.drop(),
  );
});
beforeEach(async () => {
  answer = accept;
  http.requests.length = 0;
  smtp.mails.length = 0;
  warnings.length = 0;
  await test.receive.pool`update notification set state = 'cancelled' where state in ('pending', 'sending')`;
  await test.receive.pool`delete from receiver_health`;
});
afterEach(async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))));
afterAll(async () => {
  for (const end of close) await end();
});

function startWorker(leaseSeconds = 90) {
  const warn = (_: object, message: string) => void warnings.push(message);
  const worker = startDeliveryWorker({
    ...test.receive,
    channels,
    clock: () => new Date(),
    log: { warn, error: warn },
    random: () => 0,
    leaseSeconds,
  });
  workers.push(worker);
  return worker;
}

/** Looks every 20 ms, for ten seconds at most. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const hook = (path = '/hook') => `    webhook: [{ url: '${http.url}${path}' }]\n`;
async function route(receiver: string, channel: string, wait = 0) {
  const yaml = `route: { receiver: ${receiver}, group_wait: ${wait}s }\nreceivers:\n  - name: ${receiver}\n${channel}`;
  const { status, body } = await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
  expect(status, JSON.stringify(body)).toBe(200);
}

let serial = 0;
async function post(name: string, rowCount: number) {
  test.at(new Date().toISOString());
  return (
    (await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, columnMetrics: {} }))).incidents[0]?.id ??
    ''
  );
}
const newName = () => `told-${++serial}`;
const rowsOf = async (incident: string) => {
  const rows = await test.receive.pool<
    { id: number; kind: string; state: string; attempts: number; last_error: string | null; wait: number }[]
  >`
    select id, kind, state, attempts, last_error, extract(epoch from due_at - now())::float8 as wait
    from notification where incident_id = ${Number(incident.slice(4))} order by id`;
  return [...rows];
};
const delivered = (incident: string, count = 1) =>
  until(
    `${incident} is delivered`,
    async () => (await rowsOf(incident)).filter(({ state }) => state === 'delivered').length === count,
  );
const bodies = () =>
  http.requests.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });
const makeDue = (incident: string) =>
  test.receive.pool`update notification set due_at = now() where incident_id = ${Number(incident.slice(4))}`;

describe('a message', () => {
  it('says what, observed, expected, since when, whose it is and where to look, by webhook and by mail', async () => {
    await route('team', `    email: [{ to: ana@example.org }]\n${hook()}`);
    const name = newName();
    const id = await post(name, 256);
    startWorker();
    await delivered(id, 2);
    expect(bodies()[0]).toMatchObject({
      type: 'incident.opened',
      data: {
        incidentId: id,
        state: 'open',
        heading: `[Error] ${name}: row_count is 256, expected 1,000 to 50,000`,
        owner: 'team-payments',
        url: `http://localhost:8080/i/${id}`,
        runbook: 'https://wiki.example.org/orders',
        failures: [{ kind: 'row_count', observed: 256, expected: { low: 1000, high: 50_000 } }],
      },
    });
    const { mail, to } = smtp.mails[0] ?? { mail: null, to: [] };
    expect(to).toEqual(['ana@example.org']);
    expect(mail?.subject).toBe(`[Plumbline] ${id} ${name}`);
    for (const words of ['row_count', '256', '1,000 to 50,000', 'Since', 'UTC', 'team-payments', `/i/${id}`]) {
      expect.soft(mail?.text, words).toContain(words);
      expect.soft(String(mail?.html), words).toContain(words);
    }
  });
  it('goes to each recipient in a transaction of its own, and its resolve comes in the same thread', async () => {
    await route('two', '    email: [{ to: bo@example.org }, { to: cy@example.org }]\n');
    const name = newName();
    const id = await post(name, 1);
    startWorker();
    await delivered(id, 2);
    await post(name, 2000);
    workers[0]?.wake();
    await delivered(id, 4);
    expect(smtp.mails.map(({ to }) => to.length)).toEqual([1, 1, 1, 1]);
    expect(smtp.mails.map(({ to }) => to[0]).sort()).toEqual([
      'bo@example.org',
      'bo@example.org',
      'cy@example.org',
      'cy@example.org',
    ]);
    expect(new Set(smtp.mails.map(({ mail }) => mail.inReplyTo)).size).toBe(1);
    expect(new Set(smtp.mails.map(({ mail }) => mail.subject)).size).toBe(1);
    expect(new Set(smtp.mails.map(({ mail }) => mail.messageId)).size).toBe(4);
  });
  it('stands in the timeline when it was delivered', async () => {
    await route('team', hook());
    const id = await post(newName(), 1);
    startWorker();
    await delivered(id);
    const { timeline } = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
    const host = new URL(http.url).host;
    expect(timeline.map(({ kind, text }) => `${kind}: ${text}`).at(-1)).toBe(`delivered: opened to team (${host})`);
  });
});

describe('the group wait', () => {
  it('is a due time on the row: nobody sends before it, and a restart does not shorten it', async () => {
    await route('team', hook(), 30);
    const id = await post(newName(), 1);
    const [row] = await rowsOf(id);
    expect(row?.wait).toBeGreaterThan(20);
    const taken = await claimDue(test.receive.pool, { kind: 'webhook', limit: 10, leaseSeconds: 60, token: 'early' });
    expect(taken).toEqual([]);
    await makeDue(id);
    startWorker();
    await delivered(id);
    expect(http.requests).toHaveLength(1);
  });
  it('turns opened and resolved within it into one message that says both', async () => {
    await route('team', hook(), 30);
    const name = newName();
    const id = await post(name, 1);
    await post(name, 2000);
    expect(await rowsOf(id)).toMatchObject([{ kind: 'opened+resolved', state: 'pending' }]);
    await makeDue(id);
    startWorker();
    await delivered(id);
    expect(bodies()).toMatchObject([
      { type: 'incident.resolved', data: { kind: 'opened+resolved', state: 'resolved' } },
    ]);
    expect(bodies()[0]?.data['heading']).toContain('[Opened and resolved]');
  });
});

describe('a resolve', () => {
  it('follows its opening to the same receiver, even when routing leads elsewhere by then', async () => {
    await route('first', hook('/first'));
    const name = newName();
    const id = await post(name, 1);
    const worker = startWorker();
    await delivered(id);
    await route('second', hook('/second'));
    await post(name, 2000);
    worker.wake();
    await delivered(id, 2);
    expect(http.requests.map(({ path }) => path)).toEqual(['/first', '/first']);
    expect(bodies().map(({ type }) => type)).toEqual(['incident.opened', 'incident.resolved']);
  });
  it('made by hand is told as well', async () => {
    await route('team', hook());
    const id = await post(newName(), 1);
    const worker = startWorker();
    await delivered(id);
    await test.send('on-call', 'POST', `/api/v1/incidents/${id}/resolve`, {});
    worker.wake();
    await delivered(id, 2);
    expect(bodies().at(-1)?.type).toBe('incident.resolved');
  });
  it('never overtakes an opening that is still being tried', async () => {
    await route('team', hook());
    answer = (response) => response.writeHead(503, { 'retry-after': '300' }).end();
    const name = newName();
    const id = await post(name, 1);
    const worker = startWorker();
    await until(
      'the opening was tried',
      async () => (await rowsOf(id))[0]?.state === 'pending' && http.requests.length === 1,
    );
    await post(name, 2000);
    const claimed = await claimDue(test.receive.pool, { kind: 'webhook', limit: 10, leaseSeconds: 60, token: 'x' });
    expect(claimed).toEqual([]);
    answer = accept;
    await makeDue(id);
    worker.wake();
    await delivered(id, 2);
    expect(bodies().map(({ type }) => type)).toEqual(['incident.opened', 'incident.opened', 'incident.resolved']);
  });
  it('is not sent to whom the opening never reached', async () => {
    await route('team', hook());
    answer = (response) => response.writeHead(410).end();
    const name = newName();
    const id = await post(name, 1);
    const worker = startWorker();
    await until('the opening is dead', async () => (await rowsOf(id))[0]?.state === 'dead');
    answer = accept;
    await post(name, 2000);
    worker.wake();
    expect((await rowsOf(id)).filter(({ state }) => state !== 'dead')).toEqual([]);
    expect(http.requests).toHaveLength(1);
  });
  it('planned while the opening was being tried is taken back when that dies', async () => {
    await route('team', hook());
    answer = (response) => response.writeHead(503, { 'retry-after': '300' }).end();
    const name = newName();
    const id = await post(name, 1);
    const worker = startWorker();
    await until(
      'the opening was tried',
      async () => (await rowsOf(id))[0]?.state === 'pending' && http.requests.length === 1,
    );
    await post(name, 2000);
    answer = (response) => response.writeHead(400).end('no');
    await makeDue(id);
    worker.wake();
    await until('the resolve is settled', async () => (await rowsOf(id))[1]?.state === 'cancelled');
    expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['dead', 'cancelled']);
    expect(http.requests).toHaveLength(2);
  });
});

describe('a refusal', () => {
  it('with Retry-After is tried again then and not before', async () => {
    await route('team', hook());
    answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end();
    const id = await post(newName(), 1);
    startWorker();
    await until('it waits', async () => (await rowsOf(id))[0]?.state === 'pending' && http.requests.length === 1);
    const [row] = await rowsOf(id);
    expect(row?.wait).toBeGreaterThan(100);
    expect(row?.wait).toBeLessThanOrEqual(120);
    expect(row?.last_error).toContain('429');
  });
  it('for good makes a dead letter that keeps its last error and says so in the timeline', async () => {
    await route('team', hook());
    answer = (response) => response.writeHead(404).end('no such hook');
    const id = await post(newName(), 1);
    startWorker();
    await until('it is dead', async () => (await rowsOf(id))[0]?.state === 'dead');
    expect(await rowsOf(id)).toMatchObject([{ attempts: 1, last_error: expect.stringContaining('404') }]);
    const detail = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
    expect(detail.timeline.at(-1)).toMatchObject({ kind: 'gave-up' });
    expect(detail.notifications).toMatchObject([{ state: 'dead', lastError: expect.stringContaining('404') }]);
  });
  it('that passes is tried until it is taken, with the same id', async () => {
    await route('team', hook());
    let left = 3;
    answer = (response) => response.writeHead(left-- > 0 ? 503 : 204).end();
    const id = await post(newName(), 1);
    startWorker();
    await delivered(id);
    expect(http.requests).toHaveLength(4);
    expect(new Set(http.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await rowsOf(id))[0]).toMatchObject({ attempts: 4, state: 'delivered', last_error: null });
  });
  it('of one channel holds the other one up in nothing', async () => {
    await route('both', `    email: [{ to: ana@example.org }]\n${hook()}`);
    let release = () => {};
    answer = (response) => void (release = () => response.writeHead(204).end());
    const id = await post(newName(), 1);
    startWorker();
    await until('the mail came while the webhook hangs', () => smtp.mails.length === 1 && http.requests.length === 1);
    await delivered(id);
    release();
    await delivered(id, 2);
  });
});

describe('a lease', () => {
  it('that was lost gives no right to write the outcome', async () => {
    await route('team', hook());
    const id = await post(newName(), 1);
    const { pool } = test.receive;
    const [first] = await claimDue(pool, { kind: 'webhook', limit: 1, leaseSeconds: 60, token: 'slow' });
    await pool`update notification set lease_until = now() - interval '1 second' where id = ${first?.id ?? 0}`;
    const [second] = await claimDue(pool, { kind: 'webhook', limit: 1, leaseSeconds: 60, token: 'quick' });
    expect([first?.id, first?.attempts, second?.attempts]).toEqual([second?.id, 1, 2]);
    const outcome = { id: first?.id ?? 0, retryInSeconds: null, error: null };
    expect(await finishAttempt(pool, { ...outcome, leaseToken: 'slow', state: 'dead' })).toBe(false);
    expect(await rowsOf(id)).toMatchObject([{ state: 'sending' }]);
    expect(await finishAttempt(pool, { ...outcome, leaseToken: 'quick', state: 'delivered' })).toBe(true);
    expect(await finishAttempt(pool, { ...outcome, leaseToken: 'quick', state: 'dead' })).toBe(false);
  });
  it('that somebody else took meanwhile leaves the row and the timeline to them', async () => {
    await route('team', hook());
    const id = await post(newName(), 1);
    answer = (response) => {
      const stolen = test.receive
        .pool`update notification set lease_token = 'other', lease_until = now() + interval '1 hour'
        where incident_id = ${Number(id.slice(4))}`;
      void stolen.then(() => response.writeHead(204).end());
    };
    startWorker();
    await until('the loss is noticed', () => warnings.some((text) => text.includes('lease ran out')));
    expect(await rowsOf(id)).toMatchObject([{ state: 'sending' }]);
    const { timeline } = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
    expect(timeline.map(({ kind }) => kind)).not.toContain('delivered');
  });
  it('of a worker that died runs out, and another one sends it again under the same id', async () => {
    await route('team', hook());
    const id = await post(newName(), 1);
    await claimDue(test.receive.pool, { kind: 'webhook', limit: 1, leaseSeconds: 0.05, token: 'dead' });
    startWorker();
    await delivered(id);
    expect(http.requests).toHaveLength(1);
    expect((await rowsOf(id))[0]?.attempts).toBe(2);
  });
});

describe('workers', () => {
  it('of two processes on one database send each message once', async () => {
    await route('team', hook());
    const ids = await Promise.all(Array.from({ length: 40 }, () => post(newName(), 1)));
    startWorker();
    startWorker();
    for (const id of ids) await delivered(id);
    const sent = bodies().map(({ data }) => data['incidentId']);
    expect(sent.sort()).toEqual(ids.sort());
  });
  it('wait at their end for what is being sent, and take nothing more', async () => {
    await route('team', hook());
    let release = () => {};
    answer = (response) => void (release = () => response.writeHead(204).end());
    const id = await post(newName(), 1);
    const worker = startWorker();
    await until('it is on its way', () => http.requests.length === 1);
    let stopped = false;
    const ended = worker.stop().then(() => (stopped = true));
    const later = await post(newName(), 1);
    worker.wake();
    expect(stopped).toBe(false);
    release();
    await ended;
    expect(await rowsOf(id)).toMatchObject([{ state: 'delivered' }]);
    expect(await rowsOf(later)).toMatchObject([{ state: 'pending', attempts: 0 }]);
  });
});

describe('after an attempt', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const told = (attempts: number, kind: 'email' | 'webhook' = 'webhook', firstAttemptAt = now) => {
    const channel = kind === 'email' ? { kind, to: 'a@example.org' } : { kind, url: 'https://example.org' };
    return { id: 1, leaseToken: 't', attempts, firstAttemptAt, channel };
  };
  const retry: Delivery = { status: 'retry', reason: 'HTTP 503' };
  const waitOf = (attempts: number, random: number) =>
    outcomeOf(told(attempts), retry, { now, random: () => random }).retryInSeconds;

  it.each([1, 2, 3, 4, 5, 9, 10, 11, 50, 1000])(
    'number %i the next waits a random time below its bound, 10 min at most',
    (attempts) => {
      const bound = Math.min(600, 2 ** (attempts - 1));
      expect(waitOf(attempts, 0)).toBe(0);
      expect(waitOf(attempts, 0.5)).toBe(bound / 2);
      expect(waitOf(attempts, 0.999_999)).toBeLessThan(bound);
    },
  );
  it('what the receiver says about waiting goes before our own guess', () => {
    const asked: Delivery = { ...retry, retryAfterSeconds: 77 };
    expect(outcomeOf(told(9), asked, { now, random: () => 0.5 })).toMatchObject({
      state: 'pending',
      retryInSeconds: 77,
    });
  });
  it.each([
    ['email', 23.9, 'pending'],
    ['email', 24, 'dead'],
    ['webhook', 75.9, 'pending'],
    ['webhook', 76, 'dead'],
  ] as const)('%s is given up with its last error after a time: %d hours is %s', (kind, hours, state) => {
    const first = new Date(now.getTime() - hours * 3600_000);
    const outcome = outcomeOf(told(30, kind, first), retry, { now, random: () => 0.5 });
    expect(outcome.state).toBe(state);
    expect(outcome.error).toContain('HTTP 503');
  });
  it('a success clears the error, a final refusal keeps it', () => {
    const at = { now, random: () => 0 };
    expect(outcomeOf(told(3), { status: 'delivered' }, at)).toMatchObject({ state: 'delivered', error: null });
    expect(outcomeOf(told(3), { status: 'gave-up', reason: 'HTTP 410' }, at)).toMatchObject({
      state: 'dead',
      error: 'HTTP 410',
    });
  });
});
