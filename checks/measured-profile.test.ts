import { describe, expect, it } from 'vitest';
import type { ColumnProfile, Profile } from './index.ts';
import { judge } from './testing/judge.ts';

const odd = (value: unknown) => value as number;
const ofColumns = (a: ColumnProfile, b: ColumnProfile = {}): Partial<Profile> => ({ columnMetrics: { a, b } });
const ids: ColumnProfile = { count: 2, nullCount: 0, min: 1, max: 2 };

describe('what is no measurement', () => {
  it.each<[string, Partial<Profile>]>([
    ['small_files: 1', { bytes: odd(null), fileCount: 1 }],
    ['row_count: { at_most: 5 }', { rowCount: -Infinity }],
    ['column: a\ntype: integral', ofColumns({ count: 2, typeCounts: { integral: 2, string: odd(null) } })],
    ['column: a\nparseable: integer', ofColumns({ count: 2, typeCounts: { integral: 2, string: odd(null) } })],
    ['compound_unique: [a, b]', { rowCount: 2, tupleDistinct: [{ columns: ['a', 'b'], count: Infinity }] }],
    ['column: a\nmissing_values: { list: m }', ofColumns({ ...ids, missingLists: [{ id: 'm', count: odd(null) }] })],
    ['column: a\nmissing_values: [0]', ofColumns({ ...ids, topValues: [{ value: 0, count: odd(null) }] })],
    ['column: a\nquantile: { p: 0.5, at_most: 1 }', ofColumns({ ...ids, quantiles: { '0.5': 1 }, rankError: NaN })],
    ['column: a\nmedian: { at_most: 1 }', ofColumns({ ...ids, median: 1, rankError: NaN })],
    ['counter: { id: c, max_failed: 3 }', { counters: [{ id: 'c', failed: odd(null), tested: 2 }] }],
    ['counter: c', { counters: [{ id: 'c', failed: 0, tested: odd(null) }] }],
    ['column: a\nnot_blank: true', ofColumns({ emptyCount: 0, blankCount: 0, count: NaN })],
    ['pair_comparison: { a: a, is: below, b: b }', ofColumns({ ...ids, max: Infinity }, { ...ids, min: Infinity })],
    ['ratio_of_sums: { of: a, to: b, at_most: 1 }', ofColumns({ ...ids, sum: 1 }, { ...ids, sum: Infinity })],
  ])('leaves %s undecided', (entry, profile) => {
    expect(judge(entry, profile).outcome).toBe('undecided');
  });

  it('makes no complete list of values: an error of a count that is no number leaves the count an estimate', () => {
    const topValues = [{ value: 1, count: 2, errorUpper: NaN }];
    const column: ColumnProfile = { ...ids, topValues, valueCountsComplete: true };
    expect(judge('column: a\ndistinct_set: [1]', ofColumns(column)).outcome).toBe('undecided');
  });

  it('is not told as what was observed', () => {
    const { observed, outcome } = judge('metric: { name: m, at_most: 1 }', { metrics: { m: NaN } });
    expect({ observed, outcome }).toEqual({ observed: null, outcome: 'undecided' });
  });
});
