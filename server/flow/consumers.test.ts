import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentFacts, NotificationKind } from '../../alerts/index.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import type { SilencePreview } from '../api/shapes/silences.ts';

let test: TestApp;
const hook = (name: string) => `  - { name: ${name}, webhook: [{ url: 'https://hooks.example.org/${name}' }] }\n`;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(`suite: shared
dataset: { namespace: shop, name: '*' }
owner: team-orders
consumers:
  finance-pack: {}
  ads: { owner: growth }
expect:
  - row_count: { at_least: 1000 }
  - consumer: finance-pack
    column: amount
    mean: { at_most: 50 }
  - consumer: ads
    bytes: { at_least: 5 }
`);
  const yaml = `route:
  receiver: producer
  routes:
    - { receiver: finance, matchers: ['consumer="finance-pack"'] }
    - { receiver: growth, matchers: ['owner="growth"'] }
receivers:
${hook('producer')}${hook('finance')}${hook('growth')}`;
  const { status, body } = await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
  expect(status, JSON.stringify(body)).toBe(200);
});
afterAll(() => test.drop());

const good = { rowCount: 10_000, mean: 20, bytes: 9 };
const post = (name: string, more: Partial<typeof good> = {}) => {
  const { rowCount, mean, bytes } = { ...good, ...more };
  const amount = { type: 'number' as const, nullCount: 0, min: 1, max: 99, mean };
  return test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, bytes, columnMetrics: { amount } }));
};
/** What is in the outbox about a dataset's incidents: receiver, kind, the expectations that it tells of. */
const told = async (name: string) => {
  const rows = await test.receive.pool<{ receiver: string; kind: NotificationKind; facts: IncidentFacts }[]>`
    select n.receiver, n.kind, n.facts from notification n join incident i on i.id = n.incident_id
    join dataset d on d.id = i.dataset_id where d.name = ${name} and n.state <> 'cancelled' order by n.id`;
  return rows.map(({ receiver, kind, facts }) => [receiver, kind, ...facts.failures.map((one) => one.expectation)]);
};
const deliverAll = () => test.receive.pool`update notification set state = 'delivered', delivered_at = now()`;

describe('a clause that is breached', () => {
  it.each([
    ['producer', { rowCount: 5 }, 'row_count'],
    ['finance', { mean: 80 }, 'amount.mean'],
    ['growth', { bytes: 1 }, 'bytes'],
  ])('alone is told to %s alone, and so is its end', async (receiver, breach, expectation) => {
    const name = `only-${receiver}`;
    await post(name, breach);
    expect(await told(name)).toEqual([[receiver, 'opened', expectation]]);
    await deliverAll();
    await post(name);
    expect((await told(name)).at(-1)).toEqual([receiver, 'resolved', expectation]);
    expect(await told(name)).toHaveLength(2);
  });

  it('together with others is one incident, of which each hears his part', async () => {
    const answer = await post('all', { rowCount: 5, mean: 80, bytes: 1 });
    expect(answer.incidents).toHaveLength(1);
    expect(await told('all')).toEqual([
      ['producer', 'opened', 'row_count'],
      ['finance', 'opened', 'amount.mean'],
      ['growth', 'opened', 'bytes'],
    ]);
    await deliverAll();
    await post('all', { rowCount: 5 });
    expect((await told('all')).slice(3)).toEqual([
      ['finance', 'resolved', 'amount.mean'],
      ['growth', 'resolved', 'bytes'],
    ]);
    const id = answer.incidents[0]?.id ?? '';
    const { body } = await test.send('viewer', 'GET', `/api/v1/incidents/${id}`);
    const { state, failures } = body as IncidentDetail;
    expect([state, failures.map(({ consumer, owner }) => [consumer, owner])]).toEqual([
      'open',
      [
        [undefined, undefined],
        ['finance-pack', undefined],
        ['ads', 'growth'],
      ],
    ]);
  });

  it('that somebody closes by hand is told as over to all who heard of it', async () => {
    const answer = await post('closed', { rowCount: 5, mean: 80 });
    await deliverAll();
    await test.send('on-call', 'POST', `/api/v1/incidents/${answer.incidents[0]?.id}/resolve`, {});
    expect((await told('closed')).slice(2)).toEqual([
      ['producer', 'resolved', 'row_count'],
      ['finance', 'resolved', 'amount.mean'],
    ]);
  });

  it('is kept quiet for its consumer alone by a silence about him', async () => {
    const matchers = ['consumer="finance-pack"', 'dataset="quiet"'];
    const silence = { matchers, endsAt: '2026-11-23T10:00:00Z', comment: 'known' };
    await test.send('on-call', 'POST', '/api/v1/silences', silence);
    await post('quiet', { rowCount: 5, mean: 80 });
    const rows = await test.receive.pool<{ receiver: string; due_at: Date }[]>`
      select n.receiver, n.due_at from notification n join incident i on i.id = n.incident_id
      join dataset d on d.id = i.dataset_id where d.name = 'quiet' order by n.id`;
    expect(rows.map(({ receiver, due_at: due }) => [receiver, due.toISOString()])).toEqual([
      ['producer', '2026-11-23T08:00:30.000Z'],
      ['finance', '2026-11-23T10:00:00.000Z'],
    ]);
    const { body } = await test.send('on-call', 'POST', '/api/v1/silences/preview', { matchers });
    expect((body as SilencePreview).total).toBe(1);
  });

  it('by a consumer that no route names is told to nobody, and the decision says so', async () => {
    await test.applySuite(`suite: unrouted
dataset: { namespace: shop, name: unrouted }
expect: [{ consumer: lab, row_count: { at_least: 1000 } }]
`);
    await test.send('editor', 'PUT', '/api/v1/suites/shared', {
      yaml: 'suite: shared\ndataset: { namespace: shop, name: nothing }\nexpect: [{ row_count: { at_least: 1 } }]\n',
    });
    await post('unrouted', { rowCount: 5 });
    expect(await told('unrouted')).toEqual([]);
    const reasons = await test.receive.pool<{ reason: string }[]>`
      select c.reason from decision c join incident i on i.id = c.incident_id join dataset d on d.id = i.dataset_id
      where d.name = 'unrouted'`;
    expect(reasons.map(({ reason }) => reason)).toContain(
      'no route names the consumer lab: nobody hears of its clauses',
    );
  });
});
