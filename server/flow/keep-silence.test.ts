import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../alerts/index.ts';
import { createWebhookChannel } from '../channels/index.ts';
import { startLocalHttp } from '../channels/testing/local-http.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from '../api/testing.ts';
import type { SilenceShape } from '../api/shapes/silences.ts';
import { startDeliveryWorker, type DeliveryWorker } from './deliver-notifications.ts';

let test: TestApp;
let http: Awaited<ReturnType<typeof startLocalHttp>>;
let webhook: ReturnType<typeof createWebhookChannel>;
const workers: DeliveryWorker[] = [];

beforeAll(async () => {
  test = await createTestApp();
  http = await startLocalHttp((response) => response.writeHead(204).end());
  webhook = createWebhookChannel({ allowedHosts: ['127.0.0.0/8'] });
  await test.applySuite(ordersSuite.replace('public.orders', "'*'"));
  const yaml = `route: { receiver: hook, group_wait: 0s }\nreceivers:\n  - name: hook\n    webhook: [{ url: '${http.url}/hook' }]\n`;
  expect((await test.send('admin', 'PUT', '/api/v1/routing', { yaml })).status).toBe(200);
});
afterEach(async () => void (await Promise.all(workers.splice(0).map((worker) => worker.stop()))));
afterAll(async () => {
  await webhook.close();
  await http.close();
  await test.drop();
});

function startWorker(): DeliveryWorker {
  const worker = startDeliveryWorker({
    pool: test.receive.pool,
    rules: test.receive.rules,
    publicUrl: test.receive.publicUrl,
    channels: new Map([['webhook', webhook as Channel]]),
    clock: () => new Date(),
    log: { warn: () => {}, error: () => {} },
    random: () => 0,
    leaseSeconds: 90,
  });
  workers.push(worker);
  return worker;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const present = () => test.at(new Date().toISOString());
async function post(name: string, rowCount: number): Promise<string> {
  present();
  const answer = await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount }));
  return answer.incidents[0]?.id ?? '';
}
async function silence(name: string, milliseconds: number): Promise<SilenceShape> {
  present();
  const endsAt = new Date(Date.now() + milliseconds).toISOString();
  const body = { matchers: [`dataset="${name}"`], endsAt, comment: 'test' };
  const made = await test.send('on-call', 'POST', '/api/v1/silences', body);
  expect(made.status).toBe(201);
  return made.body;
}
const told = (id: string) =>
  http.requests
    .map(({ body }) => JSON.parse(body) as { type: string; data: { incidentId: string } })
    .filter(({ data }) => data.incidentId === id)
    .map(({ type }) => type);
const heard = (id: string, count: number) => until(`${id} told ${count} times`, async () => told(id).length === count);
/** Sent after everything before it: once this one was told, whatever was due was looked at. */
async function afterEverythingDue(worker: DeliveryWorker): Promise<void> {
  const id = await post(`marker-${Date.now()}`, 1);
  worker.wake();
  await heard(id, 1);
}

describe('what is silenced', () => {
  it('is not sent while others are; ended by hand it is, and a process that starts meanwhile keeps both', async () => {
    const first = startWorker();
    const { id: silenceId } = await silence('quiet', 3600_000);
    const id = await post('quiet', 1);
    await afterEverythingDue(first);
    await first.stop();
    const second = startWorker();
    await afterEverythingDue(second);
    expect(told(id)).toEqual([]);
    present();
    await test.send('on-call', 'POST', `/api/v1/silences/${silenceId}/expire`, {});
    second.wake();
    await heard(id, 1);
    await post('quiet', 10_000);
    second.wake();
    await heard(id, 2);
    expect(told(id)).toEqual(['incident.opened', 'incident.resolved']);
  });

  it('and still open when the silence ends by itself is sent then, and not before', async () => {
    const worker = startWorker();
    const { endsAt } = await silence('passing', 1500);
    const id = await post('passing', 1);
    await afterEverythingDue(worker);
    await heard(id, 1);
    const [row] = await test.receive.pool<{ first_attempt_at: Date }[]>`
      select first_attempt_at from notification where incident_id = ${Number(id.slice(4))}`;
    expect(row?.first_attempt_at.getTime()).toBeGreaterThanOrEqual(Date.parse(endsAt));
  });

  it('by another process after it was planned is held when it falls due', async () => {
    const id = await post('late', 1);
    await test.receive.pool`
      insert into silence (matchers, namespaces, starts_at, ends_at, created_by, comment)
      values (${test.receive.pool.json([{ name: 'dataset', op: '=', value: 'late' }])}, '{*}', now() - interval '1 s',
        now() + interval '1 hour', 'ana', 'test')`;
    await afterEverythingDue(startWorker());
    expect(told(id)).toEqual([]);
    const [decision] = await test.receive.pool<{ action: string; reason: string }[]>`
      select action, reason from decision where incident_id = ${Number(id.slice(4))} order by id desc limit 1`;
    expect(decision).toMatchObject({
      action: 'muted',
      reason: expect.stringMatching(/^muted by S-\d+ until/) as string,
    });
  });

  it('still hears of the end, when the opening was told before', async () => {
    const worker = startWorker();
    const id = await post('known', 1);
    worker.wake();
    await heard(id, 1);
    await silence('known', 3600_000);
    await post('known', 10_000);
    worker.wake();
    await heard(id, 2);
    expect(told(id)).toEqual(['incident.opened', 'incident.resolved']);
  });
});
