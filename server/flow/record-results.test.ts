import { placeOf } from '../../alerts/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../alerts/index.ts';
import { ensureDatasets, findDatasetIds } from '../store/datasets.ts';
import { findIncident, listFailures, listIncidentEvents, listNotifications } from '../store/incident-reads.ts';
import { findOpenIncident } from '../store/runs.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';
import { recordResults, type Recorded } from './record-results.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  const yaml = 'route: { receiver: team }\nreceivers: [{ name: team, email: [{ to: team@example.org }] }]\n';
  await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
});
afterAll(() => test.drop());

const failure = (expectation: string, more: Partial<Failure> = {}): Failure => ({
  expectation,
  kind: 'mean',
  column: expectation,
  outcome: 'fail',
  severity: 'error',
  observed: 99,
  expected: { low: 10, high: 90 },
  unit: null,
  reason: 'mean 99 is above 90',
  since: '2026-01-01T00:00:00.000Z',
  healedAt: null,
  ...more,
});

let serial = 0;
/** Judgements of one new dataset, a minute apart. */
async function subject() {
  const name = `s${++serial}`;
  const { pool } = test.receive;
  await ensureDatasets(pool, [{ namespace: 'shop', name }]);
  const id = [...(await findDatasetIds(pool, [{ namespace: 'shop', name }])).values()][0] ?? 0;
  let minute = 0;
  const record = (outcome: Partial<Recorded>, work: (sql: Sql) => Promise<void> = async () => {}) =>
    inTransaction(pool, async (sql) => {
      const rules = await test.receive.rules.current(sql);
      const now = new Date(Date.UTC(2026, 10, 23, 9, ++minute));
      const recorded: Recorded = {
        subject: { kind: 'dataset', namespace: 'shop', name },
        datasetId: id,
        jobId: null,
        openIncident: await findOpenIncident(sql, { datasetId: id }),
        failing: [],
        passing: [],
        undecided: [],
        metrics: new Map((outcome.failing ?? []).map(({ expectation }) => [expectation, `${expectation}.mean`])),
        profileId: null,
        owner: null,
        labels: {},
        runbook: null,
        ...outcome,
      };
      const relations = await recordResults({ ...test.receive, sql, rules }, recorded, now);
      await work(sql);
      return relations;
    });
  return { record };
}
const numberOf = (id: string | undefined) => Number(id?.slice(4) ?? 0);
const timelineOf = async (number: number) =>
  (await listIncidentEvents(test.receive.pool, number)).map(({ kind }) => kind);
const messagesOf = async (number: number) =>
  (await listNotifications(test.receive.pool, { incident: number, limit: 50 })).map(
    ({ kind, state }) => `${kind} ${state}`,
  );

describe('recording what was judged', () => {
  it('opens nothing for what passes, is undecided or is told as info only', async () => {
    const { record } = await subject();
    expect(await record({ passing: ['a'], undecided: ['b'] })).toEqual([]);
    expect(await record({ failing: [failure('a', { severity: 'info' })] })).toEqual([]);
  });

  it('opens, joins, worsens, heals one by one and resolves, and writes each down', async () => {
    const { record } = await subject();
    const [first] = await record({ failing: [failure('a', { severity: 'warn', outcome: 'warn' })] });
    const number = numberOf(first?.id);
    expect(first).toMatchObject({ relation: 'opened', state: 'open', url: `http://localhost:8080/i/INC-${number}` });
    const relation = async (outcome: Partial<Recorded>) => (await record(outcome))[0]?.relation;
    expect(
      await relation({
        failing: [failure('a', { severity: 'warn', outcome: 'warn' }), failure('b', { severity: 'warn' })],
      }),
    ).toBe('joined');
    expect(
      await relation({ failing: [failure('a', { severity: 'critical' }), failure('b', { severity: 'warn' })] }),
    ).toBe('continued');
    expect(await findIncident(test.receive.pool, number)).toMatchObject({ severity: 'critical', occurrenceCount: 3 });
    expect(await relation({ passing: ['a'], undecided: ['b'] })).toBe('continued');
    expect(await findIncident(test.receive.pool, number)).toMatchObject({ severity: 'warn', state: 'open' });
    expect(await relation({ undecided: ['a', 'b'] })).toBe('continued');
    expect(await relation({ passing: ['b'], undecided: ['a'] })).toBe('resolved');
    expect((await timelineOf(number)).filter((kind) => kind !== 'routed')).toEqual([
      'opened',
      'joined',
      'worsened',
      'healed',
      'healed',
      'resolved',
    ]);
  });

  it('keeps since when each failure stands, also over a relapse', async () => {
    const { record } = await subject();
    const [opened] = await record({ failing: [failure('a'), failure('b')] });
    const number = numberOf(opened?.id);
    await record({ failing: [failure('a', { observed: 120 })], passing: ['b'] });
    await record({ failing: [failure('a'), failure('b')] });
    const rows = await listFailures(test.receive.pool, number);
    const since = Object.fromEntries(rows.map(({ facts }) => [facts.expectation, facts.since]));
    expect(since).toEqual({ a: '2026-11-23T09:01:00.000Z', b: '2026-11-23T09:03:00.000Z' });
  });

  it('takes everything back when its transaction fails: no incident, no timeline, no message, no audit', async () => {
    const { record } = await subject();
    const { pool } = test.receive;
    const counts = async () =>
      pool`select (select count(*) from incident) as i, (select count(*) from incident_event) as e,
        (select count(*) from notification) as n, (select count(*) from audit_entry) as a, (select count(*) from decision) as d`;
    const before = await counts();
    const broken = record({ failing: [failure('a')] }, async (sql) => void (await sql`select 1 / 0`));
    await expect(broken).rejects.toThrow(/division by zero/);
    expect(await counts()).toEqual(before);
  });

  it('plans one message for the opening, says both in it when it resolves while that waits', async () => {
    const { record } = await subject();
    const [opened] = await record({ failing: [failure('a')] });
    const number = numberOf(opened?.id);
    expect(await messagesOf(number)).toEqual(['opened pending']);
    await record({ failing: [failure('a'), failure('b')] });
    expect(await messagesOf(number)).toEqual(['opened pending']);
    await record({ passing: ['a', 'b'] });
    expect(await messagesOf(number)).toEqual(['opened+resolved pending']);
  });

  it('plans a resolve for whoever was told, even when routing leads elsewhere by then', async () => {
    const { record } = await subject();
    const [opened] = await record({ failing: [failure('a')] });
    const number = numberOf(opened?.id);
    await test.receive
      .pool`update notification set state = 'delivered', delivered_at = now() where incident_id = ${number}`;
    const other = 'route: { receiver: other }\nreceivers: [{ name: other, email: [{ to: other@example.org }] }]\n';
    await test.send('admin', 'PUT', '/api/v1/routing', { yaml: other });
    await record({ passing: ['a'] });
    const rows = await listNotifications(test.receive.pool, { incident: number, limit: 50 });
    expect(rows.map(({ kind, channel }) => [kind, placeOf(channel)])).toEqual([
      ['opened', 'team@example.org'],
      ['resolved', 'team@example.org'],
    ]);
  });

  it('says why nobody is told when no routing was ever applied', async () => {
    const bare = await createTestApp();
    const yaml = "suite: s\ndataset: { namespace: shop, name: '*' }\nexpect:\n  - row_count: { between: [5, 9] }\n";
    await bare.applySuite(yaml);
    await bare.post({ dataset: { namespace: 'shop', name: 'x' }, rowCount: 1 });
    const rows = await bare.receive.pool`select action, reason from decision`;
    await bare.drop();
    expect([...rows]).toEqual([{ action: 'none', reason: 'no routing was ever applied' }]);
  });
});
