import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEARNED_SUITE } from '../../../checks/index.ts';
import type { ReplayAnswerShape } from '../../api/shapes/replay.ts';
import type { VerdictAnswer } from '../../api/shapes/verdict.ts';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import { ordinaryDay } from '../learning/testing/days.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: true });
  for (const name of ['watched', 'forgotten']) await test.applySuite(suiteOf(name));
  await live('watched');
});
afterAll(() => test.drop());

const suiteOf = (name: string, learn = '') => `suite: ${name}
dataset: { namespace: shop, name: ${name} }
${learn}expect:
  - row_count: { at_least: 1 }
  - column: amount
    id: mean-as-learnt
    anomaly: { metric: mean }
`;

const dayMs = 86_400_000;
const start = Date.parse('2026-06-01T06:00:00Z');
const at = (day: number) => new Date(start + day * dayMs).toISOString();

type More = Parameters<typeof ordinaryDay>[2];
const answers: VerdictAnswer[] = [];

/** Each day comes the morning after it. */
async function post(dataset: string, day: number, more: More = {}, cameOn = day + 1): Promise<VerdictAnswer> {
  test.at(at(cameOn));
  return test.post(ordinaryDay(dataset, day, more));
}

/** Fifty days: empty cells, a day that is corrected the moment it came, one that comes late, and a level that jumps and stays. */
async function live(dataset: string): Promise<void> {
  for (let day = 0; day < 50; day++) {
    if (day === 30) continue;
    const nulls = day === 20 || day === 21 ? { nulls: 6_000 } : {};
    answers.push(await post(dataset, day, day >= 40 ? { mean: 60 + day / 100 } : nulls));
    if (day === 25) {
      answers.push(await post(dataset, 25, { rows: 2_000 }, 26.1));
      answers.push(await post(dataset, 25, { nulls: 101 }, 26.2));
    }
    if (day === 33) answers.push(await post(dataset, 30, { nulls: 5_000 }, 34));
  }
  await test.receive.learner?.bookmarks.flush();
}

async function ask(question: object): Promise<ReplayAnswerShape> {
  const period = { since: at(0), until: at(60) };
  const { status, body } = await test.send('viewer', 'POST', '/api/v1/replay', { ...period, ...question });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as ReplayAnswerShape;
}

/** What was told, by what it says. */
const toldBy = (answer: ReplayAnswerShape['draft']) =>
  answer.firings.items.map(({ profileId, suite, expectation, reason }) => ({ profileId, suite, expectation, reason }));

const toldThen = (from = 0) =>
  answers
    .slice(from)
    .flatMap(({ profileId, results }) =>
      results
        .filter(({ outcome }) => outcome === 'warn' || outcome === 'fail')
        .map(({ suite, expectation, reason }) => ({ profileId, suite, expectation, reason })),
    );

const learnedIn = ({ suites }: ReplayAnswerShape['draft']) => suites.find(({ suite }) => suite === LEARNED_SUITE);

describe('a replay with learned monitors', () => {
  it('finds of each profile what was found when it came, and the same incidents', async () => {
    const { draft, limits } = await ask({ names: ['watched'] });
    expect(toldThen().filter(({ suite }) => suite === LEARNED_SUITE).length).toBeGreaterThan(5);
    expect(toldThen().filter(({ suite }) => suite === 'watched').length).toBeGreaterThan(0);
    expect(toldBy(draft)).toEqual(toldThen());
    const rows = await test.receive.pool<{ id: string; opened: Date; resolved: Date | null }[]>`
      select 'INC-' || i.id as id, i.opened_at as opened, i.resolved_at as resolved from incident i
      join dataset d on d.id = i.dataset_id where d.name = 'watched' order by i.id`;
    expect(rows.length).toBeGreaterThan(1);
    expect(
      draft.incidents.items.map(({ id, openedAt, resolvedAt }) => ({
        ...{ id, opened: new Date(openedAt), resolved: resolvedAt === null ? null : new Date(resolvedAt) },
      })),
    ).toEqual([...rows]);
    expect(limits.join(' ')).toContain('by the calibration and the answers to alarms of today');
  });
  it('that begins in the middle knows what was known by then', async () => {
    const { draft } = await ask({ names: ['watched'], since: at(35) });
    const from = answers.findIndex(({ profileId }) => profileId === draft.firings.items[0]?.profileId);
    expect(from).toBeGreaterThan(30);
    expect(toldBy(draft)).toEqual(toldThen(from));
  });
  it('tells what other rules of learning would have told: none, one column less, fewer false alarms, another severity', async () => {
    const asked = async (learn: string) => ask({ suites: [suiteOf('watched', `learn: ${learn}\n`)], vs: 'current' });
    const none = await asked('none');
    expect(learnedIn(none.draft)).toBeUndefined();
    expect(learnedIn(none.current ?? none.draft)?.tally.firings).toBeGreaterThan(5);
    expect(none.difference?.onlyCurrent.items.some(({ suite }) => suite === LEARNED_SUITE)).toBe(true);
    const except = await asked('{ columns: { except: [amount] } }');
    expect(learnedIn(except.draft)?.expectations.map(({ expectation }) => expectation)).toEqual(['row_count.anomaly']);
    const low = await asked('{ budget: low }');
    const high = await asked('{ budget: high }');
    const [fewer, more] = [low, high].map(({ draft }) => learnedIn(draft)?.tally.firings ?? NaN);
    expect(fewer).toBeLessThanOrEqual(more ?? NaN);
    const severe = await asked('{ severity: critical }');
    expect(severe.draft.firings.items.some(({ suite, outcome }) => suite === LEARNED_SUITE && outcome === 'fail')).toBe(
      true,
    );
    // The sum is of the suites that were asked about.
    expect(severe.draft.tally.firings).toBe(severe.current?.tally.firings);
  });
  it('answers the same bytes twice, and changes nothing that is known', async () => {
    const known = () => test.receive.pool`select profile_id, runs, state from learned_state order by profile_id`;
    const before = await known();
    const question = { suites: [suiteOf('watched', 'learn: { budget: high }\n')], vs: 'current' };
    const [one, other] = [await ask(question), await ask(question)];
    expect(other).toEqual(one);
    expect(await known()).toEqual(before);
    expect((await post('watched', 50, { mean: 60 })).learned).toMatchObject({ runs: 49 });
  });
  it('leaves them out where too little is remembered, and says so', async () => {
    const { pool } = test.receive;
    for (let day = 0; day < 6; day++) await post('forgotten', day);
    await pool`
      insert into profile (id, dataset_id, segment, received_at, effective_at, layout_id, metric_values, verdict, document)
      overriding system value
      select n - 601, dataset_id, segment, received_at - make_interval(days => 600), effective_at - make_interval(days => 601 - n),
        layout_id, metric_values, verdict, document
      from profile p, generate_series(1, 600) as n
      where p.id = (select min(p.id) from profile p join dataset d on d.id = p.dataset_id where d.name = 'forgotten')`;
    const { draft, limits } = await ask({ names: ['forgotten'] });
    expect(learnedIn(draft)).toBeUndefined();
    expect(draft.coverage).toMatchObject({ available: 6, evaluated: 6 });
    expect(limits.join(' ')).toContain('of which too little is remembered from then');
  });
});
