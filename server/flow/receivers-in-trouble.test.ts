import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, ReceiverChannel } from '../../alerts/index.ts';
import { createEmailChannel, createWebhookChannel } from '../channels/index.ts';
import { startLocalHttp } from '../channels/testing/local-http.ts';
import { startLocalSmtp } from '../channels/testing/local-smtp.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import type { NotificationPage, ReceiverList, ReceiverTest, ReplayedAllShape } from '../api/shapes/receivers.ts';
import { startDeliveryWorker, type DeliveryWorker } from './deliver-notifications.ts';
import { planDueFallbacks } from './plan-fallbacks.ts';

const suite = `suite: all
dataset: { namespace: shop, name: '*' }
expect:
  - row_count: { between: [1000, 50000] }
`;
type Answer = (response: ServerResponse) => void;
const accept: Answer = (response) => response.writeHead(204).end();
const refuse: Answer = (response) => response.writeHead(503).end();

let test: TestApp;
let http: Awaited<ReturnType<typeof startLocalHttp>>;
let smtp: Awaited<ReturnType<typeof startLocalSmtp>>;
let answer: Answer = accept;
const channels = new Map<ReceiverChannel['kind'], Channel>();
const workers: DeliveryWorker[] = [];
const close: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  test = await createTestApp({ channels });
  await test.applySuite(suite);
  http = await startLocalHttp((response) => answer(response));
  smtp = await startLocalSmtp();
  const webhook = createWebhookChannel({ allowedHosts: ['127.0.0.0/8'] });
  const from = 'Plumbline <plumbline@example.org>';
  const email = createEmailChannel({ host: '127.0.0.1', port: smtp.port, from, publicUrl: 'http://localhost:8080' });
  channels.set('webhook', webhook as Channel).set('email', email as Channel);
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
  await test.receive.pool`update notification set state = 'cancelled' where state in ('pending', 'sending', 'dead')`;
  await test.receive.pool`update incident set state = 'resolved', resolved_at = now() where state <> 'resolved'`;
  await test.receive.pool`delete from receiver_health`;
  test.at(new Date().toISOString());
});
afterEach(async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))));
afterAll(async () => {
  for (const end of close) await end();
});

function startWorker(random = 0) {
  const worker = startDeliveryWorker({
    ...test.receive,
    channels,
    clock: () => new Date(),
    log: { warn: () => undefined, error: () => undefined },
    random: () => random,
    leaseSeconds: 90,
  });
  workers.push(worker);
  return worker;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const yaml = () => `route: { receiver: hook, group_wait: 0s }
receivers:
  - name: hook
    webhook: [{ url: '${http.url}/hook?token=geheim' }]
    fallback: mail
  - name: mail
    email: [{ to: duty@example.org }]
`;
async function route(text = yaml()) {
  const { status, body } = await test.send('admin', 'PUT', '/api/v1/routing', { yaml: text });
  expect(status, JSON.stringify(body)).toBe(200);
}
let serial = 0;
const newName = () => `t${++serial}`;
async function post(name: string, rowCount = 1): Promise<string> {
  test.at(new Date().toISOString());
  const answered = await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, columnMetrics: {} }));
  return answered.incidents[0]?.id ?? '';
}
const number = (id: string) => Number(id.slice(4));
interface Row {
  id: number;
  receiver: string;
  kind: string;
  state: string;
  attempts: number;
  wait: number;
  fallback_for: number | null;
  replay_of: number | null;
}
const rowsOf = async (id: string) => [
  ...(await test.receive.pool<Row[]>`
    select id, receiver, kind, state, attempts, fallback_for, replay_of, extract(epoch from due_at - now())::float8 as wait
    from notification where incident_id = ${number(id)} order by id`),
];
interface Health {
  state: string;
  consecutive_failures: number;
  opened_at: Date | null;
  wait: number | null;
}
const health = async () => {
  const [row] = await test.receive.pool<Health[]>`
    select state, consecutive_failures, opened_at, extract(epoch from probe_at - now())::float8 as wait
    from receiver_health where receiver = 'hook'`;
  return row ?? null;
};
const probeNow = () => test.receive.pool`
  with due as (update notification set due_at = now() where state = 'pending')
  update receiver_health set probe_at = now() where state = 'open'`;
const inTroubleFor = (minutes: number) => test.receive.pool`
  with old as (update notification set first_attempt_at = first_attempt_at - make_interval(mins => ${minutes}))
  update receiver_health set opened_at = opened_at - make_interval(mins => ${minutes})`;

async function breakIt(): Promise<string> {
  await route();
  answer = refuse;
  const id = await post(newName());
  startWorker();
  await until('its breaker is open', async () => (await health())?.state === 'open');
  return id;
}

describe('a receiver that fails five times in a row', () => {
  it('is left alone for half a minute; what comes meanwhile waits without costing an attempt', async () => {
    const id = await breakIt();
    expect(http.requests).toHaveLength(5);
    expect(await health()).toMatchObject({ consecutive_failures: 5, wait: expect.closeTo(30, -1) });
    const others = await Promise.all([post(newName()), post(newName()), post(newName())]);
    const woken = new Date();
    workers[0]?.wake();
    await until('it has looked', () => (workers[0]?.lastLookAt ?? woken) > woken);
    expect(http.requests).toHaveLength(5);
    for (const other of others) expect(await rowsOf(other)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    expect((await rowsOf(id))[0]).toMatchObject({ state: 'pending', attempts: 5 });
  });

  it('is tried by one message only, in all processes together, and by all once that one arrived', async () => {
    await breakIt();
    for (let more = 0; more < 10; more += 1) await post(newName());
    startWorker();
    startWorker();
    let release = () => {};
    answer = (response) => void (release = () => response.writeHead(204).end());
    http.requests.length = 0;
    await probeNow();
    workers.forEach((worker) => worker.wake());
    await until('it is tried', () => http.requests.length > 0);
    workers.forEach((worker) => worker.wake());
    await until('the others were given back', async () => {
      const [row] = await test.receive.pool<
        { n: number }[]
      >`select count(*)::int as n from notification where state = 'sending'`;
      return row?.n === 1;
    });
    expect(http.requests).toHaveLength(1);
    expect(await health()).toMatchObject({ state: 'half-open' });
    const tried = await test.receive
      .pool`select 1 from notification where state = 'pending' and attempts > 0 and attempts < 5`;
    expect(tried).toEqual([]);
    answer = accept;
    release();
    await until('everything is told', async () => {
      const rows = await test.receive.pool`select 1 from notification where state in ('pending', 'sending')`;
      return rows.length === 0;
    });
    expect(await health()).toMatchObject({ state: 'closed', consecutive_failures: 0, opened_at: null });
    expect(http.requests).toHaveLength(11);
  });

  it('and its probe as well is left alone for twice as long', async () => {
    await breakIt();
    await probeNow();
    workers[0]?.wake();
    await until('the probe failed', async () => ((await health())?.consecutive_failures ?? 0) === 6);
    expect(await health()).toMatchObject({ state: 'open', wait: expect.closeTo(60, -1) });
    expect(http.requests).toHaveLength(6);
  });

  it('whose prober died is tried by the next one when its lease is over', async () => {
    await breakIt();
    await test.receive.pool`update receiver_health set state = 'half-open', probe_at = now() - interval '1 second'`;
    await test.receive.pool`update notification set due_at = now() where state = 'pending'`;
    answer = accept;
    workers[0]?.wake();
    await until('it is well', async () => (await health())?.state === 'closed');
  });

  it('holds up its resolves behind their openings all the same', async () => {
    await route();
    answer = refuse;
    const name = newName();
    const id = await post(name);
    startWorker();
    await until('its breaker is open', async () => (await health())?.state === 'open');
    await post(name, 2000);
    answer = accept;
    http.requests.length = 0;
    await probeNow();
    workers[0]?.wake();
    await until('both are told', async () => (await rowsOf(id)).every(({ state }) => state === 'delivered'));
    const types = http.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types).toEqual(['incident.opened', 'incident.resolved']);
  });

  it('tells when it last looked, so that somebody may notice when it does not', async () => {
    const worker = startWorker();
    await until('it has looked', () => worker.lastLookAt !== null);
    expect(Math.abs(Date.now() - (worker.lastLookAt?.getTime() ?? 0))).toBeLessThan(15_000);
  });
});

describe('a fallback receiver', () => {
  const plan = () => planDueFallbacks(test.receive, new Date());

  it('hears of an error after five minutes of trouble, once, with why, and of its end', async () => {
    const name = newName();
    await route();
    answer = refuse;
    const id = await post(name);
    startWorker();
    await until('the breaker is open', async () => (await health())?.state === 'open');
    expect(await plan()).toBe(0);
    await inTroubleFor(6);
    const counts = await Promise.all([plan(), plan(), plan()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(await plan()).toBe(0);
    workers[0]?.wake();
    await until('the mail came', () => smtp.mails.length === 1);
    expect(smtp.mails[0]?.mail.text).toContain('Sent here because hook does not answer.');
    const [first, second] = await rowsOf(id);
    expect(second).toMatchObject({ receiver: 'mail', kind: 'opened', fallback_for: first?.id });
    await until('it is written', async () => (await rowsOf(id))[1]?.state === 'delivered');
    await post(name, 2000);
    workers[0]?.wake();
    await until('its end came by mail', () => smtp.mails.length === 2);
    expect(smtp.mails[1]?.mail.text).toContain('[Resolved]');
    const { timeline } = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
    expect(timeline.map(({ text }) => text).join('\n')).toContain('hook does not answer, and this is its fallback');
  });

  it('hears at once of what opens while its receiver has been in trouble for long', async () => {
    await breakIt();
    await inTroubleFor(6);
    const id = await post(newName());
    await plan();
    expect((await rowsOf(id)).map(({ receiver }) => receiver)).toEqual(['hook', 'mail']);
  });

  it('hears of a dead letter, unless it was replayed', async () => {
    await route();
    answer = (response) => response.writeHead(410).end();
    const [dead, replayed] = [await post(newName()), await post(newName())];
    startWorker();
    await until('both are dead', async () =>
      [...(await rowsOf(dead)), ...(await rowsOf(replayed))].every(({ state }) => state === 'dead'),
    );
    const letter = (await rowsOf(replayed))[0]?.id ?? 0;
    answer = accept;
    expect((await test.send('on-call', 'POST', `/api/v1/notifications/ntf_${letter}/replay`, {})).status).toBe(201);
    await inTroubleFor(6);
    expect(await plan()).toBe(1);
    expect((await rowsOf(dead)).map(({ receiver }) => receiver)).toEqual(['hook', 'mail']);
    expect((await rowsOf(replayed)).map(({ receiver }) => receiver)).toEqual(['hook', 'hook']);
  });

  it('is left alone while somebody asked for quiet, and hears of it when that ends', async () => {
    await breakIt();
    await inTroubleFor(6);
    const name = newName();
    const id = await post(name);
    const endsAt = new Date(Date.now() + 3600_000).toISOString();
    const quiet = { matchers: [`dataset="${name}"`], endsAt, comment: 'known' };
    const made = await test.send('on-call', 'POST', '/api/v1/silences', quiet);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    await plan();
    expect((await rowsOf(id)).map(({ receiver }) => receiver)).toEqual(['hook']);
    await test.send('on-call', 'POST', `/api/v1/silences/${(made.body as { id: string }).id}/expire`, {});
    await plan();
    expect((await rowsOf(id)).map(({ receiver }) => receiver)).toEqual(['hook', 'mail']);
  });

  it('is left alone by warnings and by receivers that are only asked to wait', async () => {
    await route();
    answer = (response) => response.writeHead(429, { 'retry-after': '600' }).end();
    await post(newName());
    startWorker();
    await until('it waits', async () => (await health())?.state === 'open');
    await inTroubleFor(60);
    expect(await plan()).toBe(0);
  });
});

describe('a dead letter', () => {
  const deadLetters = async () =>
    (await test.send('viewer', 'GET', '/api/v1/notifications?state=dead&receiver=hook')).body as NotificationPage;

  async function kill(name = newName()): Promise<{ incident: string; letter: string; name: string }> {
    await route();
    answer = (response) => response.writeHead(404).end('no such hook');
    const incident = await post(name);
    if (workers.length === 0) startWorker();
    workers[0]?.wake();
    await until('it is dead', async () => (await rowsOf(incident)).some(({ state }) => state === 'dead'));
    answer = accept;
    return { incident, letter: `ntf_${(await rowsOf(incident))[0]?.id}`, name };
  }
  const replay = (letter: string) => test.send('on-call', 'POST', `/api/v1/notifications/${letter}/replay`, {});

  it('is listed with what it was about, where it should have gone and why it did not', async () => {
    const { incident, letter } = await kill();
    const { items, total } = await deadLetters();
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      ...{ id: letter, incident, receiver: 'hook', channel: 'webhook', recipient: new URL(http.url).host },
      lastError: expect.stringContaining('no such hook'),
      sentence: expect.stringContaining('row_count is 1'),
    });
    expect(JSON.stringify(items)).not.toContain('geheim');
  });

  it('that is replayed is told as things stand, leaves the list, and stands in the audit', async () => {
    const { incident, letter } = await kill();
    const { status, body } = await replay(letter);
    expect([status, body]).toEqual([201, { id: expect.stringMatching(/^ntf_\d+$/) }]);
    workers[0]?.wake();
    await until('it is told', async () => (await rowsOf(incident))[1]?.state === 'delivered');
    expect((await rowsOf(incident))[1]).toMatchObject({ replay_of: Number(letter.slice(4)), kind: 'opened' });
    expect((await deadLetters()).total).toBe(0);
    const [entry] = await test.receive
      .pool`select actor, object from audit_entry where action = 'notification.replayed' order by id desc limit 1`;
    expect(entry).toMatchObject({ actor: 'key:on-call', object: letter });
  });

  it('of an incident that is over by now says both in one message', async () => {
    const { incident, letter, name } = await kill();
    await post(name, 2000);
    await replay(letter);
    workers[0]?.wake();
    await until('it is told', async () => (await rowsOf(incident)).at(-1)?.state === 'delivered');
    expect((await rowsOf(incident)).at(-1)).toMatchObject({ kind: 'opened+resolved' });
  });

  it('is replayed once: a second time is refused with what became of the first', async () => {
    const { letter } = await kill();
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const answers = await Promise.all([replay(letter), replay(letter), replay(letter)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409)?.body as unknown as { detail: string };
    expect(refused.detail).toMatch(/was replayed as ntf_\d+, which is pending/);
  });

  it('that is none, or that nobody knows, is refused', async () => {
    await route();
    const id = await post(newName());
    const alive = `ntf_${(await rowsOf(id))[0]?.id}`;
    expect(await replay(alive)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('only a dead letter') },
    });
    for (const wrong of ['ntf_999999999', 'ntf_x', '7']) expect((await replay(wrong)).status).toBe(404);
  });

  it('is replayed with the others of its receiver in one go', async () => {
    const letters = [await kill(), await kill(), await kill()];
    const { body } = await test.send('on-call', 'POST', '/api/v1/receivers/hook/replay', {});
    expect((body as ReplayedAllShape).replayed).toHaveLength(3);
    workers[0]?.wake();
    for (const { incident } of letters)
      await until('it is told', async () => (await rowsOf(incident)).at(-1)?.state === 'delivered');
    expect((await test.send('on-call', 'POST', '/api/v1/receivers/hook/replay', {})).body).toEqual({
      replayed: [],
      refused: [],
    });
  });
});

describe('the list of receivers', () => {
  const receivers = async () => (await test.send('viewer', 'GET', '/api/v1/receivers')).body as ReceiverList;

  it('shows each channel with its place, masked, its state, what waits and what is dead', async () => {
    await breakIt();
    await post(newName());
    const list = await receivers();
    expect(list).toMatchObject({ mayTest: false, mayReplay: false });
    expect(list.items).toMatchObject([
      {
        ...{ name: 'hook', fallback: 'mail', sendResolved: true },
        channels: [
          {
            ...{
              kind: 'webhook',
              place: new URL(http.url).host,
              state: 'open',
              consecutiveFailures: 5,
              pending: 2,
              dead: 0,
            },
            ...{ openSince: expect.any(String), retryAt: expect.any(String), lastSuccessAt: null },
            lastError: expect.stringContaining('503'),
          },
        ],
      },
      { name: 'mail', fallback: null, channels: [{ kind: 'email', place: 'duty@example.org', state: 'ok' }] },
    ]);
    expect(JSON.stringify(list)).not.toContain('geheim');
  });
});

describe('a test of a receiver', () => {
  const tryIt = (name: string) => test.send('on-call', 'POST', `/api/v1/receivers/${name}/test`, {});

  it('sends a message marked TEST to each channel now, with no incident, and is audited', async () => {
    await route(`route: { receiver: both }
receivers: [{ name: both, email: [{ to: duty@example.org }], webhook: [{ url: '${http.url}/hook' }] }]\n`);
    const before = await test.receive.pool`select count(*)::int as n from notification`;
    const { status, body } = await tryIt('both');
    expect([status, body]).toEqual([
      200,
      {
        receiver: 'both',
        channels: [
          { kind: 'email', place: 'duty@example.org', status: 'delivered', reason: null },
          { kind: 'webhook', place: new URL(http.url).host, status: 'delivered', reason: null },
        ],
      },
    ]);
    expect(smtp.mails[0]?.mail.subject).toContain('TEST');
    expect(JSON.parse(http.requests[0]?.body ?? '')).toMatchObject({ type: 'test' });
    expect(await test.receive.pool`select count(*)::int as n from notification`).toEqual(before);
    const [entry] = await test.receive
      .pool`select object from audit_entry where action = 'receiver.tested' order by id desc limit 1`;
    expect(entry).toEqual({ object: 'receiver/both' });
  });

  it('and replaying all of one want a receiver that there is: a slip is told, with the name that was meant', async () => {
    await route();
    for (const what of ['test', 'replay']) {
      const { status, body } = await test.send('admin', 'POST', `/api/v1/receivers/hok/${what}`, {});
      expect(status).toBe(404);
      expect((body as { detail: string }).detail).toContain('did you mean "hook"?');
    }
  });

  it('says of each channel why it failed, and does not count it as a failure', async () => {
    await route();
    answer = (response) => response.writeHead(401).end('who are you?');
    const { channels: tried } = (await tryIt('hook')).body as unknown as ReceiverTest;
    expect(tried).toMatchObject([{ status: 'failed', reason: expect.stringContaining('401: who are you?') }]);
    expect(await health()).toMatchObject({ state: 'closed', consecutive_failures: 0 });
  });

  it('that arrives ends the trouble: what was waiting goes at once', async () => {
    const id = await breakIt();
    answer = accept;
    expect((await tryIt('hook')).status).toBe(200);
    expect(await health()).toMatchObject({ state: 'closed' });
    workers[0]?.wake();
    await until('it is told', async () => (await rowsOf(id))[0]?.state === 'delivered');
  });

  it('of a name that nobody has says which one was meant', async () => {
    await route();
    expect(await tryIt('hok')).toMatchObject({
      status: 404,
      body: { detail: 'There is no receiver "hok"; did you mean "hook"?' },
    });
  });
});
