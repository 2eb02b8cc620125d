import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { CheckResult, Profile } from '../../checks/index.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import type { judgementsSchema } from '../api/shapes/judgements.ts';
import type { ResultsAnswer } from '../api/shapes/results.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';
import { createReceiveContext } from './receive-context.ts';
import { doJobs, type ClockContext } from './watch-clock.ts';

type Judgements = z.infer<typeof judgementsSchema>;
type Outcome = 'pass' | 'warn' | 'fail' | 'undecided' | 'error';

let test: TestApp;
let clock: ClockContext;
let serial = 0;
const faults: unknown[] = [];
const suite = `suite: outside
dataset: { namespace: outside, name: '*' }
expect:
  - row_count: { at_least: 10 }
  - id: theirs
    external: mine:nightly/a
    severity: critical
  - id: either
    any:
      - external: mine:nightly/b
      - row_count: { at_least: 1000 }
  - id: both
    all:
      - external: { name: 'mine:weekly/c', tool: mine }
      - row_count: { at_least: 10 }
  - id: part
    external: mine:nightly/a
    segment: { country: '*' }
`;
beforeAll(async () => {
  test = await createTestApp();
  const { pool, clock: now, publicUrl, routeDefaults, onNotification } = test.receive;
  const fail = (fields: object) => void faults.push(fields);
  clock = {
    receive: createReceiveContext({ pool, clock: now, publicUrl, routeDefaults, onNotification }),
    now: async () => now(),
    log: { warn: fail, error: fail },
    leaseSeconds: 30,
    lostAfterSeconds: 86_400,
  };
  await test.applySuite(suite);
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
const interval = (n: number) => ({ start: day(n), end: day(n + 1) });
const dataset = (name: string) => ({ namespace: 'outside', name });
const profile = (name: string, more: Partial<Profile> = {}): Profile => ({
  ...{ dataset: dataset(name), dataInterval: interval(1), rowCount: 500 },
  ...more,
});

async function postResults(name: string, outcomes: Record<string, Outcome>, more: object = {}) {
  const { toolSuite = 'nightly', ...around } = more as { toolSuite?: string };
  const document = {
    ...{ tool: 'mine', suite: toolSuite },
    results: Object.entries(outcomes).map(([check, outcome]) => ({ check, outcome })),
  };
  const body = {
    document,
    dataset: dataset(name),
    ...('run' in around ? {} : { dataInterval: interval(1) }),
    ...around,
  };
  const answer = await test.send('ingest', 'POST', '/api/v1/results', body);
  expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
  return (answer.body as ResultsAnswer).items[0];
}
const judgements = async (id: string) =>
  ((await test.send('viewer', 'GET', `/api/v1/profiles/${id}/judgements`)).body as Judgements).items;
const gate = async (name: string) =>
  (
    (await test.send('editor', 'POST', '/api/v1/gate', { dataset: dataset(name), dataInterval: interval(1) })).body as {
      gate: string;
    }
  ).gate;

describe('results of another tool that come after the profile', () => {
  it('judge it again at once: the answer counts, the gate and the incident follow', async () => {
    const first = await test.post(profile('after'));
    expect(first.results.find(({ expectation }) => expectation === 'theirs')).toMatchObject({ outcome: 'undecided' });
    const posted = await postResults('after', { a: 'fail', b: 'pass' });
    expect(posted).toMatchObject({ incidents: [{ relation: 'opened' }] });
    const [newest, ...before] = await judgements(first.profileId);
    expect(before).toMatchObject([{ cause: 'received' }]);
    expect(newest).toMatchObject({ cause: 'results', counts: true, requestedBy: null, answer: { verdict: 'fail' } });
    expect(await gate('after')).toBe('block');
    const id = posted?.incidents[0]?.id ?? '';
    const incident = (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
    expect(incident).toMatchObject({ state: 'open', severity: 'critical' });
    expect(incident.failures.map(({ expectation }) => expectation).sort()).toEqual(['mine:nightly/a', 'theirs']);
    expect(await postResults('after', { a: 'pass', b: 'pass' })).toMatchObject({
      incidents: [{ id, relation: 'resolved' }],
    });
    expect(await gate('after')).toBe('warn');
  });

  it('find it by their run, too, and leave profiles of other runs and intervals alone', async () => {
    const ran = await test.post(profile('runs', { run: { id: 'run-1' } }));
    const other = await test.post(profile('runs', { run: { id: 'run-2' }, dataInterval: interval(2) }));
    await postResults('runs', { a: 'pass' }, { run: { id: 'run-1' } });
    await doJobs(clock);
    expect((await judgements(ran.profileId)).map(({ cause }) => cause)).toEqual(['results', 'received']);
    expect((await judgements(other.profileId)).map(({ cause }) => cause)).toEqual(['received']);
  });

  it('judge nothing when they say the same again, under whichever key, or nothing that a rule goes by', async () => {
    const { profileId } = await test.post(profile('again'));
    await postResults('again', { a: 'pass' });
    await postResults('again', { a: 'pass' });
    await postResults('again', { a: 'pass' }, { idempotencyKey: 'other' });
    await postResults('again', { z: 'fail' }, { toolSuite: 'unasked' });
    await doJobs(clock);
    await test.receive.pool`update clock_job set state = 'pending', run_at = now() where kind like '%results'`;
    await doJobs(clock);
    expect((await judgements(profileId)).map(({ cause }) => cause)).toEqual(['results', 'received']);
    expect(faults).toEqual([]);
  });

  it('judge a part of the dataset by the clock, and a corrected profile no more', async () => {
    const segment = [{ key: 'country', value: 'DE' }];
    const wrong = await test.post(profile('parts', { segment }));
    const right = await test.post(profile('parts', { segment, rowCount: 501 }));
    await postResults('parts', { a: 'fail' });
    await doJobs(clock);
    expect((await judgements(right.profileId))[0]).toMatchObject({ cause: 'results', answer: { verdict: 'fail' } });
    expect(await judgements(wrong.profileId)).toHaveLength(1);
  });

  it('of an older interval change its verdict and open nothing', async () => {
    const older = await test.post(profile('old'));
    await test.post(profile('old', { dataInterval: interval(2) }));
    await postResults('old', { a: 'pass', b: 'fail' }, { dataInterval: interval(2) });
    const opened = await test.receive
      .pool`select i.id from incident i join dataset d on d.id = i.dataset_id where d.name = 'old'`;
    expect(opened).toHaveLength(1);
    await test.receive.pool`update incident set state = 'resolved' where id = ${opened[0]?.['id'] as number}`;
    expect(await postResults('old', { a: 'fail' })).toMatchObject({ incidents: [] });
    expect((await judgements(older.profileId))[0]).toMatchObject({ cause: 'results', answer: { verdict: 'fail' } });
  });
});

interface Step {
  what: 'whole' | 'part' | 'nightly' | 'mended' | 'weekly' | 'repeat';
  jobsFollow: boolean;
}
const decided = fc.constantFrom<Outcome>('pass', 'fail', 'warn');
const anyOutcome = fc.constantFrom<Outcome>('pass', 'fail', 'warn', 'undecided', 'error');
const history = fc.record({
  rows: fc.constantFrom(5, 500, 5000),
  byRun: fc.boolean(),
  first: fc.record({ a: decided, b: decided }),
  mended: fc.record({ a: decided, b: decided }),
  weekly: fc.record({ c: anyOutcome }),
  order: fc.shuffledSubarray<Step['what']>(['whole', 'part', 'nightly', 'mended', 'weekly', 'repeat'], {
    minLength: 6,
  }),
  jobsFollow: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Results of one suite speak in the order in which they come: that order is kept, all else is free. */
const inOrder = (order: readonly Step['what'][]) => {
  const suite = order.filter((one) => one === 'nightly' || one === 'mended').length === 2;
  const ordered = ['nightly', 'mended'] as const;
  let next = 0;
  return order.map((one) =>
    suite && (one === 'nightly' || one === 'mended') ? (ordered[next++] as Step['what']) : one,
  );
};

async function play(of: History, order: readonly Step['what'][]) {
  const name = `any-${++serial}`;
  const run = { id: `run-${name}` };
  const place = of.byRun ? { run } : {};
  const ids: string[] = [];
  const post = async (more: Partial<Profile>) =>
    void ids.push((await test.post(profile(name, { rowCount: of.rows, run, ...more }))).profileId);
  let came = false;
  for (const [index, what] of order.entries()) {
    if (what === 'whole') await post({});
    if (what === 'part') await post({ segment: [{ key: 'country', value: 'DE' }] });
    if (what === 'nightly') await postResults(name, of.first, { idempotencyKey: `${name}-1`, ...place });
    if (what === 'mended') await postResults(name, of.mended, { idempotencyKey: `${name}-2`, ...place });
    if (what === 'repeat' && came) await postResults(name, of.first, { idempotencyKey: `${name}-1`, ...place });
    if (what === 'weekly') await postResults(name, of.weekly, { toolSuite: 'weekly', ...place });
    came ||= what === 'nightly';
    if (of.jobsFollow[index]) await doJobs(clock);
  }
  await doJobs(clock);
  return account(name, ids);
}

async function account(name: string, ids: readonly string[]) {
  const speaking = await Promise.all(ids.map(async (id) => (await judgements(id)).find(({ counts }) => counts)));
  const rows = await test.receive.pool<{ expectation: string; facts: { reason: string; outcome: string } }[]>`
    select f.expectation, f.facts from incident_failure f join incident i on i.id = f.incident_id
    join dataset d on d.id = i.dataset_id
    where d.name = ${name} and i.state <> 'resolved' and f.facts->>'healedAt' is null`;
  const results = speaking.map((one) =>
    (one?.answer.results as (CheckResult & { id?: string })[]).map(({ id: _, ...result }) => result),
  );
  return {
    gate: await gate(name),
    verdicts: speaking.map((one) => [one?.answer.verdict, one?.answer.gate]).toSorted(),
    results: results.toSorted((one, other) => one.length - other.length),
    failing: rows.map(({ expectation, facts }) => `${expectation}: ${facts.outcome}`).toSorted(),
  };
}

describe('a profile and the results of other tools', () => {
  it('end the same in whichever order they come', { timeout: 300_000 }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(history, async (of) => {
        const resultsFirst = await play(of, ['nightly', 'mended', 'weekly', 'whole', 'part']);
        expect(await play(of, inOrder(of.order))).toEqual(resultsFirst);
        seen.add(resultsFirst.gate);
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(faults).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
  });
});
