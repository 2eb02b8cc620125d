import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetKey } from '../index.ts';
import type { ColumnProfile, Profile } from '../index.ts';
import { judge, NO_HISTORY } from '../testing/judge.ts';

/** What a profile proves about rows must be true of the rows: measured here from small tables, with parts left out at random. */
type Cell = number | null;
type Row = [a: Cell, b: Cell];

const cell = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null, freq: 5 });
const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });

function measured(cells: Cell[]): ColumnProfile {
  const values = cells.filter((value) => value !== null);
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const span = values.length === 0 ? {} : { min: Math.min(...values), max: Math.max(...values) };
  return {
    count: values.length,
    nullCount: cells.length - values.length,
    distinct: { value: counts.size, exact: true },
    ...span,
    sum: values.reduce((total, value) => total + value, 0),
    topValues: [...counts].map(([value, count]) => ({ value, count })),
    valueCountsComplete: true,
  };
}

function profileOf(rows: Row[], names: [string, string] = ['a', 'b']): Partial<Profile> {
  const different = new Set(rows.map((row) => JSON.stringify(row))).size;
  const columnMetrics = Object.fromEntries(names.map((name, side) => [name, measured(rows.map((row) => row[side]!))]));
  return {
    rowCount: rows.length,
    duplicateRowCount: rows.length - different,
    emptyRowCount: rows.filter(([a, b]) => a === null && b === null).length,
    tupleDistinct: [{ columns: names, count: different }],
    columnMetrics,
  };
}

/** The profile with some of its fields left out. */
function withoutSome(profile: Partial<Profile>, drop: (key: string) => boolean): Partial<Profile> {
  const strip = <T extends object>(object: T): T =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !drop(key))) as T;
  const columns = Object.entries(profile.columnMetrics ?? {}).map(([name, column]) => [name, strip(column)]);
  return { ...strip(profile), columnMetrics: Object.fromEntries(columns) };
}

const both = (rows: Row[]) => rows.filter((row): row is [number, number] => row[0] !== null && row[1] !== null);
const values = (rows: Row[]) => rows.flatMap(([a]) => a ?? []);

/** An entry, and how many rows of the table break it. */
const RULES: [entry: string, failing: (rows: Row[]) => number][] = [
  ['complete_rows: [a, b]', (rows) => rows.filter(([a, b]) => a === null || b === null).length],
  ['complete_rows: { any: [a, b] }', (rows) => rows.filter(([a, b]) => a === null && b === null).length],
  ['compound_unique: [a, b]', (rows) => rows.length - new Set(rows.map((row) => JSON.stringify(row))).size],
  ['unique_within_record: [a, b]', (rows) => both(rows).filter(([a, b]) => a === b).length],
  ['pair_comparison: { a: a, is: above, b: b }', (rows) => both(rows).filter(([a, b]) => !(a > b)).length],
  ['pair_comparison: { a: a, is: at_least, b: b }', (rows) => both(rows).filter(([a, b]) => !(a >= b)).length],
  ['pair_comparison: { a: a, is: equals, b: b }', (rows) => both(rows).filter(([a, b]) => a !== b).length],
  ['pair_comparison: { a: a, is: differs, b: b }', (rows) => both(rows).filter(([a, b]) => a === b).length],
  ['pair_comparison: { a: a, is: at_most, b: b }', (rows) => both(rows).filter(([a, b]) => !(a <= b)).length],
  ['pair_comparison: { a: a, is: below, b: b }', (rows) => both(rows).filter(([a, b]) => !(a < b)).length],
  [
    'pair_in_set: { a: a, b: b, pairs: [[0, 1], [1, 2], [2, 2]] }',
    (rows) => both(rows).filter((row) => !['0,1', '1,2', '2,2'].includes(row.join())).length,
  ],
  ['multicolumn_sum: { columns: [a, b], equals: 4 }', (rows) => both(rows).filter(([a, b]) => a + b !== 4).length],
  ['multicolumn_sum: { columns: [a, b], at_most: 5 }', (rows) => both(rows).filter(([a, b]) => a + b > 5).length],
  ['column: a\nmissing_values: [0]', (rows) => rows.filter(([a]) => a === null || a === 0).length],
  ["column: a\nlike_match: '_'", () => 0],
  ["column: a\nlike_match: { pattern: '3%', negate: true }", (rows) => values(rows).filter((a) => a === 3).length],
  ['column: a\nparseable: integer', () => 0],
  ['column: a\nincreasing: true', (rows) => steps(rows, (before, now) => now < before)],
  ['column: a\nincreasing: { strictly: true }', (rows) => steps(rows, (before, now) => now <= before)],
  ['column: a\ndecreasing: { strictly: true }', (rows) => steps(rows, (before, now) => now >= before)],
];

function steps(rows: Row[], breaks: (before: number, now: number) => boolean): number {
  const ordered = values(rows);
  return ordered.filter((now, index) => index > 0 && breaks(ordered[index - 1]!, now)).length;
}

function expectTrue(outcome: string, failing: number): void {
  if (outcome === 'pass') expect(failing).toBe(0);
  if (outcome === 'fail') expect(failing).toBeGreaterThan(0);
  expect(outcome).not.toBe('error');
}

describe('what a profile proves about rows is true of the rows', () => {
  it.each(RULES)('%s', (entry, failing) => {
    fc.assert(
      fc.property(table, fc.func(fc.boolean()), (rows, drop) => {
        const whole = judge(entry, profileOf(rows));
        expectTrue(whole.outcome, failing(rows));
        if (whole.failed !== null && whole.outcome === 'fail') expect(whole.failed).toBeLessThanOrEqual(failing(rows));
        expectTrue(
          judge(
            entry,
            withoutSome(profileOf(rows), (key) => drop(key)),
          ).outcome,
          failing(rows),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('also with a tolerance', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 0, max: 8 }), fc.func(fc.boolean()), (rows, allowed, drop) => {
        const entry = `complete_rows: { all: [a, b], max_failed: ${allowed} }`;
        const failing = rows.filter(([a, b]) => a === null || b === null).length;
        const { outcome } = judge(
          entry,
          withoutSome(profileOf(rows), (key) => drop(key)),
        );
        expectTrue(outcome, Math.max(0, failing - allowed));
      }),
      { numRuns: 200 },
    );
  });

  it('across two datasets: orphans, row counts, sums, equal rows', () => {
    fc.assert(
      fc.property(table, table, fc.func(fc.boolean()), (rows, parents, drop) => {
        const parent = {
          dataset: { namespace: 'ns', name: 'p' },
          ...withoutSome(profileOf(parents), (key) => drop(`p${key}`)),
        };
        const others = new Map([[datasetKey(parent.dataset), { profileId: 'prf_2', profile: parent }]]);
        const ours = withoutSome(profileOf(rows), (key) => drop(key));
        const outcomeOf = (entry: string) => judge(entry, ours, { ...NO_HISTORY, others }).outcome;
        const known = new Set(values(parents));
        const sum = (all: Row[]) => values(all).reduce((total, a) => total + a, 0);
        const orphans = values(rows).filter((a) => !known.has(a)).length;
        expectTrue(outcomeOf('column: a\nreferential_integrity: ns/p'), orphans);
        expectTrue(outcomeOf('row_count_matches: ns/p'), Math.abs(rows.length - parents.length));
        expectTrue(
          outcomeOf('column: a\naggregate_matches: { dataset: ns/p, metric: sum, within: 2 }'),
          Math.max(0, Math.abs(sum(rows) - sum(parents)) - 2),
        );
      }),
      { numRuns: 500 },
    );
  });
});
