import { ENGINE_VERSION } from '../../../checks/index.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestApp, type TestApp } from '../../api/testing.ts';
import type { VerdictAnswer } from '../../api/shapes/verdict.ts';
import { doJobs } from '../watch-clock.ts';
import { thinOldBookmarks } from './thin.ts';
import { clockOf } from './testing/clock.ts';
import { ordinaryDay } from './testing/days.ts';
import { knownByDefinition, knownTo, seriesNamed } from './testing/reference.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: true });
});
afterAll(() => test.drop());

type Changes = Parameters<typeof ordinaryDay>[2];

async function postDays(dataset: string, days: readonly number[], on: TestApp = test): Promise<VerdictAnswer[]> {
  const answers: VerdictAnswer[] = [];
  for (const day of days) answers.push(await on.post(ordinaryDay(dataset, day)));
  return answers;
}

const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const post = (dataset: string, day: number, more?: Changes) => test.post(ordinaryDay(dataset, day, more));
const poolOf = ({ receive }: TestApp) => receive.pool;

/** What everybody would judge the next profile by is what the definition says; answers it. */
async function expectLearnt(dataset: string, learners: TestApp[] = [test]): Promise<string> {
  const series = await seriesNamed(poolOf(test), dataset);
  const wanted = await knownByDefinition(poolOf(test), series);
  for (const { receive } of learners) expect(await knownTo(receive.learner, receive.pool, series)).toEqual(wanted);
  return wanted;
}

/** What was said of a profile, without what differs between two datasets. */
const said = ({ verdict, gate, learned, results }: VerdictAnswer) => ({
  ...{ verdict, gate, learned },
  results: results.map(({ id: _, ...result }) => result),
});

const incidentsOf = (dataset: string) => poolOf(test)<{ state: string }[]>`
  select i.state from incident i join dataset d on d.id = i.dataset_id where d.name = ${dataset} order by i.id`;

describe('a profile that is received', () => {
  it('is judged by what was learnt of the ones before it, without any suite', async () => {
    const usual = await postDays('plain', days(12));
    expect(usual.map(({ learned }) => learned?.runs)).toEqual(days(12));
    expect(usual.flatMap(({ results }) => results)).toEqual([]);
    expect(usual.at(-1)).toMatchObject({ verdict: 'none', learned: { state: 'usual', alarms: 0 } });
    const broken = await post('plain', 12, { nulls: 6_000 });
    expect(broken).toMatchObject({ verdict: 'warn', gate: 'warn', learned: { state: 'alarm', runs: 12, alarms: 1 } });
    expect(broken.results).toMatchObject([{ expectation: 'amount.anomaly', outcome: 'warn' }]);
    expect(broken.incidents).toMatchObject([{ relation: 'opened', state: 'open' }]);
    expect((await post('plain', 13, { nulls: 6_000 })).incidents).toMatchObject([{ relation: 'continued' }]);
    const over = await post('plain', 14);
    expect(over.results).toMatchObject([{ expectation: 'amount.anomaly', outcome: 'pass' }]);
    expect(over.incidents).toMatchObject([{ relation: 'resolved' }]);
    await expectLearnt('plain');
  });
  it('is not judged where a suite says that nothing is to be learnt', async () => {
    await test.applySuite(
      'suite: quiet\ndataset: { namespace: shop, name: quiet }\nlearn: none\nexpect:\n  - row_count: { at_least: 1 }\n',
    );
    await postDays('quiet', days(6));
    const broken = await post('quiet', 6, { nulls: 6_000 });
    expect(broken).toMatchObject({ verdict: 'pass', learned: null });
  });
  it('that is posted again is learnt once', async () => {
    await postDays('twice', days(8));
    const profile = ordinaryDay('twice', 8);
    const first = await test.post(profile);
    const again = await test.send('ingest', 'POST', '/api/v1/profiles', profile);
    expect(again).toMatchObject({ status: 200, body: first });
    expect((await post('twice', 9)).learned?.runs).toBe(9);
    await expectLearnt('twice');
  });
  it('is one of many that come at once, and none is lost or learnt twice', async () => {
    const answers = await Promise.all(days(24).map((day) => post('at-once', day)));
    expect(answers).toHaveLength(24);
    await expectLearnt('at-once');
  });
});

describe('what was learnt', () => {
  it('outlives the process: what comes after a stop is judged as if there had been none', async () => {
    const before = await createTestApp({ learning: true }, test);
    await postDays('stopped', days(21), before);
    await before.receive.learner?.close();
    const after = await createTestApp({ learning: true }, test);
    await postDays('unstopped', days(21));
    expect(said(await after.post(ordinaryDay('stopped', 21, { rows: 2_000 })))).toEqual(
      said(await post('unstopped', 21, { rows: 2_000 })),
    );
    expect(await expectLearnt('stopped', [test, after])).toEqual(await expectLearnt('unstopped'));
    await Promise.all([before.drop(), after.drop()]);
  });
  it('outlives a process that ends between a commit and what is learnt of it, whether or not it left bookmarks', async () => {
    await postDays('killed', days(20));
    await test.receive.learner?.bookmarks.flush();
    const series = await seriesNamed(poolOf(test), 'killed');
    test.receive.learner?.cache.forget(series);
    await poolOf(test)`delete from learned_state where dataset_id = ${series.datasetId}`;
    expect((await post('killed', 20)).learned?.runs).toBe(20);
    await expectLearnt('killed');
  });
  it('is the same for two processes that take turns, and for none of them twice', async () => {
    const other = await createTestApp({ learning: true }, test);
    for (const day of days(40)) await (day % 3 === 0 ? other : test).post(ordinaryDay('turns', day));
    await expectLearnt('turns', [test, other]);
    const both = [test, other].map((app, place) => app.post(ordinaryDay('turns', 40 + place)));
    // Whichever came second has one more before it, or is late.
    for (const { learned } of await Promise.all(both)) expect([40, 41]).toContain(learned?.runs);
    await expectLearnt('turns', [test, other]);
    await other.drop();
  });
  it('is kept after every sixteenth run, and read from there', async () => {
    await postDays('marked', days(40));
    await test.receive.learner?.bookmarks.flush();
    const { datasetId } = await seriesNamed(poolOf(test), 'marked');
    const rows = await poolOf(test)`select runs from learned_state where dataset_id = ${datasetId} order by runs`;
    expect(rows.map(({ runs }) => runs as number)).toEqual([16, 32]);
  });
  it.each([
    [
      'cannot be read',
      (id: number) => poolOf(test)`update learned_state set state = '\\x0102' where dataset_id = ${id}`,
    ],
    [
      'is of another engine',
      (id: number) => poolOf(test)`update learned_state set engine = 999 where dataset_id = ${id}`,
    ],
    ['is gone', (id: number) => poolOf(test)`delete from learned_state where dataset_id = ${id}`],
  ])('is learnt again where a bookmark %s', async (words, spoil) => {
    const dataset = `spoilt: ${words}`;
    await postDays(dataset, days(34));
    await test.receive.learner?.bookmarks.flush();
    const series = await seriesNamed(poolOf(test), dataset);
    await spoil(series.datasetId);
    test.receive.learner?.cache.forget(series);
    expect((await post(dataset, 34)).learned?.runs).toBe(34);
    await expectLearnt(dataset);
  });
  it('is learnt behind the answer where more is missing than anybody would wait for', async () => {
    await postDays('long', days(70));
    await test.receive.learner?.bookmarks.flush();
    const series = await seriesNamed(poolOf(test), 'long');
    await poolOf(test)`delete from learned_state where dataset_id = ${series.datasetId}`;
    test.receive.learner?.cache.forget(series);
    const unjudged = await post('long', 70, { nulls: 6_000 });
    expect(unjudged).toMatchObject({ verdict: 'none', learned: { state: 'learning', isCatchingUp: true } });
    expect(unjudged.warnings[0]?.message).toContain('still learning');
    await vi.waitFor(async () => {
      await test.receive.learner?.catchUp.idle();
      expect(test.receive.learner?.cache.find(series, { generation: 0, newest: null })).not.toBeNull();
    });
    expect((await post('long', 71)).learned).toMatchObject({ runs: 71, state: 'usual' });
    await expectLearnt('long');
  });
  it('is forgotten in memory when there is no room, and read again', async () => {
    const small = await createTestApp({ learning: { cacheBytes: 1 } }, test);
    for (const day of days(20))
      for (const dataset of ['small-a', 'small-b']) await small.post(ordinaryDay(dataset, day));
    expect(small.receive.learner?.cache.size).toBe(1);
    await expectLearnt('small-a', [small, test]);
    await expectLearnt('small-b', [small, test]);
    await small.drop();
  });
});

describe('a profile that comes late', () => {
  it('is judged by what came before its own time, and changes nothing that was learnt', async () => {
    await postDays(
      'late',
      days(20).filter((day) => day !== 12),
    );
    const before = await expectLearnt('late');
    const late = await post('late', 12, { nulls: 6_000 });
    expect(late).toMatchObject({ verdict: 'warn', learned: { runs: 12, state: 'alarm' }, incidents: [] });
    expect(await expectLearnt('late')).toEqual(before);
    expect((await post('late', 20)).learned?.runs).toBe(19);
    expect(await incidentsOf('late')).toEqual([]);
  });
  it('and is corrected is as late as what it corrects', async () => {
    await postDays(
      'late-again',
      days(18).filter((day) => day !== 12),
    );
    const before = await expectLearnt('late-again');
    await post('late-again', 12);
    await post('late-again', 12, { nulls: 3 });
    expect(await expectLearnt('late-again')).toEqual(before);
  });
});

describe('a correction', () => {
  it('of the newest profile takes its place', async () => {
    await postDays('corrected', days(17));
    expect((await post('corrected', 17, { nulls: 6_000 })).learned).toMatchObject({ state: 'alarm' });
    const right = await post('corrected', 17, { nulls: 101 });
    expect(right.learned).toMatchObject({ state: 'usual', runs: 17 });
    expect(right.incidents).toMatchObject([{ relation: 'resolved' }]);
    expect((await post('corrected', 18)).learned?.runs).toBe(18);
    await expectLearnt('corrected');
  });
  it('of an earlier one makes what followed be judged again, and the incident of the newest hears of it', async () => {
    // Three wrong days are a new normal, so the right days after them are in alarm.
    await postDays('redone', days(20));
    for (const day of days(10, 20)) await post('redone', day, { mean: 60 });
    const newest = await post('redone', 30);
    expect(newest.learned?.state).toBe('alarm');
    expect(newest.incidents[0]?.state).toBe('open');
    for (const day of days(10, 20)) await post('redone', day, { mean: 43 + day / 1000 });
    const worker = clockOf(test);
    expect(await doJobs(worker)).toBeGreaterThan(10);
    expect(worker.log.error).not.toHaveBeenCalled();
    expect(worker.log.warn).not.toHaveBeenCalled();
    const { body } = await test.send('viewer', 'GET', `/api/v1/profiles/${newest.profileId}/judgements`);
    const [again] = (body as { items: { cause: string; counts: boolean; answer: VerdictAnswer }[] }).items;
    expect(again).toMatchObject({ cause: 'learned', counts: true, answer: { learned: { state: 'usual' } } });
    expect(new Set((await incidentsOf('redone')).map(({ state }) => state))).toEqual(new Set(['resolved']));
    await expectLearnt('redone');
    // Nothing is left to do, and doing it again would say the same.
    expect(await doJobs(clockOf(test))).toBe(0);
  });
});

describe('a rebuild', () => {
  const rebuild = async (dataset: string, on = test) => {
    const { datasetId } = await seriesNamed(poolOf(test), dataset);
    return on.send('editor', 'POST', `/api/v1/datasets/dst_${datasetId}/baseline/rebuild`, {});
  };

  it('without profiles that came late says the same of everything, and keeps the same to the byte', async () => {
    await postDays('rebuilt', days(40));
    await postDays('never-rebuilt', days(40));
    const before = await expectLearnt('rebuilt');
    expect(await rebuild('rebuilt')).toMatchObject({ status: 200, body: { series: [{ segment: '', runs: 40 }] } });
    expect(await expectLearnt('rebuilt')).toEqual(before);
    const other = await createTestApp({ learning: true }, test);
    for (const [day, more] of [
      [40, {}],
      [41, { nulls: 5_000 }],
      [42, { rows: 900 }],
      [43, {}],
    ] as const) {
      const on = day % 2 === 0 ? test : other;
      expect(said(await on.post(ordinaryDay('rebuilt', day, more)))).toEqual(
        said(await post('never-rebuilt', day, more)),
      );
    }
    expect(await expectLearnt('rebuilt', [test, other])).toEqual(await expectLearnt('never-rebuilt'));
    await other.drop();
  });
  it('learns what came late, and what comes late after it is late again', async () => {
    await postDays(
      'late-rebuilt',
      days(30).filter((day) => day !== 20),
    );
    await post('late-rebuilt', 20);
    const { datasetId } = await seriesNamed(poolOf(test), 'late-rebuilt');
    const tell = async () => (await test.send('viewer', 'GET', `/api/v1/datasets/dst_${datasetId}/baseline`)).body;
    expect(await tell()).toMatchObject({ isOn: true, series: [{ runs: 29, lateNotLearnt: 1, rebuiltUpTo: null }] });
    await rebuild('late-rebuilt');
    expect(await tell()).toMatchObject({ series: [{ runs: 30, lateNotLearnt: 0, inAlarm: [] }] });
    await expectLearnt('late-rebuilt');
    // A correction of what is learnt by now is learnt in its place.
    await post('late-rebuilt', 20, { nulls: 99 });
    expect(await tell()).toMatchObject({ series: [{ runs: 30, lateNotLearnt: 0 }] });
    await expectLearnt('late-rebuilt');
  });
  it('that is broken off changes nothing, and goes from the start when it is asked for again', async () => {
    await postDays('broken-off', days(40));
    const before = await expectLearnt('broken-off');
    const dying = await createTestApp({ learning: true }, test);
    const { learner } = dying.receive;
    if (learner === null) throw new Error('learning is off');
    let learnt = 0;
    learner.holidays.near = async () => {
      if (++learnt > 20) throw new Error('the process ends');
      return new Set();
    };
    expect((await rebuild('broken-off', dying)).status).toBe(500);
    expect(await expectLearnt('broken-off')).toEqual(before);
    await dying.drop();
    expect((await rebuild('broken-off')).status).toBe(200);
    expect(await expectLearnt('broken-off')).toEqual(before);
  });
});

describe('housekeeping', () => {
  it('keeps the newest bookmarks and every fourth of the older ones, and what is left of profiles that are gone', async () => {
    await postDays('thinned', [0]);
    const { datasetId } = await seriesNamed(poolOf(test), 'thinned');
    const sql = poolOf(test);
    const [first] = await sql<{ id: number }[]>`select id from profile where dataset_id = ${datasetId}`;
    // Those of the first hundred runs have lost their profiles; all others stand for one that is there.
    await sql`alter table learned_state drop constraint learned_state_dataset_id_segment_profile_id_pk`;
    for (let runs = 16; runs <= 640; runs += 16) {
      const profileId = runs <= 100 ? -runs : (first?.id ?? 0);
      const at = new Date(Date.UTC(2026, 0, 1) + runs * 86_400_000);
      await sql`
        insert into learned_state (dataset_id, segment, profile_id, effective_at, engine, runs, state)
        values (${datasetId}, '', ${profileId}, ${at}, ${ENGINE_VERSION}, ${runs}, '')`;
    }
    await thinOldBookmarks(sql, 1_000);
    const rows = await sql<{ runs: number }[]>`
      select runs from learned_state where dataset_id = ${datasetId} order by runs`;
    const newest = days(16).map((step) => 400 + 16 * step);
    expect(rows.map(({ runs }) => runs)).toEqual([96, 112, 128, 192, 256, 320, 384, ...newest]);
  });
});
