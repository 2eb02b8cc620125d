import { expect, test } from '@playwright/test';
import { worstBreaches } from '../../src/lib/charts/breaches.ts';
import { seriesSummary } from '../../src/lib/charts/chart-words.ts';
import { levelSteps, NO_MARKS, usualBound, type LearnedMarks } from '../../src/lib/charts/learned-marks.ts';
import { lineGeometry } from '../../src/lib/charts/line-geometry.ts';
import type { MetricSeries } from '../../src/lib/api/types.ts';

const DAY = 86_400_000;
const series = (values: (number | null)[]): MetricSeries => ({
  name: 'amount.mean',
  points: values.map((value, index) => ({
    at: new Date(index * DAY).toISOString(),
    profileId: `prf_${index}`,
    value,
    verdict: 'pass',
  })),
  bound: null,
  breaches: [],
});
const pointsOf = (one: MetricSeries) => one.points.map((point) => ({ ...point, at: Date.parse(point.at) }));
const range = (profileId: string, isSeasonal = false): NonNullable<LearnedMarks['range']> => ({
  profileId,
  low: 38,
  high: 44,
  isSeasonal,
});
const drawn = (one: MetricSeries, marks: LearnedMarks['range']) => {
  const points = pointsOf(one);
  const usual = usualBound(marks, points);
  return lineGeometry({ points, bound: null, usual, width: 560, height: 190, share: false });
};

test('a usual range without a season is drawn over all runs, one that the season moves about its run alone', () => {
  const one = series([40, 41, 42, 41, 60]);
  const [wide, narrow] = [drawn(one, range('prf_4')), drawn(one, range('prf_2', true))];
  expect(wide.usual).toMatchObject({ left: wide.inner.left, right: wide.inner.right, topEdge: true, bottomEdge: true });
  const step = wide.x(3 * DAY) - wide.x(2 * DAY);
  expect((narrow.usual?.right ?? 0) - (narrow.usual?.left ?? 0)).toBeCloseTo(step, 5);
  expect(((narrow.usual?.right ?? 0) + (narrow.usual?.left ?? 0)) / 2).toBeCloseTo(narrow.x(2 * DAY), 5);
});

test('the usual range is in view though every value lies far outside it', () => {
  const { usual, inner } = drawn(series([60, 61, 62, 60, 61]), { ...range('prf_4'), low: 55, high: 57 });
  expect(usual?.top).toBeGreaterThan(inner.top);
  expect(usual?.bottom).toBeLessThan(inner.bottom);
});

test('the range of a run that is not shown is not drawn at another', () => {
  expect(drawn(series([40, 41]), range('prf_9')).usual).toBeNull();
});

test('a change of level stands at its day, inside the plot; one outside the span is left out', () => {
  const one = series([40, 41, 60, 61]);
  const plot = drawn(one, null);
  const [at, outside] = [one.points[2]?.at ?? '', new Date(9 * DAY).toISOString()];
  const steps = levelSteps(
    [
      { at, from: 40, to: 1e9 },
      { at: outside, from: 1, to: 2 },
    ],
    plot,
  );
  expect(steps).toHaveLength(1);
  expect(steps[0]).toMatchObject({ x: plot.x(2 * DAY), from: plot.y(40), to: plot.inner.top });
});

test('the sentence says yes or no to the run that was judged, and what nothing was learned from', () => {
  const one = series([40, 41, 60, 41]);
  expect(seriesSummary(one, { ...NO_MARKS, range: range('prf_2'), unlearned: ['prf_2'] })).toBe(
    'No. 60 against 38 to 44 usual; nothing is learned from 1 value.',
  );
  expect(seriesSummary(one, { ...NO_MARKS, range: range('prf_3') })).toBe('Yes. 41 against 38 to 44 usual.');
  expect(seriesSummary(one, { ...NO_MARKS, range: { ...range('prf_2'), low: null } })).toContain('at most 44 usual');
  expect(seriesSummary(one, { ...NO_MARKS, range: range('prf_9') })).toContain('no bounds declared');
});

test('a profile that broke two rules has one mark, that of the worse, and counts once', () => {
  const breach = (profileId: string, outcome: 'warn' | 'fail', suite: string) => ({
    ...{ at: '', profileId, outcome, suite, expectation: suite === '(learned)' ? 'amount.anomaly' : 'amount.mean' },
    reason: 'mean 60 is above its usual 40.5',
  });
  const one = {
    ...series([40, 41, 60]),
    breaches: [breach('prf_2', 'warn', '(learned)'), breach('prf_2', 'fail', 'orders')],
    bound: { low: 10, high: 50 },
  };
  expect(worstBreaches(one).get('prf_2')).toMatchObject({ outcome: 'fail', suite: 'orders' });
  expect(seriesSummary(one)).toBe('No. 60 against 10 to 50 declared; 1 of 3 profiles outside.');
  const learned = { ...one, breaches: one.breaches.slice(0, 1), bound: { low: 10, high: 90 } };
  expect(seriesSummary(learned)).toBe('Not as usual. 60: mean 60 is above its usual 40.5; 1 of 3 profiles outside.');
});
