import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import type { VerdictAnswer } from '../../api/shapes/verdict.ts';
import { doJobs } from '../watch-clock.ts';
import { clockOf } from './testing/clock.ts';
import { ordinaryDay } from './testing/days.ts';
import { knownByDefinition, knownTo, seriesNamed } from './testing/reference.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: true });
});
afterAll(() => test.drop());

const HISTORY = 70;
const post = (dataset: string, day: number, more?: Parameters<typeof ordinaryDay>[2], on = test) =>
  on.post(ordinaryDay(dataset, day, more));

/** A dataset of more days than anybody waits for, of which nothing is remembered any more. */
async function forgotten(dataset: string, days: readonly (readonly [number, object?])[] = []) {
  for (let day = 0; day < HISTORY; day++) await post(dataset, day);
  for (const [day, more] of days) await post(dataset, day, more);
  const { learner, pool } = test.receive;
  await learner?.bookmarks.flush();
  const series = await seriesNamed(pool, dataset);
  await pool`delete from learned_state where dataset_id = ${series.datasetId}`;
  learner?.cache.forget(series);
  return series;
}

/** Learning behind the answer begins once the answer is out. */
async function caughtUp(series: Awaited<ReturnType<typeof forgotten>>, { receive: { learner } }: TestApp = test) {
  const enough = async () => {
    await learner?.catchUp.idle();
    expect(learner?.cache.find(series, { generation: 0, newest: null })).not.toBeNull();
  };
  await vi.waitFor(enough, { timeout: 30_000 });
}

async function judgementsOf({ profileId }: VerdictAnswer) {
  const { body } = await test.send('viewer', 'GET', `/api/v1/profiles/${profileId}/judgements`);
  return (body as { items: { cause: string; counts: boolean; answer: VerdictAnswer }[] }).items;
}

const incidentsOf = (dataset: string) => test.receive.pool<{ state: string }[]>`
  select i.state from incident i join dataset d on d.id = i.dataset_id where d.name = ${dataset} order by i.id`;

describe('a profile that came while its history was being learnt', () => {
  it('is judged once it is learnt: kept as a judgement, and told', async () => {
    const series = await forgotten('told');
    const unjudged = await post('told', HISTORY, { nulls: 6_000 });
    expect(unjudged).toMatchObject({ verdict: 'none', incidents: [], learned: { isCatchingUp: true } });
    await caughtUp(series);
    await doJobs(clockOf(test));
    const [again, first] = await judgementsOf(unjudged);
    expect(first).toMatchObject({ cause: 'received', answer: { verdict: 'none' } });
    expect(again).toMatchObject({ cause: 'learned', counts: true, answer: { verdict: 'warn', gate: 'warn' } });
    expect(again?.answer).toMatchObject({
      learned: { state: 'alarm', runs: HISTORY },
      results: [{ expectation: 'amount.anomaly', outcome: 'warn' }],
      incidents: [{ relation: 'opened' }],
    });
    expect(again?.answer.learned).not.toHaveProperty('isCatchingUp');
    // Said of all that there is, and once.
    expect(await doJobs(clockOf(test))).toBe(0);
    expect(await judgementsOf(unjudged)).toHaveLength(2);
    expect((await post('told', HISTORY + 1)).incidents).toMatchObject([{ relation: 'resolved' }]);
    expect(await knownTo(test.receive.learner, test.receive.pool, series)).toEqual(
      await knownByDefinition(test.receive.pool, series),
    );
  });
  it('and is as usual is said to be as usual', async () => {
    const series = await forgotten('usual');
    const unjudged = await post('usual', HISTORY);
    await caughtUp(series);
    await doJobs(clockOf(test));
    const [again] = await judgementsOf(unjudged);
    expect(again).toMatchObject({ cause: 'learned', answer: { learned: { state: 'usual', runs: HISTORY } } });
    expect(again?.answer.learned).not.toHaveProperty('isCatchingUp');
  });
  it('and is not the newest any more is judged for the record, and tells nobody', async () => {
    const series = await forgotten('older');
    const older = await post('older', HISTORY, { nulls: 6_000 });
    await caughtUp(series);
    await post('older', HISTORY + 1);
    await doJobs(clockOf(test));
    const [again] = await judgementsOf(older);
    expect(again).toMatchObject({ cause: 'learned', counts: true, answer: { verdict: 'warn', incidents: [] } });
    expect(await incidentsOf('older')).toEqual([]);
  });
  it('heals what was told before that, when it is over', async () => {
    const series = await forgotten('over', [[HISTORY, { nulls: 6_000 }]]);
    expect(await incidentsOf('over')).toMatchObject([{ state: 'open' }]);
    const unjudged = await post('over', HISTORY + 1);
    expect(unjudged.learned).toMatchObject({ isCatchingUp: true });
    expect(await incidentsOf('over')).toMatchObject([{ state: 'open' }]);
    await caughtUp(series);
    await doJobs(clockOf(test));
    const [again] = await judgementsOf(unjudged);
    expect(again?.answer).toMatchObject({
      results: [{ expectation: 'amount.anomaly', outcome: 'pass' }],
      incidents: [{ relation: 'resolved' }],
    });
    expect(await incidentsOf('over')).toMatchObject([{ state: 'resolved' }]);
  });
});

describe('the job that judges it', () => {
  it('waits as long as the history is not learnt, without a failed attempt, and outlives the process that was asked', async () => {
    const { pool } = test.receive;
    const dying = await createTestApp({ learning: true }, test);
    const series = await forgotten('waiting');
    await lengthen(series);
    const unjudged = await post('waiting', HISTORY, { nulls: 6_000 }, dying);
    expect(unjudged.learned).toMatchObject({ isCatchingUp: true });
    await dying.drop();
    await pool`delete from learned_state where dataset_id = ${series.datasetId}`;
    const worker = clockOf(test);
    expect(await doJobs(worker)).toBe(0);
    const [job] = await pool`
      select state, attempts, payload->>'postponed' as postponed, run_at > now() as waits from clock_job
      where kind = 'judge-learned' and payload->>'profileId' = ${unjudged.profileId.slice(4)}`;
    expect(job).toEqual({ state: 'pending', attempts: 0, postponed: '1', waits: true });
    expect(await judgementsOf(unjudged)).toHaveLength(1);
    expect(worker.log.warn).not.toHaveBeenCalled();
    await caughtUp(series);
    await pool`update clock_job set run_at = now() where state = 'pending'`;
    // Itself, and the search for the cause of the incident that it opens.
    expect(await doJobs(worker)).toBe(2);
    expect((await judgementsOf(unjudged))[0]).toMatchObject({ answer: { learned: { state: 'alarm' } } });
  });
});

/** Five hundred days more before the first: with them it is more than is learnt within one job of the clock. */
const lengthen = ({ datasetId }: { datasetId: number }) => test.receive.pool`
  insert into profile (dataset_id, segment, received_at, effective_at, layout_id, metric_values, verdict, document)
  select dataset_id, segment, received_at, effective_at - make_interval(days => n), layout_id, metric_values, verdict, document
  from profile p, generate_series(1, 500) as n
  where p.id = (select min(id) from profile where dataset_id = ${datasetId})`;
