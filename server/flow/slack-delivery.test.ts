import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, ReceiverChannel } from '../../alerts/index.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { Pace } from '../channels/pacer.ts';
import { createSlackChannel } from '../channels/index.ts';
import { startLocalSlack, type LocalSlack } from '../channels/testing/local-slack.ts';
import { startDeliveryWorker, type DeliveryWorker } from './deliver-notifications.ts';

const suite = `suite: all
dataset: { namespace: shop, name: '*' }
owner: team-payments
expect:
  - row_count: { between: [1000, 50000] }
`;
const places = Array.from(
  { length: 20 },
  (_, index) => [`#c${index}`, `C00000${String(index).padStart(2, '0')}`] as const,
);

let test: TestApp;
let slack: LocalSlack;
const workers: DeliveryWorker[] = [];

beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(suite);
  slack = await startLocalSlack(Object.fromEntries(places));
});
beforeEach(async () => {
  slack.calls.length = 0;
  slack.posts.length = 0;
  slack.trouble = null;
  early.length = 0;
  await test.receive.pool`update notification set state = 'cancelled' where state in ('pending', 'sending')`;
  await test.receive.pool`delete from receiver_health`;
});
afterEach(async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))));
afterAll(async () => {
  await slack.close();
  await test.drop();
});

const hurried = { post: { everyMs: 1, burst: 100 }, update: { everyMs: 1, burst: 1000 } };

/** Messages that were sent to a channel after its process was told to leave it alone, and before that was over. */
const early: string[] = [];
function watched(channel: Channel): Channel {
  const pausedUntil = new Map<string, number>();
  const send: Channel['send'] = async (message, to, options) => {
    const place = to.kind === 'slack' ? to.channel : '';
    const began = Date.now();
    const paused = (pausedUntil.get(place) ?? 0) > began;
    const delivery = await channel.send(message, to, options);
    if (paused && delivery.status !== 'later') early.push(`${message.incidentId} to ${place}`);
    // Clocks are read in whole milliseconds.
    if (delivery.status === 'retry' && delivery.rateLimited)
      pausedUntil.set(place, Date.now() + (delivery.retryAfterSeconds ?? 0) * 1000 - 5);
    return delivery;
  };
  return { ...channel, send };
}

/** A process that delivers: its channel paces for itself, as two machines would. */
function startWorker(paces: { post: Pace; update: Pace } = hurried) {
  const channel = createSlackChannel({ apiUrl: slack.apiUrl, token: slack.token, timeoutMs: 5000, paces });
  const channels = new Map<ReceiverChannel['kind'], Channel>([['slack', watched(channel as Channel)]]);
  const worker = startDeliveryWorker({
    ...test.receive,
    channels,
    clock: () => new Date(),
    log: { warn: () => undefined, error: () => undefined },
    random: () => 0,
    leaseSeconds: 30,
  });
  workers.push(worker);
  return worker;
}

async function until(what: string, holds: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Routes each dataset to the channel that its name ends with: d7-3 to #c3. */
async function routeByName(count: number): Promise<void> {
  const names = places.slice(0, count).map(([name]) => name.slice(1));
  const routes = names.map((name) => `    - { receiver: ${name}, matchers: ['dataset=~".*-${name}"'] }`);
  const receivers = names.map((name) => `  - { name: ${name}, slack: [{ channel: '#${name}' }] }`);
  const yaml = `route:\n  receiver: nobody\n  group_wait: 0s\n  group_interval: 1s\n  routes:\n${routes.join('\n')}\nreceivers:\n  - { name: nobody }\n${receivers.join('\n')}\n`;
  const { status, body } = await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
  expect(status, JSON.stringify(body)).toBe(200);
}

let serial = 0;
async function post(name: string, rowCount: number): Promise<string> {
  test.at(new Date().toISOString());
  const answer = await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, columnMetrics: {} }));
  return answer.incidents[0]?.id ?? '';
}
const left = async () => {
  const [row] = await test.receive.pool<{ n: number }[]>`
    select count(*)::int as n from notification where state in ('pending', 'sending')`;
  return row?.n ?? -1;
};

describe('an incident in a Slack channel', () => {
  it('is one message there from opening to end, kept up to date by whichever process comes next', async () => {
    await routeByName(1);
    const name = `d${++serial}-c0`;
    const id = await post(name, 1);
    startWorker();
    await until('it is told', async () => slack.parents().length === 1 && (await left()) === 0);
    const rows = await test.receive.pool<{ reference: { ts: string } }[]>`
      select reference from channel_message where incident_id = ${Number(id.slice(4))}`;
    expect(rows.map(({ reference }) => reference)).toEqual([{ channel: 'C0000000', ts: slack.parents()[0]?.ts }]);
    await workers.splice(0)[0]?.stop();
    await post(name, 2000);
    startWorker();
    await until('its end is told', async () => slack.posts.length === 2 && (await left()) === 0);
    expect(slack.parents()).toMatchObject([{ updates: 1, text: expect.stringContaining('[Resolved]') }]);
    expect(slack.posts[1]).toMatchObject({ threadTs: slack.parents()[0]?.ts, broadcast: true });
  });

  it('is one message over many lives of random length, whatever Slack loses on the way', async () => {
    await routeByName(4);
    startWorker();
    startWorker();
    let random = 7;
    const chance = () => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;
    slack.trouble = (_call, response) => {
      const luck = chance();
      if (luck < 0.05) return 'accept-then-reset';
      if (luck < 0.1) return (response.writeHead(500).end(), 'handled');
      return undefined;
    };
    const incidents = new Set<string>();
    const lives = Array.from({ length: 60 }, async (_, index) => {
      const name = `life${++serial}-c${index % 4}`;
      for (let turn = 0; turn < 2; turn += 1) {
        incidents.add(await post(name, 1 + Math.floor(chance() * 20)));
        if (chance() < 0.5) await post(name, 3);
        if (chance() < 0.7) await post(name, 2000);
      }
    });
    await Promise.all(lives);
    workers.forEach((worker) => worker.wake());
    // Five failures in a row open a breaker; nobody here waits half a minute for its probe.
    await until(
      'everything is told',
      async () => {
        await test.receive.pool`update receiver_health set probe_at = now() where probe_at > now()`;
        await test.receive.pool`update notification set due_at = now() where state = 'pending' and due_at > now()`;
        return (await left()) === 0;
      },
      60_000,
    );
    const parentsOf = new Map<string, number>();
    for (const { metadata } of slack.parents()) {
      const of = metadata?.event_payload['incident_id'] ?? '';
      parentsOf.set(of, (parentsOf.get(of) ?? 0) + 1);
    }
    expect([...parentsOf.keys()].sort()).toEqual([...incidents].sort());
    expect([...parentsOf].filter(([, count]) => count !== 1)).toEqual([]);
    expect(incidents.size).toBeGreaterThan(60);
  }, 120_000);
});

describe('a storm of 240 incidents over 20 channels that take few', () => {
  // A tenth of the real time: Slack takes one message per 100 ms in a channel, three at once after a rest.
  const everyMs = 100;

  /** Slack's side: counts for itself, and answers 429 with Retry-After to what comes too fast. */
  function limited() {
    const fullAt = new Map<string, number>();
    let refusals = 0;
    slack.trouble = (call, response) => {
      const channel = String(call.form['channel']);
      const at = Math.max(call.at, fullAt.get(channel) ?? 0);
      if (at - call.at > everyMs * 4) {
        refusals += 1;
        response.writeHead(429, { 'retry-after': '1' }).end();
        return 'handled';
      }
      fullAt.set(channel, at + everyMs);
      return undefined;
    };
    return { refusals: () => refusals };
  }

  async function storm(): Promise<string[]> {
    await routeByName(20);
    const names = Array.from({ length: 240 }, (_, index) => `storm${++serial}-c${index % 20}`);
    const ids: string[] = [];
    for (let first = 0; first < names.length; first += 40)
      ids.push(...(await Promise.all(names.slice(first, first + 40).map((name) => post(name, 1)))));
    return ids;
  }
  const toldOf = () => slack.parents().map(({ metadata }) => metadata?.event_payload['incident_id']);

  it('is told completely at the pace that Slack allows, without one refusal', async () => {
    const { refusals } = limited();
    const ids = await storm();
    startWorker({ post: { everyMs, burst: 3 }, update: { everyMs: 1, burst: 1000 } });
    await until('all of it is told', async () => (await left()) === 0, 60_000);
    expect(toldOf().sort()).toEqual([...ids].sort());
    expect(refusals()).toBe(0);
    const [row] = await test.receive.pool<{ most: number }[]>`
      select max(attempts) as most from notification where state = 'delivered' and incident_id = any(${ids.map((id) => Number(id.slice(4)))})`;
    expect(row?.most).toBe(1);
  }, 120_000);

  it('that Slack refuses every third of loses nothing, and nothing is sent before Retry-After is over', async () => {
    const asked = new Map<string, number>();
    let refusals = 0;
    slack.trouble = (call, response) => {
      const channel = String(call.form['channel']);
      asked.set(channel, (asked.get(channel) ?? 0) + 1);
      if ((asked.get(channel) ?? 0) % 3 !== 0) return undefined;
      refusals += 1;
      response.writeHead(429, { 'retry-after': '1' }).end();
      return 'handled';
    };
    const ids = await storm();
    startWorker();
    await until('all of it is told', async () => (await left()) === 0, 90_000);
    expect(toldOf().sort()).toEqual([...ids].sort());
    expect(refusals).toBeGreaterThan(20);
    expect(early).toEqual([]);
    const health = await test.receive.pool`select 1 from receiver_health where opened_at is not null`;
    expect(health).toHaveLength(0);
  }, 150_000);

  it('in one channel holds the others up in nothing', async () => {
    await routeByName(2);
    slack.trouble = (call, response) =>
      call.form['channel'] === '#c0' ? (response.writeHead(429, { 'retry-after': '600' }).end(), 'handled') : undefined;
    for (let index = 0; index < 15; index += 1) await post(`held${++serial}-c0`, 1);
    startWorker();
    await until('the first was refused', () => slack.calls.length > 0);
    const id = await post(`free${++serial}-c1`, 1);
    workers[0]?.wake();
    await until('the other channel has it', () => toldOf().includes(id));
    const [row] = await test.receive.pool<{ soonest: number; untried: number }[]>`
      select min(extract(epoch from due_at - now()))::float8 as soonest,
        count(*) filter (where attempts = 0)::int as untried from notification where state = 'pending' and receiver = 'c0'`;
    await until(
      'nobody is sending',
      async () => (await test.receive.pool`select 1 from notification where state = 'sending'`).length === 0,
    );
    expect(row?.soonest).toBeGreaterThan(500);
  });
});
