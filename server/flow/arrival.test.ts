import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import type { VerdictAnswer } from '../api/shapes/verdict.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { Profile } from '../../checks/index.ts';
import { doJobs, tick, type ClockContext } from './watch-clock.ts';

let test: TestApp;
let clock: ClockContext;
let serial = 0;
beforeAll(async () => {
  test = await createTestApp();
  clock = clockOf(test);
});
afterAll(() => test.drop());

const complaints: unknown[] = [];
function clockOf({ receive }: TestApp): ClockContext {
  const log = { warn: (fields: object) => complaints.push(fields), error: (fields: object) => complaints.push(fields) };
  return { receive, now: async () => receive.clock(), log, leaseSeconds: 30, lostAfterSeconds: 24 * 3600 };
}

/** Moves the clock and lets it tick and do what is due. */
async function at(instant: string): Promise<void> {
  test.at(instant);
  await tick(clock);
  await doJobs(clock);
}

interface Watched {
  name: string;
  post(more?: Partial<Profile>): Promise<VerdictAnswer>;
  /** A profile of the day that begins at this date, in UTC. */
  day(date: string): Promise<VerdictAnswer>;
  incidents(state?: string): Promise<IncidentDetail[]>;
  apply(rule: string): Promise<void>;
}

/** A dataset with a rule about its arrival, put in force at the clock's time. */
async function watched(rule: string, expectations = ''): Promise<Watched> {
  const name = `table-${++serial}`;
  const apply = (text: string) =>
    test.applySuite(
      `suite: ${name}\ndataset: { namespace: shop, name: ${name} }\nowner: team\n${text}\n${expectations}`,
    );
  await apply(rule);
  const post = (more: Partial<Profile> = {}) => test.post(orders({ dataset: { namespace: 'shop', name }, ...more }));
  return {
    name,
    post,
    apply,
    day: (date) => {
      const end = new Date(Date.parse(date) + 86_400_000).toISOString();
      return post({ dataInterval: { start: `${date}T00:00:00Z`, end } });
    },
    incidents: async (state = 'open') => {
      const { body } = await test.send('viewer', 'GET', `/api/v1/incidents?state=${state}&dataset=${name}`);
      const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id);
      const read = async (id: string) => (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body;
      return Promise.all(ids.map(read));
    },
  };
}

const by = 'by: 06:00 Europe/Berlin';

describe('a dataset that is due by a time of day', () => {
  it('is late when nothing came, says since when, and heals when the awaited profile comes', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    test.at('2026-11-24T04:41:00Z');
    expect((await table.day('2026-11-23')).results).toMatchObject([
      { expectation: 'arrival.by', kind: 'arrival', outcome: 'pass', reason: 'arrived 19 min before it was due' },
    ]);
    await at('2026-11-24T05:00:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-25T05:00:00Z');
    const [incident] = await table.incidents();
    expect(incident).toMatchObject({
      sentence: 'late: expected by 06:00 Europe/Berlin (25 Nov), nothing since 24 Nov 05:41',
      severity: 'error',
      owner: 'team',
    });
    await at('2026-11-25T05:15:00Z');
    expect(await table.incidents()).toHaveLength(1);
    test.at('2026-11-25T05:47:00Z');
    const late = await table.day('2026-11-24');
    expect(late).toMatchObject({
      verdict: 'warn',
      gate: 'warn',
      results: [{ expectation: 'arrival.by', outcome: 'warn', reason: 'arrived 47 min late' }],
      incidents: [{ id: incident?.id, relation: 'resolved' }],
    });
    const [resolved] = await table.incidents('resolved');
    expect(resolved?.timeline.map(({ text }) => text)).toContain(
      'was late: expected by 06:00 Europe/Berlin (25 Nov), nothing since 24 Nov 05:41: arrived 47 min late',
    );
    await at('2026-11-26T04:59:59Z');
    expect(await table.incidents()).toEqual([]);
  });

  it('that never sent a profile is overdue from the first deadline after the rule was applied, not before', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await at('2026-11-24T04:59:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-24T05:00:00Z');
    expect(await table.incidents()).toMatchObject([
      {
        sentence: 'late: expected by 06:00 Europe/Berlin (24 Nov), nothing has ever arrived',
        subject: { name: table.name },
      },
    ]);
  });

  it('is told once for each deadline in one incident, which says how often and since when', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await at('2026-11-24T05:00:00Z');
    await at('2026-11-25T05:00:00Z');
    await at('2026-11-26T05:00:00Z');
    const incidents = await table.incidents();
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ occurrenceCount: 3 });
    expect(incidents[0]?.sentence).toContain('(3 times since 24 Nov)');
  });

  it('heals by the awaited profile alone: an old backfill and the next day change nothing', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await table.day('2026-11-20');
    await at('2026-11-24T05:00:00Z');
    test.at('2026-11-24T06:00:00Z');
    const old = await table.day('2026-11-10');
    expect(old.incidents).toEqual([]);
    expect(await table.incidents()).toHaveLength(1);
    test.at('2026-11-25T04:00:00Z');
    const next = await table.day('2026-11-24');
    expect(next.results).toMatchObject([{ outcome: 'pass', reason: 'arrived 1 h before it was due' }]);
    expect(await table.incidents()).toHaveLength(1);
    await at('2026-11-25T05:00:00Z');
    expect((await table.incidents())[0]?.occurrenceCount).toBe(1);
    const awaited = await table.day('2026-11-23');
    expect(awaited).toMatchObject({
      results: [{ outcome: 'warn', reason: 'arrived 24 h late' }],
      incidents: [{ relation: 'resolved' }],
    });
    expect(awaited.warnings[0]?.message).toContain('older than the newest profile');
  });

  it('leaves failures of measurements alone, and is left alone by them', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by, 'expect:\n  - row_count: { at_least: 100 }');
    const interval = { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' };
    await table.post({ dataInterval: interval, rowCount: 1, columnMetrics: {} });
    await at('2026-11-24T05:00:00Z');
    const failing = async () =>
      (await table.incidents())[0]?.failures.filter(({ healedAt }) => healedAt === null).map((one) => one.expectation);
    expect(await failing()).toEqual(['row_count', 'arrival.by']);
    test.at('2026-11-25T04:00:00Z');
    await table.day('2026-11-24');
    expect(await failing()).toEqual(['arrival.by']);
    await table.day('2026-11-23');
    expect(await table.incidents()).toEqual([]);
  });

  it('that comes late and without a data interval meets what it is late for, and not tomorrow as well', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await at('2026-11-24T05:00:00Z');
    test.at('2026-11-24T05:47:00Z');
    expect((await table.post()).incidents).toMatchObject([{ relation: 'resolved' }]);
    await at('2026-11-25T05:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
  });

  it('has its grace, after which alone it is late', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched('by: { time: 06:00 Europe/Berlin, grace: 15m, severity: critical }');
    await at('2026-11-24T05:14:59Z');
    expect(await table.incidents()).toEqual([]);
    const { results } = await table.day('2026-11-23');
    expect(results).toMatchObject([{ outcome: 'pass', reason: 'arrived 14 min 59 s late, within 15 min of grace' }]);
    await at('2026-11-25T05:15:00Z');
    expect(await table.incidents()).toMatchObject([{ severity: 'critical' }]);
  });

  it('is not due on a Sunday when it is due on workdays, and Monday is met by what came since Friday', async () => {
    test.at('2026-11-26T08:00:00Z');
    const table = await watched('by: { time: 06:00 Europe/Berlin, on: workdays }');
    test.at('2026-11-27T04:00:00Z');
    await table.day('2026-11-26');
    await at('2026-11-29T12:00:00Z');
    expect(await table.incidents()).toEqual([]);
    await table.day('2026-11-28');
    await at('2026-11-30T05:00:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-12-01T05:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
  });

  it('is due at its hour by the clocks on the wall, on the day when they change too', async () => {
    test.at('2026-10-24T08:00:00Z');
    const table = await watched(by);
    await at('2026-10-25T04:59:59Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-10-25T05:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
  });

  it('whose profile came before the rule was applied is not late for the first deadline', async () => {
    test.at('2026-11-24T04:00:00Z');
    const table = await watched('expect: []');
    await table.day('2026-11-23');
    test.at('2026-11-24T04:30:00Z');
    await table.apply(by);
    await at('2026-11-24T05:30:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-25T05:30:00Z');
    expect(await table.incidents()).toHaveLength(1);
  });

  it('is not judged again for the past by a changed rule, and heals when the rule goes', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await at('2026-11-24T05:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
    test.at('2026-11-24T06:00:00Z');
    await table.apply('by: 05:00 Europe/Berlin');
    await at('2026-11-24T20:00:00Z');
    expect((await table.incidents())[0]?.occurrenceCount).toBe(1);
    await table.apply('expect: []');
    await at('2026-11-24T20:01:00Z');
    const [resolved] = await table.incidents('resolved');
    expect(resolved?.timeline.map(({ text }) => text).join()).toContain('no longer expected');
  });

  it('judges every missed deadline after a downtime once and in order, the last 32 of a long one', async () => {
    test.at('2026-09-01T08:00:00Z');
    const table = await watched(by);
    test.at('2026-11-24T12:00:00Z');
    await Promise.all([tick(clock), tick(clock)]);
    await Promise.all([doJobs(clock), doJobs(clock)]);
    const [incident] = await table.incidents();
    expect(incident).toMatchObject({ occurrenceCount: 1 });
    expect(incident?.sentence).toContain('(32 times since 24 Oct)');
    expect(incident?.sentence).toContain('52 deadlines before were not looked at');
    const periods = await test.receive.pool<{ due: Date }[]>`
      select p.due_at as due from arrival_period p join dataset d on d.id = p.dataset_id
      where d.name = ${table.name} order by p.due_at`;
    expect(periods).toHaveLength(32);
    expect(periods.at(-1)?.due.toISOString()).toBe('2026-11-24T05:00:00.000Z');
    await at('2026-11-24T12:05:00Z');
    expect((await table.incidents())[0]?.occurrenceCount).toBe(1);
  });

  it('is not doubled and not skipped when the clock goes back', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    await at('2026-11-24T05:00:00Z');
    await at('2026-11-24T03:00:00Z');
    await at('2026-11-24T05:00:30Z');
    expect((await table.incidents())[0]?.occurrenceCount).toBe(1);
    await at('2026-11-25T05:00:00Z');
    expect((await table.incidents())[0]?.occurrenceCount).toBe(2);
  });
});

describe('a dataset that is expected every so often', () => {
  it('is late once after its longest gap, however long it lasts, and healed by the next profile', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched('expect_every: { gap: 24h, grace: 1h }');
    await table.post();
    await at('2026-11-24T08:59:59Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-24T09:00:00Z');
    await at('2026-11-26T09:00:00Z');
    expect(await table.incidents()).toMatchObject([
      { sentence: 'late: expected every 24 h, nothing since 23 Nov 08:00 UTC', occurrenceCount: 1 },
    ]);
    expect(await table.post()).toMatchObject({
      results: [{ expectation: 'arrival.expect_every', outcome: 'warn', reason: 'arrived 2 d 1 h late' }],
      incidents: [{ relation: 'resolved' }],
    });
    await at('2026-11-27T09:59:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-27T10:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
  });

  it('is not satisfied by a backfill, nor by the same day measured again', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched('expect_every: 24h');
    await table.day('2026-11-22');
    test.at('2026-11-24T07:00:00Z');
    await table.day('2026-11-15');
    await table.post({ dataInterval: { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' }, rowCount: 9 });
    await at('2026-11-24T08:00:00Z');
    expect(await table.incidents()).toHaveLength(1);
    expect((await table.day('2026-11-23')).incidents).toMatchObject([{ relation: 'resolved' }]);
  });

  it('and by a time of day too has two expectations, each with its own end', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(`expect_every: 30h\n${by}`);
    await at('2026-11-24T14:00:00Z');
    const keys = (await table.incidents())[0]?.failures.map(({ expectation }) => expectation);
    expect(keys?.toSorted()).toEqual(['arrival.by', 'arrival.expect_every']);
    await table.day('2026-11-10');
    const left = (await table.incidents())[0]?.failures.filter(({ healedAt }) => healedAt === null);
    expect(left?.map(({ expectation }) => expectation)).toEqual(['arrival.by']);
  });
});

describe('datasets that are never overdue', () => {
  it('are those without a rule, and those of a rule for another namespace', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched('expect: []');
    await table.post();
    await at('2026-12-23T08:00:00Z');
    expect(await table.incidents()).toEqual([]);
  });
});

it('a pattern awaits every dataset that it matches, one that only a run named too', async () => {
  test.at('2027-01-04T08:00:00Z');
  await test.applySuite(
    `suite: many\ndataset: { namespace: many, name: 'mart_*' }\nby: { time: 06:00 Europe/Berlin, for: previous day }\n`,
  );
  await test.post(orders({ dataset: { namespace: 'many', name: 'mart_a' } }));
  await test.post(orders({ dataset: { namespace: 'many', name: 'raw_a' } }));
  const run = await test.send('ingest', 'POST', '/api/v1/runs', {
    state: 'COMPLETE',
    eventTime: '2027-01-04T07:00:00Z',
    run: { id: 'r1', job: { namespace: 'many', name: 'load' } },
    outputs: [{ namespace: 'many', name: 'mart_b' }],
  });
  expect(run.status).toBe(201);
  const { body } = await test.send('viewer', 'GET', '/api/v1/deadlines?within=1d&limit=200');
  const items = (body as { items: { dataset: { namespace: string; name: string }; state: string; due: string }[] })
    .items;
  expect(items.filter(({ dataset }) => dataset.namespace === 'many')).toMatchObject([
    { dataset: { name: 'mart_a' }, state: 'waiting', due: '5 Jan 06:00 Europe/Berlin' },
    { dataset: { name: 'mart_b' } },
  ]);
});

it('nothing in all of this failed behind the scenes', () => {
  expect(complaints).toEqual([]);
});
