import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInconsistencies, mergeProfiles, type ColumnProfile, type Profile } from '../index.ts';
import { degradation } from '../testing/degrade.ts';
import { EXPECTATIONS, judgeEverything, told, SEED } from '../testing/judge-everything.ts';
import { profileOf } from '../testing/judge.ts';
import { profileRows, type Row } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

/** A profile of some rows, with the types of the whole: a column of nulls does not know its type. */
function partOf(rows: readonly Row[], whole: Profile): Profile {
  const { columnMetrics, ...rest } = profileRows(rows, COLUMNS);
  const typed = Object.entries(columnMetrics ?? {}).map(([name, column]) => {
    return [name, { ...column, type: whole.columnMetrics?.[name]?.type ?? 'string' }] as const;
  });
  return { ...rest, schema: whole.schema!, columnMetrics: Object.fromEntries(typed) };
}

/** Rows dealt to one to four parts, each with its profile, beside the profile of all rows. */
const dealt = fc
  .tuple(rowsArbitrary(24), fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(3), { minLength: 24, maxLength: 24 }))
  .map(([rows, count, deal]) => {
    const whole = { ...profileRows(rows, COLUMNS), fileCount: count };
    const hands = Array.from({ length: count }, (_, hand) =>
      rows.filter((_row, index) => deal[index]! % count === hand),
    );
    return { rows, whole, parts: hands.map((hand) => partOf(hand, whole)) };
  });

function merged(parts: readonly Profile[]): Profile {
  const { profile, problems } = mergeProfiles(parts);
  if (profile === null) throw new Error(problems.join('; '));
  return profile;
}

const EXACT = [
  'type',
  'count',
  'nullCount',
  'nanCount',
  'infCount',
  'zeroCount',
  'negativeCount',
  'emptyCount',
  'blankCount',
  'min',
  'max',
  'missingLists',
  'patterns',
] as const;

describe('the profile that is merged from profiles of parts', () => {
  it('has the very counts, extremes, counters and histograms of the profile of all rows', () => {
    fc.assert(
      fc.property(dealt, ({ whole, parts }) => {
        const found = merged(parts);
        for (const name of ['rowCount', 'bytes', 'rowsWritten', 'emptyRowCount', 'counters', 'schema'] as const) {
          expect([name, found[name]]).toEqual([name, whole[name]]);
        }
        for (const column of COLUMNS) {
          const [is, was] = [found.columnMetrics![column]!, whole.columnMetrics![column]!];
          for (const name of EXACT) expect([column, name, is[name]]).toEqual([column, name, was[name]]);
          expect(is.histogram?.counts).toEqual(was.histogram?.counts);
          expect([is.length?.min, is.length?.max]).toEqual([was.length?.min, was.length?.max]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the mean, sum and spread of all rows but for rounding', () => {
    fc.assert(
      fc.property(dealt, ({ whole, parts }) => {
        const [is, was] = [merged(parts).columnMetrics!['a']!, whole.columnMetrics!['a']!];
        for (const name of ['mean', 'stddev', 'variance'] as const) {
          // Parts of one value each do not say which spread is meant: then there is none.
          const isKnown = name === 'mean' || parts.some(({ columnMetrics }) => columnMetrics?.['a']?.stddevKind);
          if (was[name] === undefined || !isKnown) expect(is[name]).toBeUndefined();
          else expect(is[name]).toBeCloseTo(was[name], 9);
        }
        expect(is.sum ?? 0).toBeCloseTo(Number(was.sum ?? 0), 9);
      }),
      { numRuns: 200 },
    );
  });

  it('knows how many different values there are exactly where all are listed, and how often each occurs', () => {
    fc.assert(
      fc.property(dealt, ({ whole, parts }) => {
        for (const name of COLUMNS) {
          const [is, was] = [merged(parts).columnMetrics![name]!, whole.columnMetrics![name]!];
          expect(is.distinct).toEqual(was.distinct);
          const counts = (column: ColumnProfile) =>
            new Map(column.topValues?.map(({ value, count }) => [value, count]));
          expect(counts(is)).toEqual(counts(was));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has quantiles whose true rank among all rows is within the stated error', () => {
    fc.assert(
      fc.property(dealt, ({ rows, parts }) => {
        const { quantiles = {}, rankError = 0 } = merged(parts).columnMetrics!['a']!;
        const values = rows.flatMap(({ a }) => (typeof a === 'number' ? [a] : []));
        for (const [key, value] of Object.entries(quantiles)) {
          const below = values.filter((one) => one < value).length / values.length;
          const upTo = values.filter((one) => one <= value).length / values.length;
          expect(below).toBeLessThanOrEqual(Number(key) + rankError + 1e-9);
          expect(upTo).toBeGreaterThanOrEqual(Number(key) - rankError - 1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not contradict itself, so that a server takes it', () => {
    fc.assert(
      fc.property(dealt, ({ parts }) => {
        expect(findInconsistencies(merged(parts))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is never judged otherwise than the profile of all rows, however little the parts know', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), degradation), { maxLength: 6 });
    fc.assert(
      fc.property(dealt, steps, ({ rows, whole, parts }, taken) => {
        const known = parts.map((part, index) => {
          const ours = taken.filter(([which]) => which % parts.length === index);
          return ours.reduce((profile, [, step]) => step(profile, rows), part);
        });
        const { profile } = mergeProfiles(known);
        if (profile === null) return;
        const [truth, found] = [judgeEverything(whole), judgeEverything(profile)];
        const faults = EXPECTATIONS.flatMap((expectation, index) => {
          const [was, is] = [truth[index]!, found[index]!];
          if (is.outcome === was.outcome || is.outcome === 'undecided' || was.outcome === 'undecided') return [];
          if (isRounding(was.observed, is.observed)) return [];
          const column = JSON.stringify(profile.columnMetrics?.[expectation.column ?? '']);
          return [`${told(expectation)} is ${is.outcome} (${is.reason}), not ${was.outcome}, over ${column}`];
        });
        expect(faults).toEqual([]);
      }),
      { numRuns: 100, seed: SEED },
    );
  });
});

/** Two sums of the same numbers in another order: a bound that lies exactly there may fall between them. */
const isRounding = (one: unknown, other: unknown) =>
  typeof one === 'number' && typeof other === 'number' && one !== other && Math.abs(one - other) < 1e-9 * Math.abs(one);

const column = (fields: ColumnProfile, rest: Partial<Profile> = {}) =>
  profileOf({ ...rest, columnMetrics: { a: fields } });
const mergedColumn = (...fields: ColumnProfile[]) => merged(fields.map((one) => column(one))).columnMetrics!['a']!;

describe('what cannot be merged', () => {
  const part = profileOf({ rowCount: 1, dataInterval: { start: '2026-01-01', end: '2026-01-02' } });
  const cases: [string, Partial<Profile>][] = [
    ['dataset', { dataset: { namespace: 'ns', name: 'other' } }],
    ['dataInterval', { dataInterval: { start: '2026-01-02', end: '2026-01-03' } }],
    ['segment', { segment: [{ key: 'country', value: 'DE' }] }],
    ['scope.filter', { scope: { filter: "country = 'DE'" } }],
  ];
  it.each(cases)('is refused where the parts differ in %s', (field, other) => {
    const { profile, problems } = mergeProfiles([part, { ...part, ...other }]);
    expect(profile).toBeNull();
    expect(problems.join()).toContain(`the parts differ in ${field}`);
  });

  it('is refused where schemas differ, but not where their columns stand in another order', () => {
    const of = (...names: string[]) => profileOf({ schema: { fields: names.map((name) => ({ name, type: 'int' })) } });
    expect(mergeProfiles([of('a', 'b'), of('a')]).problems).toEqual(['the parts differ in schema']);
    expect(mergeProfiles([of('a', 'b'), of('b', 'a')]).problems).toEqual([]);
  });

  it('is left out and named: what one part lacks, and what has no rule', () => {
    const { profile, leftOut } = mergeProfiles([
      column(
        { count: 1, nullCount: 0, skewness: 1, min: 'x', max: 'y' },
        { metrics: { m: 1 }, counters: [{ id: 'c', failed: 0 }] },
      ),
      column({ count: 1, min: 'b', max: 'c' }),
    ]);
    expect(profile?.columnMetrics).toEqual({ a: { count: 2 } });
    const names = ['max', 'min', 'nullCount', 'skewness'].map((name) => `columnMetrics.a.${name}`);
    expect(leftOut).toEqual([...names, 'counters', 'counters.c', 'metrics']);
  });
});

describe('a merged column', () => {
  it('adds decimals in text exactly', () => {
    expect(mergedColumn({ count: 1, sum: '9007199254740993.10' }, { count: 1, sum: '-0.2' }).sum).toBe(
      '9007199254740992.90',
    );
    expect(mergedColumn({ count: 1, sum: '0.1' }, { count: 1, sum: 0.2 }).sum).toBe('0.3');
  });

  it('has as many different values as its parts together only where no value can be in two', () => {
    const ids = (min: number, max: number): ColumnProfile => ({
      count: 5,
      min,
      max,
      distinct: { value: 5, exact: true },
    });
    expect(mergedColumn(ids(1, 5), ids(6, 10)).distinct).toEqual({ value: 10, exact: true });
    expect(mergedColumn(ids(1, 6), ids(6, 10)).distinct).toEqual({ value: 5, exact: false, lower: 5, upper: 10 });
  });

  it('forgets no value that is not a number, though one part did not count them', () => {
    expect(mergedColumn({ count: 3, nanCount: 2 }, { count: 3 }).nanCount).toBe(2);
  });

  it('lists how often a value may occur where a part does not list it', () => {
    const listed = (value: string): ColumnProfile => ({ count: 10, topValues: [{ value, count: 7 }] });
    expect(mergedColumn(listed('x'), listed('y')).topValues).toEqual([
      { value: 'x', count: 10, errorUpper: 3 },
      { value: 'y', count: 10, errorUpper: 3 },
    ]);
  });

  it('is of a sample as soon as one part is', () => {
    const whole = merged([
      profileOf({ rowCount: 1 }),
      profileOf({ rowCount: 1, scope: { sampled: { fraction: 0.1 } } }),
    ]);
    expect(whole.scope).toEqual({ complete: false });
  });
});
