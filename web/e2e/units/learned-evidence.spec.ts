import { expect, test } from '@playwright/test';
import type { CheckResultShape, FailureShape, IncidentDetail, MetricSeries } from '../../src/lib/api/types.ts';
import { learnedMarks } from '../../src/lib/pages/incident/learned-evidence.ts';

const DAY = 86_400_000;
const at = (day: number): string => new Date(day * DAY).toISOString();
const KEY = 'amount.anomaly';

/** Ten runs about 40, the given ones in alarm at 60. */
function seriesWith(alarms: number[]): MetricSeries {
  const points = Array.from({ length: 10 }, (_, day) => ({
    at: at(day),
    profileId: `prf_${day}`,
    value: alarms.includes(day) ? 60 : 40 + day / 10,
    verdict: 'pass' as const,
  }));
  const breaches = alarms.map((day) => ({
    at: at(day),
    profileId: `prf_${day}`,
    expectation: KEY,
    suite: '(learned)',
    outcome: 'warn' as const,
    reason: 'mean 60 is above its usual 40',
  }));
  return { name: 'amount.mean', points, bound: null, breaches };
}
const failure = { expectation: KEY, expected: { low: 38, high: 44 }, lastProfileId: 'prf_6' } as FailureShape;
const result = { basis: { kind: 'learned', value: 40, season: 'week' } } as CheckResultShape;
const healed = (text: string): IncidentDetail['timeline'] => [{ at: at(7), kind: 'healed', actor: null, text }];
const TAKEN = `${KEY}: the new level is taken for usual after 3 runs: 56 to 64`;

test('the usual range belongs to the newest run in alarm, and what was in alarm is not learned from', () => {
  const marks = learnedMarks({ failure, result, series: seriesWith([4, 5, 6]), timeline: [] });
  expect(marks.range).toEqual({ profileId: 'prf_6', low: 38, high: 44, isSeasonal: true });
  expect(marks.unlearned).toEqual(['prf_4', 'prf_5', 'prf_6']);
  expect(marks.levels).toEqual([]);
});

test('a level that stayed is a step at the first run after the alarms; one that came back is none', () => {
  const series = seriesWith([4, 5, 6]);
  const marks = learnedMarks({ failure, result, series, timeline: healed(TAKEN) });
  expect(marks.levels).toEqual([{ at: at(7), from: 40, to: 60 }]);
  const back = learnedMarks({ failure, result, series, timeline: healed(`${KEY}: back within 38 to 44`) });
  expect(back.levels).toEqual([]);
  const other = TAKEN.replace(KEY, 'discount.anomaly');
  expect(learnedMarks({ failure, result, series, timeline: healed(other) }).levels).toEqual([]);
});

test('a failure without a range in numbers draws none', () => {
  const marks = learnedMarks({
    failure: { ...failure, expected: null },
    result: null,
    series: seriesWith([]),
    timeline: [],
  });
  expect(marks).toEqual({ range: null, unlearned: [], levels: [] });
});
