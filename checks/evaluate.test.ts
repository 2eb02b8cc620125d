import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, findInconsistencies, scalarMetrics } from './index.ts';
import type { ColumnProfile, History, Profile } from './index.ts';
import { hashValue, judge, NO_HISTORY, NOW, point, profileOf, suiteOf } from './testing/judge.ts';

const COLUMN_CLAUSES = [
  'not_null: true',
  'must_be_null: true',
  'unique: true',
  'unique_ratio: { at_least: 0.1 }',
  'distinct_count: { at_least: 0 }',
  'in_set: [a, b]',
  'not_in_set: [z]',
  'distinct_set: [a]',
  'distinct_set: { contains: [a] }',
  'most_common_in_set: [a]',
  'range: [-1e300, 1e300]',
  'positive: true',
  'non_negative: true',
  'zero_count: { at_least: 0 }',
  'type: integral',
  'z_score: 1e300',
  'min: { at_least: -1e300 }',
  'max: { at_most: 1e300 }',
  'mean: [-1e300, 1e300]',
  'median: [-1e300, 1e300]',
  'sum: [-1e300, 1e300]',
  'stddev: { at_least: 0 }',
  'variance: { at_least: 0 }',
  'quantile: { p: 0.5, between: [-1e300, 1e300] }',
  'length: { at_least: 0 }',
  'skewness: [-1e300, 1e300]',
  'kurtosis: [-1e300, 1e300]',
  'entropy: { at_least: 0 }',
  'value_range: { at_least: 0 }',
  'mean: { change: { from: previous, within: 1000000 } }',
];
const DATASET_CLAUSES = [
  'row_count: { at_least: 0 }',
  'row_count: { change: { from: { last_n: 7 }, within: 100% } }',
  'rows_written: { at_least: 0 }',
  'bytes: { at_least: 0 }',
  'file_count: { at_least: 0 }',
  'freshness: 9w',
  'freshness: { of: a, within: 9w }',
  'schema: [a]',
  'schema_change: true',
  'column_exists: [a]',
  'column_count: { at_least: 0 }',
  'counter: c',
  'metric: { name: m, at_least: 0 }',
];
const entries = [...DATASET_CLAUSES, ...COLUMN_CLAUSES.map((clause) => `column: a\n${clause}`)];
const suites = [{ suite: suiteOf(...entries), version: 1 }];

const number = fc.oneof(fc.constantFrom(0, 1, 5, -1, NaN, Infinity, 1e308), fc.integer(), fc.double());
const scalar = fc.oneof(number, fc.constantFrom('a', '12', '9'.repeat(30), '2026-01-01', '', 'x'), fc.boolean());
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anything = fc.oneof(fc.anything(), number, scalar);
const topValue = fc.record({
  value: fc.option(scalar),
  count: number,
  errorUpper: maybe(number),
  hashed: maybe(fc.boolean()),
});
const distinct = fc.record({ value: number, exact: maybe(fc.boolean()), lower: maybe(number), upper: maybe(number) });
const NUMBERS = [
  'count',
  'nullCount',
  'nanCount',
  'infCount',
  'zeroCount',
  'negativeCount',
  'uniqueOnceCount',
  'duplicateCount',
  'mean',
  'stddev',
  'variance',
  'skewness',
  'kurtosis',
  'median',
  'entropy',
  'rankError',
  'otherCount',
] as const;
const column = fc.record(
  {
    ...Object.fromEntries(NUMBERS.map((name) => [name, maybe(number)])),
    min: maybe(scalar),
    max: maybe(scalar),
    sum: maybe(number),
    distinct: maybe(distinct),
    quantiles: maybe(fc.dictionary(fc.constantFrom('0.5', '0.1', '0.9', 'x'), number)),
    topValues: maybe(fc.array(topValue, { maxLength: 4 })),
    valueCountsComplete: maybe(fc.boolean()),
    length: maybe(fc.record({ min: maybe(number), max: maybe(number) })),
    typeCounts: maybe(fc.dictionary(fc.constantFrom('integral', 'string', 'null'), number)),
    timestamp: maybe(fc.record({ max: maybe(fc.string()) })),
    histogram: maybe(fc.record({ boundaries: fc.array(number), counts: fc.array(number) })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ColumnProfile>;
const wild = fc.record(
  {
    rowCount: anything,
    bytes: anything,
    schema: anything,
    columnMetrics: anything,
    counters: anything,
    metrics: anything,
    scope: anything,
    capturedAt: anything,
    dataInterval: anything,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Profile>>;
const typed = fc.record({ rowCount: maybe(number), columnMetrics: fc.record({ a: column }) }) as fc.Arbitrary<
  Partial<Profile>
>;
const SOUND: ColumnProfile = {
  count: 10,
  nullCount: 0,
  zeroCount: 0,
  negativeCount: 0,
  distinct: { value: 10, exact: true },
  uniqueOnceCount: 10,
  min: 1,
  max: 10,
  mean: 5,
  median: 5,
  sum: 50,
  stddev: 2,
  variance: 4,
  skewness: 0,
  kurtosis: 0,
  entropy: 2,
  quantiles: { '0.5': 5 },
  length: { min: 1, max: 2 },
  typeCounts: { integral: 10 },
  topValues: [{ value: 'a', count: 10 }],
  valueCountsComplete: true,
};
const nanLike = (value: unknown): unknown => {
  if (typeof value === 'number') return NaN;
  if (Array.isArray(value)) return value.map(nanLike);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nanLike(inner)]));
};
const history: History = {
  points: [point('2026-11-21T00:00:00Z', { rowCount: 5, 'a.mean': 1 })],
  previousSchema: null,
};
const run = (profile: Partial<Profile>) => evaluate({ profile: profileOf(profile), history, suites, hashValue }, NOW);

describe('evaluate', () => {
  it('never throws and answers every expectation in order, whatever the profile', () => {
    fc.assert(
      fc.property(fc.oneof(wild, typed), (profile) => {
        expect(run(profile).map((one) => one.expectation)).toEqual(suites[0]?.suite.expectations.map((one) => one.key));
      }),
    );
  });

  it('is never an error over a profile of the right shape, and its result is finite JSON', () => {
    fc.assert(
      fc.property(typed, (profile) => {
        for (const result of run(profile)) expect([result.outcome, result.kind]).not.toEqual(['error', result.kind]);
      }),
    );
  });

  it('passes nothing over an empty profile', () => {
    for (const result of run({})) expect(result).toMatchObject({ outcome: 'undecided', needs: expect.any(String) });
  });

  it.each(COLUMN_CLAUSES)('never passes %s over a column whose every number is NaN', (clause) => {
    const values = Object.fromEntries(NUMBERS.filter((name) => name !== 'otherCount').map((name) => [name, NaN]));
    const nan = {
      ...values,
      min: NaN,
      max: NaN,
      sum: NaN,
      distinct: { value: NaN },
      quantiles: { '0.5': NaN },
      length: { min: NaN, max: NaN },
    };
    const noTops = judge(`column: a\n${clause}`, { columnMetrics: { a: nan } }, history);
    expect(noTops.outcome).not.toBe('pass');
    expect(noTops.outcome).not.toBe('warn');
  });

  it('treats NaN like a missing number: what a pass needs, it needs as a number', () => {
    let needed = 0;
    for (const clause of COLUMN_CLAUSES) {
      const outcomeOf = (a: ColumnProfile) => judge(`column: a\n${clause}`, { columnMetrics: { a } }, history).outcome;
      if (outcomeOf(SOUND) !== 'pass') continue;
      for (const field of Object.keys(SOUND) as (keyof ColumnProfile)[]) {
        const without: ColumnProfile = { ...SOUND };
        Reflect.deleteProperty(without, field);
        if (field === 'valueCountsComplete' || outcomeOf(without) === 'pass') continue;
        needed++;
        const withNaN = { ...SOUND, [field]: nanLike(SOUND[field]) };
        expect([clause, field, outcomeOf(withNaN)]).not.toEqual([clause, field, 'pass']);
      }
    }
    expect(needed).toBeGreaterThan(20);
  });

  it('never passes an approximate distinct count whose range reaches over the bound', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(50), fc.nat(50), fc.nat(150), (value, under, over, limit) => {
        const a = {
          count: 200,
          distinct: { value, exact: false, lower: Math.max(0, value - under), upper: value + over },
        };
        const { outcome } = judge(`column: a\ndistinct_count: { at_most: ${limit} }`, { columnMetrics: { a } });
        expect(outcome).toBe(value + over <= limit ? 'pass' : value - under > limit ? 'fail' : 'undecided');
      }),
    );
  });

  it('is monotone in the bound: what passes a narrow one passes a wider one', () => {
    const rank = { pass: 0, warn: 1, undecided: 2, fail: 3, error: 4 };
    const clauses = ['mean', 'min', 'max', 'sum', 'range', 'distinct_count', 'median', 'value_range'];
    const bound = fc.integer({ min: -100, max: 100 });
    const wide = fc.nat(50);
    fc.assert(
      fc.property(column, fc.constantFrom(...clauses), bound, bound, wide, (a, clause, one, other, more) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const narrow = judge(`column: a\n${clause}: [${low}, ${high}]`, { columnMetrics: { a } });
        const wider = judge(`column: a\n${clause}: [${low - more}, ${high + more}]`, { columnMetrics: { a } });
        expect(rank[wider.outcome]).toBeLessThanOrEqual(rank[narrow.outcome]);
      }),
      { numRuns: 300 },
    );
  });

  it('lets no negative count make a narrow range look better than a wide one', () => {
    const a: ColumnProfile = { nanCount: -1, min: 0, max: 0 };
    const outcomeOf = (bound: string) => judge(`column: a\nrange: ${bound}`, { columnMetrics: { a } }).outcome;
    expect(outcomeOf('[-1, -1]')).toBe('fail');
    expect(outcomeOf('[-2, 0]')).toBe(outcomeOf('[-1, 1]'));
  });

  it('does not depend on the order of columns', () => {
    const names = ['a', 'b', 'c', 'd'];
    const both = suiteOf(...names.map((name) => `column: ${name}\nnot_null: true\nmean: { at_most: 3 }`));
    fc.assert(
      fc.property(
        fc.tuple(column, column, column, column),
        fc.shuffledSubarray(names, { minLength: 4 }),
        (columns, order) => {
          const metrics = Object.fromEntries(names.map((name, index) => [name, columns[index] as ColumnProfile]));
          const shuffled = Object.fromEntries(order.map((name) => [name, metrics[name] as ColumnProfile]));
          const of = (columnMetrics: Record<string, ColumnProfile>) =>
            evaluate(
              {
                profile: profileOf({ columnMetrics }),
                history: NO_HISTORY,
                suites: [{ suite: both, version: 1 }],
                hashValue,
              },
              NOW,
            );
          expect(of(shuffled)).toEqual(of(metrics));
          expect(scalarMetrics(profileOf({ columnMetrics: shuffled }))).toEqual(
            scalarMetrics(profileOf({ columnMetrics: metrics })),
          );
        },
      ),
    );
  });
});

describe('findInconsistencies and scalarMetrics', () => {
  it('never throw over a profile of the right shape, and metrics are finite', () => {
    fc.assert(
      fc.property(typed, (profile) => {
        findInconsistencies(profileOf(profile));
        const { names, values } = scalarMetrics(profileOf(profile));
        expect(names.length).toBe(values.length);
        expect(new Set(names).size).toBe(names.length);
        expect(values.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
