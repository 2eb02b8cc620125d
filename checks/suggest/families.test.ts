import { describe, expect, it } from 'vitest';
import { suggestSuite, type ColumnProfile, type Profile } from '../index.ts';
import { NOW, profileOf } from '../testing/judge.ts';

const head = { suite: 'orders', dataset: { namespace: 'shop', name: 'orders' } };
const suggest = (profiles: Partial<Profile>[]) => {
  const { suggestions, rest } = suggestSuite(head, profiles.map(profileOf), NOW);
  return [...suggestions, ...rest];
};
/** So many runs, newest first, of one column. */
const runsOf = (count: number, column: (run: number) => ColumnProfile, name = 'a') =>
  Array.from({ length: count }, (_, run) => ({ columnMetrics: { [name]: column(run) } }));
const clauseOf = (profiles: Partial<Profile>[], kind: string) =>
  suggest(profiles).find((one) => one.kind === kind)?.clause;
const listed = (counts: Record<string, number>): ColumnProfile => ({
  type: 'string',
  count: Object.values(counts).reduce((sum, count) => sum + count, 0),
  nullCount: 0,
  topValues: Object.entries(counts).map(([value, count]) => ({ value, count })),
  valueCountsComplete: true,
});

describe('not null', () => {
  it('the limit rests on how runs differ: ten runs alike leave less room than ten that do not', () => {
    const alike = runsOf(10, () => ({ count: 9900, nullCount: 100 }));
    const unlike = runsOf(10, (run) => ({ count: 10_000 - 20 * run, nullCount: 20 * run }));
    const limitOf = (profiles: Partial<Profile>[]) => (clauseOf(profiles, 'not_null') as { mostly: number }).mostly;
    expect(limitOf(alike)).toBeGreaterThan(0.975);
    expect(limitOf(alike)).toBeLessThan(0.99);
    expect(limitOf(unlike)).toBeLessThan(limitOf(alike) - 0.02);
  });

  it('none among 3,000 rows is never; among fewer as many pass as the rule of three leaves possible', () => {
    expect(
      clauseOf(
        runsOf(3, () => ({ count: 1000, nullCount: 0 })),
        'not_null',
      ),
    ).toBe(true);
    expect(
      clauseOf(
        runsOf(3, () => ({ count: 100, nullCount: 0 })),
        'not_null',
      ),
    ).toEqual({ mostly: 0.99 });
  });
});

describe('a closed set', () => {
  it('is none while values keep coming, nor where some were seen but once', () => {
    const settled = runsOf(10, () => listed({ x: 6000, y: 4000 }));
    expect(clauseOf(settled, 'in_set')).toEqual(['x', 'y']);
    const growing = runsOf(10, (run) => listed({ x: 6000, y: 4000, [`new${run}`]: 50 }));
    expect(clauseOf(growing, 'in_set')).toMatchObject({ values: ['x', 'y'] });
    expect((clauseOf(growing, 'in_set') as { mostly: number }).mostly).toBeLessThan(1);
    const once = runsOf(10, (run) => listed({ x: 60, y: 40, ...(run === 9 && { z: 1 }) }));
    expect(clauseOf(once, 'in_set')).not.toEqual(['x', 'y', 'z']);
  });

  it('lets one or two others pass where few rows were seen', () => {
    expect(
      clauseOf(
        runsOf(10, () => listed({ x: 200, y: 100 })),
        'in_set',
      ),
    ).toEqual({ values: ['x', 'y'], mostly: 0.993 });
  });
});

describe('ranges', () => {
  const numbers = (run: number): ColumnProfile => ({
    type: 'number',
    count: 5000,
    nullCount: 0,
    min: 1,
    max: 900 + 10 * (run % 3),
    zeroCount: 0,
    negativeCount: 0,
    distinct: { value: 3000, exact: true },
    quantiles: { '0.001': 2, '0.05': 10, '0.25': 40, '0.5': 60 + (run % 2), '0.75': 90, '0.95': 200, '0.999': 700 },
  });

  it('lie three times the middle half beyond the tails and as far beyond the extremes as these differ', () => {
    expect(clauseOf(runsOf(30, numbers), 'range')).toEqual({ at_most: 940 });
  });

  it('levels of quantiles have room for what runs differ, no less than half as much again', () => {
    const middle = suggest(runsOf(30, numbers)).find(({ key }) => key.startsWith('a.quantile') && key.endsWith('2'));
    expect(middle?.clause).toEqual({ p: 0.5, between: [46.5, 74.5] });
  });

  it('are natural ones where the column is called so and keeps them', () => {
    const share = (): ColumnProfile => ({ type: 'number', count: 5000, nullCount: 0, min: 0.1, max: 0.8 });
    expect(clauseOf(runsOf(5, share, 'click_share'), 'range')).toEqual({ between: [0, 1] });
    expect(clauseOf(runsOf(5, share, 'Latitude'), 'range')).toEqual({ between: [-90, 90] });
    expect(clauseOf(runsOf(5, share, 'flat'), 'range')).toBeUndefined();
  });

  it('of what rises steadily are three times the way it went', () => {
    const rising = runsOf(30, (run) => ({ ...numbers(0), max: 2000 - 20 * run }));
    const { at_most: most } = clauseOf(rising, 'range') as { at_most: number };
    expect(most).toBeGreaterThanOrEqual(2000 + 3 * 580);
  });
});

describe('shapes of texts', () => {
  const codes = (fitting: number, count = 5000): ColumnProfile => ({
    type: 'string',
    count,
    nullCount: 0,
    nonAsciiCount: 0,
    shapes: [{ shape: 'A-9', count: fitting }, ...(fitting < count ? [{ shape: 'a', count: count - fitting }] : [])],
    otherShapeCount: 0,
  });

  it('that 99.5 % have in every run become a regular expression that the counted shapes decide', () => {
    const found = suggest(runsOf(6, () => codes(5000))).find(({ kind }) => kind === 'regex_match');
    expect(found).toMatchObject({ clause: '^[A-Z]+\\-[0-9]+$', decided: 6, needs: null });
  });

  it('are none where one run had fewer', () => {
    const profiles = runsOf(6, (run) => codes(run === 2 ? 4900 : 5000));
    expect(suggest(profiles).filter(({ kind }) => kind === 'regex_match')).toEqual([]);
  });
});

describe('when data comes', () => {
  const day = (run: number) => new Date(Date.parse('2026-11-20T05:00:00Z') - run * 86_400_000).toISOString();

  it('the next profile is overdue half as much again after the longest gap', () => {
    const profiles = Array.from({ length: 10 }, (_, run) => ({ rowCount: 10, capturedAt: day(run) }));
    expect(clauseOf(profiles, 'expect_every')).toEqual({ gap: '36h' });
    expect(suggestSuite(head, profiles.map(profileOf), NOW).yaml).toMatch(/^expect_every: \{ gap: 36h \}$/m);
  });

  it('a history that was posted at once has no rhythm of its own', () => {
    const profiles = Array.from({ length: 10 }, (_, run) => ({
      rowCount: 10,
      capturedAt: new Date(Date.parse(day(0)) - run * 90_000).toISOString(),
      dataInterval: { start: day(run), end: day(run - 1) },
    }));
    expect(clauseOf(profiles, 'expect_every')).toBeUndefined();
  });
});

describe('profiles that were measured for some suites alone', () => {
  const whole = { columnMetrics: { a: { count: 5000, nullCount: 0 }, b: { count: 5000, nullCount: 0 } } };
  const part = { measuredFor: ['s'], columnMetrics: { b: { count: 5000 } } };

  it('what they did not look at is neither gone nor against a proposal', () => {
    const columns = suggest([part, whole, whole]).filter(({ kind }) => kind === 'not_null');
    expect(columns.map(({ column, support, needs }) => [column, support.runs, needs])).toEqual([
      ['a', 2, null],
      ['b', 2, null],
    ]);
  });
});

it('a proposal says how often it would have been wrong, at most, and what it finds', () => {
  const [found] = suggest(runsOf(12, () => ({ count: 5000, nullCount: 0 }))).filter(({ kind }) => kind === 'not_null');
  // 0 of 6: at most 1 − 0.05^(1/6), Clopper & Pearson.
  expect(found).toMatchObject({
    support: { runs: 12, rows: 60_000 },
    backTest: { failed: 0, runs: 6 },
    falseAlarms: { per1000: 0, atMostPer1000: 393 },
    recall: { caught: 4 },
    leftOut: null,
  });
});
