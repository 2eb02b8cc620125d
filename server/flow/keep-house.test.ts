import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import { deleteStale } from '../store/housekeeping.ts';
import { createReceiveContext } from './receive-context.ts';
import { doJobs, tick } from './watch-clock.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const dayMs = 86_400_000;
const start = Date.parse('2025-01-01T08:00:00Z');
const dayAt = (n: number) => new Date(start + n * dayMs);

async function keepHouse() {
  const { pool, clock: now, publicUrl, routeDefaults, onNotification } = test.receive;
  const faults: unknown[] = [];
  const fail = (fields: object) => void faults.push(fields);
  const receive = createReceiveContext({ pool, clock: now, publicUrl, routeDefaults, onNotification });
  const log = { warn: fail, error: fail };
  const clock = { receive, now: async () => now(), log, leaseSeconds: 30, lostAfterSeconds: 86_400 };
  await tick(clock);
  await doJobs(clock);
  expect(faults).toEqual([]);
}

async function postResults(suite: string, n: number) {
  test.at(dayAt(n).toISOString());
  const document = {
    tool: 'mine',
    suite,
    judgedAt: dayAt(n).toISOString(),
    results: [{ check: 'a', outcome: 'pass' }],
  };
  const body = { document, dataset: { namespace: 'shop', name: 'public.orders' } };
  const { status } = await test.send('ingest', 'POST', '/api/v1/results', body);
  expect(status).toBe(201);
}

describe('housekeeping', () => {
  it('keeps results of other tools for 400 days, and the newest of each suite for ever', async () => {
    for (const n of [0, 1, 399, 401]) await postResults('living', n);
    for (const n of [0, 2]) await postResults('ended', n);
    test.at(dayAt(401.5).toISOString());
    await keepHouse();
    const left = await test.receive.pool<{ suite: string; at: Date }[]>`
      select suite, received_at as at from external_result order by suite, received_at`;
    expect(left.map(({ suite, at }) => [suite, (at.getTime() - start) / dayMs])).toEqual([
      ['mine:ended', 2],
      ['mine:living', 399],
      ['mine:living', 401],
    ]);
  });

  it('keeps deadlines for 400 days, and older ones while they are awaited or open in an incident', async () => {
    const { pool } = test.receive;
    test.at(dayAt(500).toISOString());
    await test.applySuite('suite: o\ndataset: shop/public.orders\nexpect:\n  - row_count: { at_least: 5 }\n');
    const { incidents } = await test.post(orders({ rowCount: 1 }));
    const number = Number(incidents[0]?.id.slice(4));
    const [dataset] = await pool<{ id: number }[]>`select id from dataset where name = 'public.orders'`;
    const id = dataset?.id ?? 0;
    const keep = (key: string, n: number, state: string, incident: number | null = null) => pool`
      insert into arrival_period (dataset_id, key, due_at, state, incident_id)
      values (${id}, ${key}, ${dayAt(n)}, ${state}, ${incident})`;
    await pool`
      insert into arrival_watch (dataset_id, key, rule, since, due_at)
      values (${id}, 'behind', '{}', ${dayAt(0)}, ${dayAt(50)})`;
    await keep('arrival.by', 98, 'met');
    await keep('arrival.by', 99, 'missing');
    await keep('arrival.by', 97, 'missing', number);
    await keep('arrival.by', 101, 'late');
    await keep('behind', 49, 'met');
    await keep('behind', 51, 'met');
    const left = async () => {
      const rows = await pool<{ key: string; due: Date }[]>`
        select key, due_at as due from arrival_period order by key, due_at`;
      return rows.map(({ key, due }) => `${key} ${(due.getTime() - start) / dayMs}`);
    };
    await deleteStale(pool, dayAt(500), 2_000);
    expect(await left()).toEqual(['arrival.by 97', 'arrival.by 101', 'behind 51']);
    await pool`update incident set state = 'resolved', resolved_at = now() where id = ${number}`;
    await deleteStale(pool, dayAt(500), 2_000);
    expect(await left()).toEqual(['arrival.by 101', 'behind 51']);
  });

  it('does it in bites, so that no hour of it takes long', async () => {
    const { pool } = test.receive;
    await pool`
      insert into arrival_period (dataset_id, key, due_at, state)
      select d.id, 'many', ${dayAt(0)} + n * interval '1 minute', 'met'
      from dataset d, generate_series(1, 25) n where d.name = 'public.orders'`;
    const count = async () =>
      (await pool<{ n: number }[]>`select count(*)::int as n from arrival_period where key = 'many'`)[0]?.n;
    await deleteStale(pool, dayAt(500), 10);
    expect(await count()).toBe(15);
    await deleteStale(pool, dayAt(500), 10);
    await deleteStale(pool, dayAt(500), 10);
    expect(await count()).toBe(0);
  });
});
