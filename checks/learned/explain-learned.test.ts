import { describe, expect, it } from 'vitest';
import { explainLearned, judgeLearned, type ExplainAsked, type Explanation, type Profile } from '../index.ts';
import { dayAt, lastOf, ordersOf, steadyDays, type OrdersOf } from '../testing/learned-days.ts';

const versions = { engine: 1, calibration: null };
const STEADY = steadyDays(40);
const after = (...days: OrdersOf[]): Profile[] => [...STEADY, ...days.map(ordersOf)];
const explain = (days: readonly Profile[], asked: Partial<ExplainAsked> = {}): Explanation =>
  explainLearned({ ...lastOf(days), versions }, { most: 100, ...asked });

describe('the explanation of a measure', () => {
  const mean = explain(after({ mean: 500 }), { measure: 'amount.mean' }).measures[0]!;

  it('tells what was measured, what was foretold, from what, and why it is an alarm', () => {
    expect(mean).toMatchObject({
      ...{
        key: 'amount.mean',
        expectation: 'amount.anomaly',
        family: 'location',
        metric: 'amount.mean',
        isAlarm: true,
      },
      ...{ observed: 500, model: 'level', season: null, history: 40, excluded: 0, alarmRuns: null, p: null },
      ...{ input: { rows: 1000 }, calibration: { version: null, factor: 1 }, driftedFrom: null },
      sentence: expect.stringMatching(/^mean 500 is 10 times its usual 50 /),
    });
    expect(mean.usual).toBeCloseTo(50, 0);
    expect(mean.z).toBeGreaterThan(mean.limit);
    expect(mean.effect).toBeGreaterThan(mean.gate);
    expect(mean.recent.length).toBeGreaterThan(20);
    for (const value of mean.recent) expect(Math.abs(value - 50)).toBeLessThan(2);
  });

  it('adds up: one deviation is the larger of errors and sampling, and ignorance beside it', () => {
    const { total, errors, sampling, ignorance } = mean.deviation;
    expect(total).toBeCloseTo(Math.hypot(Math.max(errors, sampling), ignorance), 12);
  });

  it('names every model with what it says, the chosen one with the forecast', () => {
    expect(mean.models.map(({ model }) => model)).toEqual([
      'level',
      'last',
      'trend',
      'drift',
      'seasonal',
      'seasonal trend',
    ]);
    expect(mean.models.find(({ model }) => model === mean.model)?.value).toBeCloseTo(mean.usual ?? NaN, 9);
    expect(mean.models.every(({ error }) => error === null || error >= 0)).toBe(true);
  });

  it('says what would have changed the verdict, and that is so', () => {
    const [sentence] = mean.wouldChange;
    const line = Number(/^up to ([\d.]+) it would have been no alarm$/.exec(sentence ?? '')?.[1]);
    const { input } = lastOf(after({ mean: 500 }));
    const told = (value: number): number =>
      judgeLearned({ ...input, profile: ordersOf({ mean: value }) }).judged.find(
        ({ measure }) => measure.key === 'amount.mean',
      )!.told;
    expect(told(line - 0.1)).toBeLessThan(1);
    expect(told(line + 0.1)).toBeGreaterThanOrEqual(1);
    const [usual] = explain(after({}), { column: 'amount', measure: 'mean' }).measures;
    expect(usual?.wouldChange[0]).toMatch(/^below 4[\d.]+ or above 5[\d.]+ it would have been an alarm$/);
    expect(usual).toMatchObject({ isAlarm: false, sentence: expect.stringMatching(/^as usual: 4[\d.]+ to 5[\d.]+$/) });
  });

  it('says from how many runs on it knows more', () => {
    const [young] = explain(steadyDays(9), { measure: 'rowCount' }).measures;
    expect(young?.wouldChange).toContain('from 21 runs on it can know weekdays (8 so far)');
    expect(explain(after({}), { measure: 'rowCount' }).measures[0]?.wouldChange.join()).not.toContain('runs on');
  });

  it('counts the runs in alarm that nothing was learnt of', () => {
    const [third] = explain(after({ mean: 500 }, { mean: 501 }), { measure: 'amount.mean' }).measures;
    expect(third).toMatchObject({ isAlarm: true, alarmRuns: 1, excluded: 1, history: 40 });
  });
});

describe('the explanation of a profile', () => {
  it('has the most suspicious measures first, of what is asked', () => {
    const all = explain(after({ mean: 500 }));
    expect(all).toMatchObject({ runs: 40, cadence: 'day', seasonFrom: 21 });
    expect(all.measures).toHaveLength(all.judged);
    expect(all.measures[0]?.column).toBe('amount');
    expect(all.measures.map(({ told }) => told)).toEqual(
      all.measures.map(({ told }) => told).toSorted((a, b) => b - a),
    );
    expect(explain(after({}), { column: null }).measures.map(({ key }) => key)).toEqual(['rowCount']);
    expect(explain(after({}), { column: 'nobody' }).measures).toEqual([]);
    expect(explain(after({}), { most: 2 }).measures).toHaveLength(2);
  });

  it('knows what is special about the day', () => {
    // Day 58 is the last of February.
    expect(dayAt(58).toISOString().slice(0, 10)).toBe('2026-02-28');
    expect(explain(steadyDays(59)).calendar).toEqual(['month end']);
  });

  it('is empty before there is a past', () => {
    expect(explain([ordersOf({})])).toMatchObject({ runs: 0, judged: 0, measures: [] });
  });
});
