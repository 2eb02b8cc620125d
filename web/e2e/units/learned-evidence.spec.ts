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
const REASON = 'mean 60 is above its usual 40';
const failure = {
  expectation: KEY,
  reason: REASON,
  expected: { low: 38, high: 44 },
  lastProfileId: 'prf_6',
} as FailureShape;
const result = { basis: { kind: 'learned', value: 40, season: 'week' } } as CheckResultShape;
const healed = (text: string): IncidentDetail['timeline'] => [{ at: at(7), kind: 'healed', actor: null, text }];
const TAKEN = `amount: ${REASON}: the new level is taken for usual after 3 runs: 56 to 64`;

test('the usual range belongs to the newest run in alarm, and what was in alarm is not learned from', () => {
  const marks = learnedMarks({ failure, result, series: seriesWith([4, 5, 6]), timeline: [], feedback: [] });
  expect(marks.range).toEqual({ profileId: 'prf_6', low: 38, high: 44, isSeasonal: true });
  expect(marks.unlearned).toEqual(['prf_4', 'prf_5', 'prf_6']);
  expect(marks.levels).toEqual([]);
});

test('a level that stayed is a step at the first run after the alarms; one that came back is none', () => {
  const series = seriesWith([4, 5, 6]);
  const marks = learnedMarks({ failure, result, series, timeline: healed(TAKEN), feedback: [] });
  expect(marks.levels).toEqual([{ at: at(7), from: 40, to: 60 }]);
  const back = learnedMarks({
    failure,
    result,
    series,
    timeline: healed(`amount: ${REASON}: back within 38 to 44`),
    feedback: [],
  });
  expect(back.levels).toEqual([]);
  const other = TAKEN.replace(REASON, 'mean 9 is below its usual 11');
  expect(learnedMarks({ failure, result, series, timeline: healed(other), feedback: [] }).levels).toEqual([]);
});

test('a failure without a range in numbers draws none', () => {
  const marks = learnedMarks({
    failure: { ...failure, expected: null },
    result: null,
    series: seriesWith([]),
    timeline: [],
    feedback: [],
  });
  expect(marks).toEqual({ range: null, unlearned: [], levels: [] });
});

test('a run that somebody called real or just this value is not learned from, until it is taken back', () => {
  const said = (verb: 'once' | 'false_alarm', profileId: string, undoneAt: string | null) =>
    ({ verb, profileId, undoneAt, expectations: [KEY] }) as IncidentDetail['feedback'][number];
  const feedback = [said('once', 'prf_2', null), said('once', 'prf_3', at(8)), said('false_alarm', 'prf_1', null)];
  const marks = learnedMarks({ failure, result, series: seriesWith([]), timeline: [], feedback });
  expect(marks.unlearned).toEqual(['prf_2']);
});
