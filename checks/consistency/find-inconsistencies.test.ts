import { describe, expect, it } from 'vitest';
import { findInconsistencies, type ColumnProfile, type Profile } from '../index.ts';
import { profileOf } from '../testing/judge.ts';

const sound: ColumnProfile = {
  type: 'number',
  count: 10,
  nullCount: 2,
  nanCount: 1,
  zeroCount: 1,
  negativeCount: 0,
  distinct: { value: 9.4, exact: false, lower: 8, upper: 11 },
  min: 0,
  max: 9,
  mean: 4,
  median: 4,
  stddev: 2,
  quantiles: { '0.01': 0, '0.5': 4, '0.99': 9 },
  histogram: { boundaries: [0, 5, 9], counts: [5, 4] },
  length: { min: 1, max: 3, mean: 2 },
  topValues: [{ value: 4, count: 3 }],
  otherCount: 7,
};
const pointersOf = (profile: Partial<Profile>) =>
  findInconsistencies(profileOf(profile)).map((problem) => problem.pointer);
const ofColumn = (column: ColumnProfile, rest: Partial<Profile> = {}) =>
  pointersOf({ ...rest, columnMetrics: { a: { ...sound, ...column } } });

describe('a profile that holds together', () => {
  it('has no inconsistencies', () => {
    expect(
      pointersOf({ rowCount: 12, columnMetrics: { a: sound }, counters: [{ id: 'c', failed: 1, tested: 1 }] }),
    ).toEqual([]);
  });
  it('may have fewer values than rows in a sample', () => {
    expect(ofColumn({}, { rowCount: 1000, scope: { sampled: { fraction: 0.1 } } })).toEqual([]);
    expect(ofColumn({}, { rowCount: 1000 })).toEqual(['/columnMetrics/a/count']);
  });
  it('may be off by the rounding of a floating-point mean', () => {
    expect(ofColumn({ min: 0.1, max: 0.1, mean: 0.1 + 1e-16, median: 0.1, quantiles: {} })).toEqual([]);
  });
});

describe('a column that contradicts itself', () => {
  const cases: [string, ColumnProfile, string][] = [
    ['a negative count', { nullCount: -1 }, 'nullCount'],
    ['a fractional count', { zeroCount: 0.5 }, 'zeroCount'],
    ['more zeros than values', { zeroCount: 11 }, 'zeroCount'],
    ['more blanks than values', { blankCount: 11 }, 'blankCount'],
    ['more distinct values than values', { distinct: { value: 11, exact: true } }, 'distinct/value'],
    ['a lower bound above the value', { distinct: { value: 5, exact: false, lower: 6 } }, 'distinct/lower'],
    ['an upper bound below the value', { distinct: { value: 5, exact: false, upper: 4 } }, 'distinct/upper'],
    ['min above max', { min: 10, quantiles: {}, mean: 9.5, median: 9.5 }, 'min'],
    ['text min above text max', { min: '2026-02-01', max: '2026-01-01' }, 'min'],
    ['a mean above max', { mean: 9.1 }, 'mean'],
    ['a median below min', { median: -1 }, 'median'],
    ['a negative spread', { stddev: -1 }, 'stddev'],
    ['a quantile above max', { quantiles: { '0.99': 10 } }, 'quantiles/0.99'],
    ['a quantile below min', { quantiles: { '0.01': -1 } }, 'quantiles/0.01'],
    ['falling quantiles', { quantiles: { '0.9': 3, '0.10': 4 } }, 'quantiles/0.9'],
    ['a rank above one', { quantiles: { '99': 3 } }, 'quantiles/99'],
    ['too many bins', { histogram: { boundaries: [0, 5], counts: [5, 5] } }, 'histogram/counts'],
    ['falling boundaries', { histogram: { boundaries: [0, 5, 5], counts: [5, 5] } }, 'histogram/boundaries/2'],
    ['bins that do not add up', { histogram: { boundaries: [0, 5, 9], counts: [5, 3] } }, 'histogram/counts'],
    ['a negative bin', { histogram: { boundaries: [0, 5, 9], counts: [12, -2] } }, 'histogram/counts/1'],
    ['top values above count', { topValues: [{ value: 1, count: 4 }] }, 'topValues'],
    ['complete counts that fall short', { valueCountsComplete: true, otherCount: 0 }, 'valueCountsComplete'],
    ['a fractional top count', { topValues: [{ value: 1, count: 0.5 }] }, 'topValues/0/count'],
    ['a length min above max', { length: { min: 4, max: 3 } }, 'length/min'],
    ['a mean length above max', { length: { mean: 4, max: 3 } }, 'length/mean'],
  ];
  it.each(cases)('is told at its place: %s', (_what, column, pointer) => {
    expect(ofColumn(column)).toContain(`/columnMetrics/a/${pointer}`);
  });
  it('is pointed at with ~ and / escaped', () => {
    expect(pointersOf({ columnMetrics: { 'a/b~c': { stddev: -1 } } })).toEqual(['/columnMetrics/a~1b~0c/stddev']);
  });
});

describe('a dataset that contradicts itself', () => {
  const cases: [string, Partial<Profile>, string][] = [
    ['a negative row count', { rowCount: -1 }, '/rowCount'],
    ['more duplicates than rows', { rowCount: 1, duplicateRowCount: 2 }, '/duplicateRowCount'],
    [
      'an interval that ends where it starts',
      { dataInterval: { start: '2026-01-01', end: '2026-01-01T00:00:00Z' } },
      '/dataInterval/end',
    ],
    ['two fields of one name', { schema: { fields: [{ name: 'a' }, { name: 'a' }] } }, '/schema/fields/1/name'],
    ['a counter with more failed than tested', { counters: [{ id: 'c', failed: 2, tested: 1 }] }, '/counters/0/failed'],
    ['a negative counter', { counters: [{ id: 'c', failed: -2 }] }, '/counters/0/failed'],
  ];
  it.each(cases)('is told at its place: %s', (_what, profile, pointer) => {
    expect(pointersOf(profile)).toEqual([pointer]);
  });
  it('is told of at most two hundred times', () => {
    const columns = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`c${index}`, { stddev: -1 }]));
    expect(pointersOf({ columnMetrics: columns })).toHaveLength(200);
  });
});
