import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult, Profile } from '../../../checks/index.ts';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import { readIncidentFacts } from '../../store/incidents.ts';
import { type ReplayDataset } from '../../store/replay.ts';
import { listReplaySilences } from '../../store/replay-around.ts';
import { inTransaction } from '../../store/sql.ts';
import { settleSilences } from '../keep-silence.ts';
import { routingOf } from '../notify.ts';
import { doJobs, type ClockContext } from '../watch-clock.ts';
import { daysOf } from './count.ts';
import { createPace } from './pace.ts';
import { createSide, type ReplayRecorder } from './side.ts';
import { silenceActs } from './timeline.ts';
import { walkAll } from './walk-all.ts';

let test: TestApp;
let clock = Date.parse('2026-03-02T08:00:00Z');
let serial = 0;
let worker: ClockContext;
const faults: unknown[] = [];

const routing = `
route:
  receiver: team
  group_wait: 2m
  routes:
    - matchers: ['consumer="finance"']
      receiver: finance
    - matchers: ['owner="growth"']
      receiver: pager
      group_wait: 1m
    - matchers: ['severity=~"error|critical"']
      receiver: pager
      group_wait: 30s
      continue: true
    - matchers: ['kind=~".*row_count.*"']
      receiver: team
receivers:
  - name: team
    email: [{ to: team@example.org }]
  - name: finance
    webhook: [{ url: 'https://hooks.example.org/finance' }]
  - name: pager
    send_resolved: false
    webhook: [{ url: 'https://hooks.example.org/pager' }]
`;
const suites = (run: string) => [
  `suite: ${run}
dataset: { namespace: past, name: '${run}-*' }
owner: team-${run}
labels: { tier: gold }
consumers:
  finance: {}
  ads: { owner: growth }
  nobody: {}
expect:
  - consumer: finance
    column: amount
    mean: { at_most: 43 }
  - consumer: ads
    column: amount
    max: { at_most: 84 }
    severity: warn
  - consumer: nobody
    row_count: { at_least: 2100 }
  - column: state
    new_category: { last: 3 }
  - column: state
    vanished_category: { last: 4, runs: 2 }
    severity: warn
  - row_count: { between: [1000, 50000] }
  - id: moved
    row_count: { change: { from: previous, within: 40% } }
    severity: warn
  - id: weekday
    row_count: { change: { from: same_weekday, within: 60% } }
    severity: info
  - column: amount
    mean: { change: { from: { last_n: 3 }, within: 25% } }
  - column: amount
    not_null: { mostly: 0.99 }
    severity: critical
  - schema_change: {}
  - id: confirmed
    column: amount
    min: { at_least: 1 }
    confirm: { n: 2, of: 3 }
  - id: lived-with
    column: amount
    zero_count: { at_most: 0 }
    accept: { level: 5, until: 2026-05-10, reason: legacy }
  - id: quiet
    row_count: { at_least: 2100 }
    mode: shadow
  - id: parts
    row_count: { change: { from: previous, within: 40% } }
    segment: { country: '*' }
  - id: open
    row_count: { at_least: 2000 }
    where: status = 'open'
`,
  `suite: ${run}-more
dataset: { namespace: past, name: ${run}-a }
runbook: https://wiki.example.org/more
labels: { domain: sales }
expect:
  - row_count_matches: past/${run}-b
  - id: twin
    row_count_matches: past/${run}-b
    segment: { country: '*' }
    severity: critical
  - id: high
    column: amount
    max: { at_most: 90, warn: { at_most: 80 } }
`,
];

beforeAll(async () => {
  test = await createTestApp();
  const fail = (fields: object) => void faults.push(fields);
  worker = {
    receive: test.receive,
    now: async () => test.receive.clock(),
    log: { warn: fail, error: fail },
    leaseSeconds: 30,
    lostAfterSeconds: 86_400,
  };
  const { status, body } = await test.send('admin', 'PUT', '/api/v1/routing', { yaml: routing });
  expect(status, JSON.stringify(body)).toBe(200);
});
afterAll(() => test.drop());

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      dataset: fc.constantFrom('a', 'b'),
      day: fc.nat(12),
      rows: fc.constantFrom(2000, 2000, 2500, 2600, 4000, 10, 60_000, null),
      mean: fc.constantFrom(42, 42, 44, 70, null),
      max: fc.constantFrom(70, 70, 85, 99),
      nulls: fc.constantFrom(0, 0, 0, 500),
      fields: fc.constantFrom(['id', 'amount'], ['id', 'amount'], ['id', 'amount', 'note'], null),
      segment: fc.constantFrom(null, null, null, 'DE', 'FR'),
      filter: fc.constantFrom(null, null, null, null, "status  =  'open'", 'other'),
      min: fc.constantFrom(1, 1, 0),
      zeros: fc.constantFrom(0, 0, 3, 9),
      states: fc.constantFrom(['new', 'paid'], ['new', 'paid'], ['paid'], ['new', 'paid', 'lost'], null),
      minutes: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('silence' as const),
      by: fc.constantFrom('dataset', 'severity', 'incident'),
      hours: fc.integer({ min: 1, max: 40 }),
      minutes: fc.integer({ min: 1, max: 300 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('expire' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      accept: fc.boolean(),
      minutes: fc.integer({ min: 1, max: 300 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), minutes: fc.constant(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      dataset: fc.constantFrom('a', 'b'),
      minutes: fc.integer({ min: 1, max: 300 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** As an ideal worker would: each message at the moment it is due, after a look at the silences. */
async function deliverUntil(at: number) {
  const { pool } = test.receive;
  for (;;) {
    const [next] = await pool<{ due: Date | null }[]>`
      select min(due_at) as due from notification where state = 'pending'`;
    if (!next?.due || next.due.getTime() > at) return;
    const due = next.due;
    await inTransaction(pool, (sql) => settleSilences(sql, due, due));
    await pool`
      update notification set state = 'delivered', attempts = 1, delivered_at = due_at
      where state = 'pending' and due_at <= ${due}`;
  }
}

async function pass(minutes: number) {
  clock += minutes * 60_000 + 1;
  await deliverUntil(clock - 1);
  test.at(new Date(clock).toISOString());
}

const day = (n: number) => new Date(Date.parse('2026-02-01T00:00:00Z') + n * 86_400_000).toISOString();
const categories = (states: readonly string[] | null, count: number) => ({
  type: 'string' as const,
  ...(states !== null &&
    count >= 10 && {
      ...{ count, nullCount: 0, distinct: { value: states.length, exact: true } },
      topValues: states.map((value, index) => ({
        value,
        count: index === 0 ? count - 3 * (states.length - 1) : 3,
      })),
    }),
});
const profileOf = (run: string, of: Extract<Step, { do: 'post' }>): Profile => {
  const count = (of.rows ?? 2000) - of.nulls;
  return {
    idempotencyKey: `${++serial}`,
    dataset: { namespace: 'past', name: `${run}-${of.dataset}` },
    dataInterval: { start: day(of.day), end: day(of.day + 1) },
    ...(of.rows !== null && { rowCount: of.rows }),
    ...(of.fields && { schema: { fields: of.fields.map((name) => ({ name, type: 'int' })) } }),
    ...(of.segment && { segment: [{ key: 'country', value: of.segment }] }),
    ...(of.filter && { scope: { filter: of.filter } }),
    columnMetrics: {
      state: categories(of.states, of.rows ?? 2000),
      amount: {
        type: 'number',
        ...(count >= 0 && { count, nullCount: of.nulls }),
        ...(of.mean !== null && { mean: of.mean }),
        ...{ min: of.min, max: of.max, zeroCount: of.zeros },
      },
    },
  };
};

/** Profiles go on coming under the name that it had first. */
async function rename(run: string, dataset: string) {
  const [found] = await test.receive.pool<{ id: number }[]>`
    select id from dataset where name = ${`${run}-${dataset}`} or name like ${`${run}-${dataset}-%`}`;
  if (!found) return;
  const name = `${run}-${dataset}-${++serial}`;
  const { status, body } = await test.send('admin', 'POST', `/api/v1/datasets/dst_${found.id}/rename`, { name });
  expect(status, JSON.stringify(body)).toBe(200);
}

async function act(run: string, one: Step, silences: string[]) {
  await pass(one.minutes);
  if (one.do === 'post') {
    await test.post(profileOf(run, one));
    await doJobs(worker);
    return;
  }
  if (one.do === 'rename') return rename(run, one.dataset);
  const [open] = await test.receive.pool<{ id: number }[]>`
    select i.id from incident i join dataset d on d.id = i.dataset_id
    where i.state <> 'resolved' and d.name like ${`${run}-%`} order by i.id limit 1`;
  if (one.do === 'silence') {
    const matchers = [`dataset=~"${run}-.*"`];
    if (one.by === 'severity') matchers.push('severity="warn"');
    if (one.by === 'incident') matchers.push(`incident="INC-${open?.id ?? 0}"`);
    const endsAt = new Date(clock + one.hours * 3600_000).toISOString();
    const made = await test.send('admin', 'POST', '/api/v1/silences', { matchers, endsAt, comment: 'quiet' });
    silences.push((made.body as { id: string }).id);
  } else if (one.do === 'expire') {
    const id = silences.shift();
    if (id) await test.send('admin', 'POST', `/api/v1/silences/${id}/expire`, {});
  } else if (open && one.do === 'close') {
    await test.send('admin', 'POST', `/api/v1/incidents/INC-${open.id}/resolve`, { accept: one.accept });
  } else if (open) await test.send('admin', 'POST', `/api/v1/incidents/INC-${open.id}/acknowledge`, {});
}

interface Account {
  /** Of each profile what every judgement of it said. */
  results: Map<string, CheckResult[][]>;
  incidents: object[];
  messages: object[];
}

/** What really happened, as it was stored. */
async function realAccount(datasets: readonly ReplayDataset[]): Promise<Account> {
  const { pool, publicUrl } = test.receive;
  const ids = datasets.map(({ id }) => id);
  const rows = await pool<{ id: number; answer: string }[]>`
    select p.id, j.answer from profile p join judgement j on j.profile_id = p.id
    where p.dataset_id = any(${ids}::bigint[]) order by p.dataset_id, p.id, j.id`;
  const results = new Map<string, CheckResult[][]>();
  for (const { id, answer } of rows) {
    const given = (JSON.parse(answer) as { results: (CheckResult & { id?: string })[] }).results;
    for (const result of given) delete result.id;
    results.set(`prf_${id}`, [...(results.get(`prf_${id}`) ?? []), given]);
  }
  const numbers = await pool<{ id: number }[]>`
    select id from incident where dataset_id = any(${ids}::bigint[]) order by id`;
  const facts = await Promise.all(numbers.map(async ({ id }) => (await readIncidentFacts(pool, id, publicUrl))?.facts));
  const messages = await pool<object[]>`
    select 'INC-' || n.incident_id as incident, n.receiver, n.kind, n.delivered_at as "deliveredAt", n.reason, n.facts
    from notification n join incident i on i.id = n.incident_id
    where i.dataset_id = any(${ids}::bigint[]) and n.state = 'delivered' order by i.dataset_id, n.delivered_at, n.id`;
  return { results, incidents: facts.map((one) => ({ ...one, ...unwatched })), messages: [...messages] };
}

/** A replay does not know who said that he has it; an incident is shown under the name that its dataset has now. */
const unwatched = { state: null, acknowledgedBy: null, subject: null };
const messageFacts = (facts: object) => ({ ...facts, acknowledgedBy: null, state: null });

async function replayedAccount(datasets: ReplayDataset[], period: { since: Date; until: Date }): Promise<Account> {
  const account: Account = { results: new Map(), incidents: [], messages: [] };
  const recorder: ReplayRecorder = {
    judged: ({ row, results }) => void account.results.set(`prf_${row.id}`, [JSON.parse(JSON.stringify(results))]),
    judgedAgain: ({ row, results }) =>
      void account.results.get(`prf_${row.id}`)?.push(JSON.parse(JSON.stringify(results)) as CheckResult[]),
    told: ({ message: { facts, receiver, kind, deliveredAt, reason } }) =>
      void account.messages.push({ incident: facts.id, receiver, kind, deliveredAt, reason, facts }),
    ended: ({ incident }) => void account.incidents.push({ ...incident, ...unwatched }),
  };
  const context = test.receive;
  const rules = await context.rules.current(context.pool);
  const side = createSide('current', { rules, routing: routingOf(rules, context.routeDefaults), recorder });
  const silences = await listReplaySilences(context.pool, period);
  const { publicUrl } = context;
  const world = {
    ...period,
    sides: [side],
    silences,
    silenceActs: silenceActs(silences),
    publicUrl,
    onJudged: () => {},
  };
  const signal = new AbortController().signal;
  const pace = createPace({ limitMs: 60_000, signal, clock: () => performance.now() });
  await walkAll({ context, world, days: daysOf(period), pace }, datasets);
  const numberOf = (incident: object) => Number((incident as { id: string }).id.slice(4));
  account.incidents.sort((one, other) => numberOf(one) - numberOf(other));
  return account;
}

async function datasetsOf(run: string): Promise<ReplayDataset[]> {
  return test.receive.pool<ReplayDataset[]>`
    select d.id, n.name as namespace, d.name, d.owner, d.retired_at as "retiredAt"
    from dataset d join namespace n on n.id = d.namespace_id where d.name like ${`${run}-%`} order by d.id`;
}

async function compare(steps: readonly Step[]) {
  const run = `run${++serial}`;
  const since = new Date(clock);
  await pass(1);
  for (const yaml of suites(run)) await test.applySuite(yaml);
  const silences: string[] = [];
  for (const one of steps) await act(run, one, silences);
  // Long enough for every silence to end and every message to be told.
  await pass(5 * 24 * 60);
  const datasets = await datasetsOf(run);
  const real = await realAccount(datasets);
  const replayed = await replayedAccount(datasets, { since, until: new Date(clock) });
  expect([...replayed.results]).toEqual([...real.results]);
  expect(replayed.incidents).toEqual(real.incidents);
  const without = (messages: object[]) =>
    messages.map((one) => ({ ...one, facts: messageFacts((one as { facts: object }).facts) }));
  expect(without(replayed.messages)).toEqual(without(real.messages));
  return real;
}

const plain: Omit<Extract<Step, { do: 'post' }>, 'day'> = {
  ...{ do: 'post', dataset: 'b', rows: 2500, mean: 42, max: 70, nulls: 0, fields: null, filter: null },
  ...{ segment: null, min: 1, zeros: 0, states: null, minutes: 5 },
};
/** A part that fails and comes no more, a dataset that waits for another one, and a new name: chance alone has them seldom. */
const sure: Step[] = [
  { ...plain, day: 0, segment: 'DE', rows: 2000 },
  { ...plain, day: 1, segment: 'DE', rows: 4000 },
  { ...plain, day: 2 },
  { do: 'rename', dataset: 'b', minutes: 5 },
  { ...plain, day: 3 },
  { ...plain, day: 4, dataset: 'a' },
  { ...plain, day: 4 },
];

describe('a replay of unchanged rules', () => {
  it(
    'equals what really happened: results, incidents and messages, for any history',
    { timeout: 300_000 },
    async () => {
      const seen = { results: 0, again: 0, incidents: 0, messages: 0, consumers: 0, ended: 0, renamed: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
          const real = await compare(steps);
          seen.results += real.results.size;
          seen.incidents += real.incidents.length;
          seen.messages += real.messages.length;
          seen.again += [...real.results.values()].filter(({ length }) => length > 1).length;
          seen.consumers += real.messages.filter((one) =>
            JSON.stringify(one).includes('"audiences":["finance"]'),
          ).length;
          seen.ended += real.incidents.filter((one) => JSON.stringify(one).includes('no longer seen')).length;
          seen.renamed += steps.filter((one) => one.do === 'rename').length;
        }),
        { numRuns: 25, endOnFailure: true, examples: [[sure]] },
      );
      // The histories are no empty ones.
      expect(
        Math.min(seen.results, seen.incidents, seen.messages, seen.consumers),
        JSON.stringify(seen),
      ).toBeGreaterThan(10);
      expect(Math.min(seen.again, seen.ended, seen.renamed), JSON.stringify(seen)).toBeGreaterThan(0);
      expect(faults).toEqual([]);
    },
  );
});
