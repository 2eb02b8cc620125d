import { expect, test } from '@playwright/test';
import { seriesSummary, shiftSummary } from '../../src/lib/charts/chart-words.ts';
import { commonBins, sharesOn } from '../../src/lib/charts/histogram-bins.ts';
import { ganttScale, placeOn } from '../../src/lib/charts/gantt-scale.ts';
import { lineGeometry, nearestIndex, stretchesOf } from '../../src/lib/charts/line-geometry.ts';
import type { MetricSeries } from '../../src/lib/api/types.ts';

const DAY = 86_400_000;
const points = (values: (number | null)[]) => values.map((value, index) => ({ at: index * DAY, value }));
const drawn = (values: (number | null)[], bound: { low: number | null; high: number | null } | null = null) =>
  lineGeometry({ points: points(values), bound, width: 560, height: 190, share: false });

test('a gap stays a gap: a missing value cuts the line', () => {
  expect(stretchesOf(points([1, 2, null, 4, 5])).map((one) => one.length)).toEqual([2, 2]);
  expect(drawn([1, 2, null, 4, 5]).paths).toHaveLength(2);
});

test('a point between two gaps is drawn as a dot, as no line shows it', () => {
  expect(drawn([1, null, 3, null, 5]).lone).toHaveLength(3);
});

test('no two ticks of an axis read the same', () => {
  for (const values of [
    [7000.1, 7000.2],
    [1e9, 1.01e9],
    [0.00012, 0.00013],
    [5, 5, 5],
    [-3, 3],
    [0, 0],
  ]) {
    const { yTicks, xTicks } = drawn(values);
    expect(new Set(yTicks.map((tick) => tick.label)).size).toBe(yTicks.length);
    expect(new Set(xTicks.map((tick) => tick.label)).size).toBe(xTicks.length);
    expect(yTicks.length).toBeGreaterThan(1);
  }
});

test('a value a hundred times the others is drawn on a log axis, with zero or below never', () => {
  expect(drawn([40, 41, 4190]).log).toBe(true);
  expect(drawn([0, 41, 4190]).log).toBe(false);
  expect(drawn([40, 41, 42]).log).toBe(false);
});

test('a bound far away does not flatten the line, a near one is drawn with its edge', () => {
  const far = drawn([100, 110, 105], { low: 0, high: 1_000_000 });
  expect(far.band).toMatchObject({ topEdge: false });
  expect(far.y(110) - far.y(100)).toBeLessThan(-20);
  expect(drawn([100, 110, 105], { low: 95, high: 115 }).band).toMatchObject({ topEdge: true, bottomEdge: true });
  expect(drawn([100, 110], { low: 90, high: null }).band).toMatchObject({ topEdge: false, bottomEdge: true });
});

test('everything drawn lies inside the plot', () => {
  for (const values of [[1, 2, 3], [5], [0, 0], [-10, 1e6], [null, 2, null]]) {
    const { inner, y, x } = drawn(values);
    points(values).forEach(({ at, value }) => {
      if (value === null) return;
      expect(y(value)).toBeGreaterThanOrEqual(inner.top - 0.001);
      expect(y(value)).toBeLessThanOrEqual(inner.bottom + 0.001);
      expect(x(at)).toBeGreaterThanOrEqual(inner.left - 0.001);
      expect(x(at)).toBeLessThanOrEqual(inner.right + 0.001);
    });
  }
});

test('the nearest point to an instant is found', () => {
  expect(nearestIndex(points([1, 2, 3]), DAY * 1.4)).toBe(1);
  expect(nearestIndex([], 0)).toBe(-1);
});

test('a histogram put on other bins keeps its whole mass', () => {
  const source = { boundaries: [0, 10, 20, 50, 100], counts: [5, 20, 60, 15] };
  for (const edges of [
    [0, 25, 100],
    [10, 20, 30],
    [-5, 200],
    [0, 1, 2, 3, 4],
  ]) {
    const total = sharesOn(edges, source).reduce((sum, one) => sum + one, 0);
    expect(total).toBeCloseTo(1, 10);
  }
  expect(sharesOn([0, 10, 20], { boundaries: [5, 5], counts: [3] })).toEqual([1, 0]);
  expect(sharesOn([0, 1], { boundaries: [0, 1], counts: [0] })).toEqual([0]);
});

test('a distribution has everything in common with itself and nothing with its hundredfold', () => {
  const now = { boundaries: [1, 20, 40, 60, 80], counts: [5, 40, 40, 15] };
  const hundredfold = { boundaries: now.boundaries.map((end) => end * 100), counts: now.counts };
  expect(commonBins(now, now).overlap).toBeCloseTo(1, 10);
  const moved = commonBins(hundredfold, now);
  expect(moved.log).toBe(true);
  expect(moved.overlap).toBeLessThan(0.05);
  expect(commonBins(now, null).overlap).toBeNull();
});

test('the sentence under a chart follows from its numbers', () => {
  const series: MetricSeries = {
    name: 'amount.mean',
    points: [40, 41, 4190].map((value, index) => ({
      at: new Date(index * DAY).toISOString(),
      profileId: `prf_${index}`,
      value,
      verdict: 'pass',
    })),
    bound: { low: 10, high: 90 },
    breaches: [],
  };
  expect(seriesSummary(series)).toBe('Yes. 4,190 against 10 to 90 declared; none of 3 profiles outside.');
  const breach = {
    at: '',
    profileId: 'prf_2',
    expectation: 'amount.mean',
    suite: 's',
    outcome: 'fail' as const,
    reason: '',
  };
  expect(seriesSummary({ ...series, breaches: [breach] })).toBe(
    'No. 4,190 against 10 to 90 declared; 1 of 3 profiles outside.',
  );
  expect(seriesSummary({ ...series, bound: null })).toBe(
    '4,190 last, 40 to 4,190 over 3 profiles; no bounds declared.',
  );
  expect(seriesSummary({ ...series, points: [] })).toBe('No profile has carried it yet.');
});

test('a move by a clean power of ten is named as a possible change of unit, any other is not', () => {
  const sentence = (before: number, now: number) => shiftSummary({ overlap: 0, median: { before, now } });
  expect(sentence(41.9, 4190)).toContain('about 100 times larger: looks like a change of unit');
  expect(sentence(1000, 1)).toContain('about 1,000 times smaller');
  expect(sentence(40, 80)).not.toContain('unit');
  expect(sentence(0, 80)).not.toContain('unit');
});

test('runs against time: no two ticks read the same, and a late one is not cut off for it', () => {
  for (const ends of [[180], [3], [90, 100, 95], [960, 960, 960, 3700], [86_400 * 3], [0.2]]) {
    const { ticks, from, to } = ganttScale(ends.map((end) => ({ start: 0, end })));
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(to).toBeGreaterThan(from);
  }
  const late = [...Array.from({ length: 13 }, () => ({ start: 0, end: 960 })), { start: 2760, end: 3720 }];
  expect(ganttScale(late).to).toBe(3720);
  const stuck = [...Array.from({ length: 13 }, () => ({ start: 0, end: 960 })), { start: 0, end: 960_000 }];
  expect(ganttScale(stuck).to).toBeLessThan(2000);
  expect(placeOn(ganttScale(stuck), 960_000)).toBe(100);
});
