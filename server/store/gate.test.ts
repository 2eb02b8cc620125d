import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import { findJudged, findJudgedOutputs, type GateQuestion } from './gate.ts';
import type { Sql } from './sql.ts';

let test: TestApp;
const run = { id: 'r1', job: { namespace: 'shop', name: 'load' } };
beforeAll(async () => {
  test = await createTestApp();
  const { pool } = test.receive;
  await test.post(orders({ run }));
  // Many datasets, and one with a long history.
  await pool`
    insert into dataset (namespace_id, name, slug)
    select namespace_id, 'd' || n, 'd' || n from dataset, generate_series(1, 3000) n where name = 'public.orders'`;
  await pool`
    with made as (
      insert into profile (dataset_id, segment, received_at, effective_at, layout_id, metric_values, verdict, document)
      select d.id, '', t.at, t.at, p.layout_id, p.metric_values, 'pass', '{}' from profile p, dataset d,
        lateral (select timestamptz '2026-10-01Z' - make_interval(hours => n) as at
          from generate_series(1, case when d.name = 'd1' then 3000 else 2 end) n) t
      returning id)
    insert into judgement (profile_id, judged_at, verdict, gate, answer)
    select id, now(), 'pass', 'allow', '{"results":[]}' from made`;
  await pool`
    insert into gate_override (dataset_id, reason, ends_at, requested_by, requester_id, requested_at)
    select id, 'x', now(), 'a', 'user:1', now() from dataset`;
  await pool`analyze`;
});
afterAll(() => test.drop());

/** The database that answers every question with its plan for it. */
const explaining = (real: Sql): Sql =>
  ((strings: TemplateStringsArray, ...values: never[]) => {
    const query = real(strings, ...values);
    // Only what is waited for is run; fragments are not.
    const plan = () => real`explain (format json) ${query}`;
    void Object.defineProperty(query, 'then', { value: (done: never, failed: never) => plan().then(done, failed) });
    return query;
  }) as never;

/** Every relation that a plan reads from end to end. */
function readWhole(plan: unknown): string[] {
  const node = plan as { 'Node Type'?: string; 'Relation Name'?: string; Plans?: unknown[] };
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(readWhole)];
}

const any: GateQuestion = { profileId: null, run: null, intervalStart: null, intervalEnd: null };
const dataset = { namespace: 'shop', name: 'd1' };
const now = new Date();

it.each<[string, (sql: Sql) => Promise<unknown>]>([
  ['the newest profile', (sql) => findJudged(sql, dataset, any, now)],
  ['one profile', (sql) => findJudged(sql, dataset, { ...any, profileId: 7 }, now)],
  ['an interval', (sql) => findJudged(sql, dataset, { ...any, intervalStart: now, intervalEnd: now }, now)],
  ['a run', (sql) => findJudged(sql, dataset, { ...any, run }, now)],
  ['the outputs of a run', (sql) => findJudgedOutputs(sql, 1, any, now)],
])('a gate that is asked of %s reads no dataset, profile, judgement or override but its own', async (_, ask) => {
  const answer = await ask(explaining(test.receive.pool));
  const [row] = [answer].flat() as { 'QUERY PLAN': { Plan: unknown }[] }[];
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  expect(JSON.stringify(plan)).toContain('"Relation Name":"judgement"');
  const whole = readWhole(plan);
  for (const table of ['dataset', 'profile', 'judgement', 'gate_override']) expect(whole).not.toContain(table);
});
