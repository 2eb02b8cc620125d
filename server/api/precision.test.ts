import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordinaryDay } from '../flow/learning/testing/days.ts';
import { makeCalibration } from '../flow/calibration/make-calibration.ts';
import { addTally, readTallies } from '../store/calibration.ts';
import { ENGINE_VERSION, binOf, SCORE_BINS, type Family, type Profile } from '../../checks/index.ts';
import { inTransaction } from '../store/sql.ts';
import type { CalibrationShape } from './shapes/calibration.ts';
import type { PrecisionPage } from './shapes/precision.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';
import { createTestApp, testStart, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ learning: { demoteBelow: 0.5 } });
});
afterAll(() => test.drop());

const precision = async (query = '') =>
  (await test.send('viewer', 'GET', `/api/v1/precision${query}`)).body as PrecisionPage;
const say = (id: string | undefined, verb: string) =>
  test.send('on-call', 'POST', `/api/v1/incidents/${id}/feedback`, { verb });

/** Alarms about one column, one every other day, and then each answered by its verb, so that no answer keeps a later alarm away. */
async function alarms(dataset: string, verbs: readonly (string | null)[]): Promise<void> {
  const said: [string | undefined, string | null][] = [];
  for (let day = 0; day < 12; day++) await test.post(ordinaryDay(dataset, day));
  for (const [index, verb] of verbs.entries()) {
    const day = 12 + 2 * index;
    const { incidents } = await test.post(ordinaryDay(dataset, day, { nulls: 6_000 }));
    said.push([incidents[0]?.id, verb]);
    await test.post(ordinaryDay(dataset, day + 1));
  }
  for (const [id, verb] of said) if (verb !== null) await say(id, verb);
}

/** The same day with another column half empty: an alarm of the same family, of which nobody said anything. */
function halfEmpty(profile: Profile): Profile {
  const rows = profile.rowCount ?? 0;
  const nullCount = Math.round(rows / 2);
  const state = { type: 'string', count: rows - nullCount, nullCount } as const;
  return { ...profile, columnMetrics: { ...profile.columnMetrics, state } };
}

describe('the ledger of precision', () => {
  it('counts each alarm once, what nobody answered apart, noisiest first', async () => {
    await alarms('mixed', ['real', 'false_alarm', 'once', null]);
    await alarms('sound', ['real', 'real']);
    const { items, floor, by } = await precision();
    expect({ floor, by }).toEqual({ floor: 0.5, by: 'family' });
    expect(items.map(({ dataset }) => dataset.name)).toEqual(['mixed', 'sound']);
    expect(items[0]).toMatchObject({
      ...{ family: 'share', learned: true, rule: null, alarms: 4, real: 1, falseAlarm: 1, expected: 1, unmarked: 1 },
      demoted: false,
    });
    expect(items[0]?.precision?.share).toBe(0.5);
    // Wilson's interval for 1 of 2.
    expect(items[0]?.precision?.low).toBeCloseTo(0.0945, 3);
    expect(items[0]?.precision?.high).toBeCloseTo(0.9055, 3);
    expect((await precision('?by=rule&dataset=sound')).items).toMatchObject([
      { rule: { suite: '(learned)', expectation: 'amount.anomaly' }, real: 2, precision: { share: 1 } },
    ]);
    expect((await precision('?by=dataset')).items[0]).toMatchObject({ family: null, rule: null, alarms: 4 });
    expect((await precision('?since=2027-01-01T00:00:00Z')).items).toEqual([]);
    expect((await precision('?family=rows')).items).toEqual([]);
    expect((await precision('?limit=1')).nextCursor).toBe('o1');
  });

  it('is of the namespaces that somebody may see', async () => {
    const answer = await test.app.request('/api/v1/precision', {
      headers: { authorization: `Bearer ${await test.key('viewer', ['finance'])}` },
    });
    expect(await answer.json()).toMatchObject({ items: [], total: 0 });
  });

  it('demotes what is surely right more seldom than the floor, until what was said is taken back', async () => {
    await alarms(
      'noisy',
      Array.from({ length: 8 }, () => 'false_alarm'),
    );
    await test.receive.learner?.tuner.refresh();
    expect((await precision('?dataset=noisy')).items).toMatchObject([{ falseAlarm: 8, demoted: true }]);
    const shown = await test.post(halfEmpty(ordinaryDay('noisy', 60)));
    expect(shown).toMatchObject({ incidents: [], gate: 'allow' });
    const told = shown.results.find(({ expectation }) => expectation === 'state.anomaly');
    expect(told).toMatchObject({ outcome: 'warn', standing: 'shadow', basis: { family: 'share' } });
    const incidents = await test.send('viewer', 'GET', '/api/v1/incidents?dataset=noisy&sort=id');
    const [first] = (incidents.body as { items: { id: string }[] }).items;
    const detail = await test.send('viewer', 'GET', `/api/v1/incidents/${first?.id}`);
    const [said] = (detail.body as { feedback: { id: string }[] }).feedback;
    await test.send('on-call', 'DELETE', `/api/v1/incidents/${first?.id}/feedback/${said?.id}`);
    await test.receive.learner?.tuner.refresh();
    expect((await precision('?dataset=noisy')).items).toMatchObject([{ falseAlarm: 7, demoted: false }]);
  });

  it('tells again what somebody promotes, until new marks push it below once more', async () => {
    await alarms(
      'promoted',
      Array.from({ length: 8 }, () => 'false_alarm'),
    );
    await test.receive.learner?.tuner.refresh();
    expect(await precision('?dataset=promoted')).toMatchObject({
      mayPromote: false,
      items: [{ demoted: true, promoted: null }],
    });
    expect((await promote('promoted', 'rows')).status).toBe(409);
    const { status, body } = await promote('promoted', 'share', 'the loader is mended');
    expect(status).toBe(200);
    expect(body).toMatchObject({ family: 'share', promoted: { note: 'the loader is mended' } });
    expect((await precision('?dataset=promoted')).items).toMatchObject([
      { demoted: false, falseAlarm: 8, promoted: { note: 'the loader is mended' } },
    ]);
    expect((await promote('promoted', 'share')).status).toBe(409);
    const [entry] = await test.receive.pool`
      select action, after from audit_entry where action = 'precision.promoted' order by id desc limit 1`;
    expect(entry).toMatchObject({ after: { family: 'share', note: 'the loader is mended' } });
    const told: VerdictAnswer[] = [];
    for (let day = 60; day < 76; day += 2) {
      told.push(await test.post(halfEmpty(ordinaryDay('promoted', day))));
      await test.post(ordinaryDay('promoted', day + 1));
    }
    expect(told.map(({ gate, incidents: [one] }) => [gate, one?.relation])).toEqual(told.map(() => ['warn', 'opened']));
    // Eight that are said later end it again, and seven do not.
    test.at(new Date(Date.parse(testStart) + 3_600_000).toISOString());
    const isDemoted = async (marked: readonly VerdictAnswer[]) => {
      for (const { incidents } of marked) expect((await say(incidents[0]?.id, 'false_alarm')).status).toBe(200);
      await test.receive.learner?.tuner.refresh();
      return (await precision('?dataset=promoted')).items[0]?.demoted;
    };
    expect(await isDemoted(told.slice(1))).toBe(false);
    expect(await isDemoted(told.slice(0, 1))).toBe(true);
    expect((await promote('promoted', 'share')).status).toBe(200);
    test.at(testStart);
  });
});

const promote = (dataset: string, family: string, note?: string) =>
  test.send('on-call', 'POST', `/api/v1/datasets/${dataset}/precision/promote`, { family, ...(note && { note }) });

const now = new Date(testStart);
const dayBefore = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
const scores = (counts: Record<number, number>): number[] => {
  const bins = new Array<number>(SCORE_BINS).fill(0);
  for (const [score, count] of Object.entries(counts)) bins[binOf(Number(score))] = count;
  return bins;
};
const count = (ago: number, counts: [Family, number[]][]) =>
  addTally(test.receive.pool, { day: dayBefore(ago), engine: ENGINE_VERSION, counts: new Map(counts) });
const calibrate = () => inTransaction(test.receive.pool, (sql) => makeCalibration({ context: test.receive, sql }, now));
const calibration = async () => (await test.send('viewer', 'GET', '/api/v1/calibration')).body as CalibrationShape;

describe('a calibration', () => {
  it('is made of counts that all processes add up', async () => {
    await test.receive.learner?.tally.flush();
    const sum = async () => {
      const rows = await readTallies(test.receive.pool, { engine: ENGINE_VERSION, since: dayBefore(1) });
      return rows.flatMap(({ family, counts }) => (family === 'share' ? counts : [])).reduce((a, b) => a + b, 0);
    };
    const before = await sum();
    expect(before).toBeGreaterThan(100);
    await test.post(ordinaryDay('counted', 0));
    await test.post(ordinaryDay('counted', 1));
    await new Promise((resolve) => setImmediate(resolve));
    await test.receive.learner?.tally.flush();
    const after = await sum();
    expect(after).toBeGreaterThan(before);
    await Promise.all(
      [1, 2, 3].map(() =>
        count(0, [
          ['share', scores({ 0.1: 10 })],
          ['rows', scores({ 0.1: 1 })],
        ]),
      ),
    );
    expect(await sum()).toBe(after + 30);
  });

  it('raises the lines of a family that tells too much, is made once, and never changed', async () => {
    await test.receive.pool`delete from learned_tally`;
    await count(30, [['distance', scores({ 0.3: 9_000, 1.2: 50, 3: 5 })]]);
    await count(2, [['distance', scores({ 0.3: 900, 1.2: 5 })]]);
    await count(80, [['spread', scores({ 3: 10_000 })]]);
    const version = await calibrate();
    expect(version).not.toBeNull();
    const made = await calibration();
    expect(made).toMatchObject({ version, engine: ENGINE_VERSION, builtIn: { normal: 1 } });
    expect(made.families.map(({ family }) => family)).toEqual(['distance']);
    expect(made.families[0]?.factors.normal).toBeGreaterThan(1.2);
    expect(made.families[0]).toMatchObject({ scores: 9_960, outOfOrdinary: 60, real: 0 });
    expect(made.families[0]?.drift).toBeLessThan(0.01);
    expect(await calibrate()).toBeNull();
    await count(1, [['distance', scores({ 4: 400 })]]);
    expect(await calibrate()).toBe((version ?? 0) + 1);
    const [first] = await test.receive.pool<
      { families: unknown }[]
    >`select families from calibration where version = ${version}`;
    expect(first?.families).toEqual({ distance: made.families[0]?.factors });
  });

  it('names itself in what is judged by it', async () => {
    await test.receive.learner?.tuner.refresh();
    const { version } = await calibration();
    for (let day = 0; day < 12; day++) await test.post(ordinaryDay('named', day));
    const broken = await test.post(ordinaryDay('named', 12, { nulls: 6_000 }));
    expect(broken.learned).toMatchObject({ calibration: version });
    expect(broken.results).toMatchObject([{ basis: { calibration: version } }]);
  });

  it('leaves out what somebody calls a real fault', async () => {
    await test.receive.pool`delete from learned_tally`;
    await test.receive.pool`delete from calibration`;
    await alarms('faulty', ['real']);
    await new Promise((resolve) => setImmediate(resolve));
    await test.receive.learner?.tally.flush();
    await count(3, [['share', scores({ 0.3: 5_000 })]]);
    await calibrate();
    const share = (await calibration()).families.find(({ family }) => family === 'share');
    expect(share?.real).toBeGreaterThan(0);
    expect(share?.factors.normal).toBe(1);
  });
});
