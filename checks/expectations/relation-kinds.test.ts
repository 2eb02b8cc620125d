import { describe, expect, it } from 'vitest';
import { datasetKey, parseSuite, requiredHistory } from '../index.ts';
import type { CheckResult, ColumnProfile, History, Outcome, Profile, SchemaField } from '../index.ts';
import { hashValue, judge, judgeAll, NO_HISTORY, point, suiteOf } from '../testing/judge.ts';

type Case = [entry: string, profile: Partial<Profile>, outcome: Outcome, reason?: string | RegExp, history?: History];

const SAMPLE: Partial<Profile> = { scope: { sampled: { method: 'random', fraction: 0.1 } } };
const of = (columnMetrics: Record<string, ColumnProfile>, rest: Partial<Profile> = {}): Partial<Profile> => ({
  ...rest,
  columnMetrics,
});
const a = (column: ColumnProfile, rest: Partial<Profile> = {}) => of({ a: column }, rest);
const stored = (profile: Partial<Profile>, profileId = 'prf_2') => ({
  profileId,
  profile: { dataset: { namespace: 'ns', name: 'p' }, ...profile },
});
const beside = (profile: Partial<Profile> | null): History => ({
  ...NO_HISTORY,
  others: new Map([[datasetKey({ namespace: 'ns', name: 'p' }), profile === null ? null : stored(profile)]]),
});
const earlier = (...columns: ColumnProfile[]): History => ({
  ...NO_HISTORY,
  earlier: columns.map((column) => stored(a(column))),
});
const listed = (...values: string[]): ColumnProfile => ({
  count: values.length,
  topValues: values.map((value) => ({ value, count: 1 })),
  valueCountsComplete: true,
});
const partly = (...values: string[]): ColumnProfile => ({
  ...listed(...values),
  count: 99,
  valueCountsComplete: false,
});
const schemaBefore = (...fields: SchemaField[]): History => ({ points: [], previousSchema: { version: 1, fields } });
const fields = (...list: SchemaField[]): Partial<Profile> => ({ schema: { fields: list } });
const day = (value: string, rows = 5) => ({ value, rows });
const past = (...days: string[]): History => ({ ...NO_HISTORY, points: days.map((at) => point(at, { rowCount: 1 })) });
const estimate = (value: number): ColumnProfile => ({
  count: 99,
  distinct: { value, exact: false, lower: value - 2, upper: value + 2 },
});

const TABLES: Record<string, Case[]> = {
  duplicate_rows: [
    ['duplicate_rows: 0', { rowCount: 10, duplicateRowCount: 0 }, 'pass'],
    ['duplicate_rows: 0', { duplicateRowCount: 0 }, 'undecided', 'the row count was not measured'],
    ['duplicate_rows: { at_most: 5, warn: 1 }', { duplicateRowCount: 3 }, 'warn'],
    ['duplicate_rows: 0', { duplicateRowCount: 2 }, 'fail', 'count of duplicate rows 2 is above 0'],
    ['duplicate_rows: 0', a({ count: 9, distinct: { value: 9, exact: true } }, { rowCount: 9 }), 'pass'],
    ['duplicate_rows: 0', a({ count: 9, distinct: { value: 9, exact: false } }, { rowCount: 9 }), 'undecided'],
    ['duplicate_rows: 0', { rowCount: 9 }, 'undecided', 'count of duplicate rows was not measured'],
    ['duplicate_rows: 0', { rowCount: 0, duplicateRowCount: 0 }, 'undecided', 'there are no rows'],
    ['duplicate_rows: 0', { rowCount: 10, duplicateRowCount: 0, ...SAMPLE }, 'undecided', /at least 0/],
    ['duplicate_rows: 0', { duplicateRowCount: NaN }, 'undecided'],
  ],
  correlation: [
    [
      'correlation: { columns: [a, b], at_least: 0.5 }',
      { crossColumn: [{ columns: ['b', 'a'], metric: 'pearson', value: 0.9 }] },
      'pass',
    ],
    [
      'correlation: { columns: [a, b], at_least: 0.5 }',
      { crossColumn: [{ columns: ['b', 'a'], metric: 'Pearson', value: 0.1 }] },
      'fail',
      'correlation 0.1 is below 0.5',
    ],
    [
      'correlation: { columns: [a, b], metric: cramers_phi, at_least: 0.5 }',
      { crossColumn: [{ columns: ['b', 'a'], metric: 'pearson', value: 0.9 }] },
      'undecided',
    ],
    [
      'correlation: { columns: [a, b], at_least: 0.5 }',
      { crossColumn: [{ columns: ['b', 'a'], metric: 'pearson', value: NaN }] },
      'undecided',
    ],
    [
      'correlation: { columns: [a, b], at_least: 0.5 }',
      { ...SAMPLE, crossColumn: [{ columns: ['b', 'a'], metric: 'pearson', value: 0.9 }] },
      'undecided',
    ],
    ['correlation: { columns: [a, b], at_least: 0.5 }', { rowCount: 0 }, 'undecided'],
  ],
  ratio_of_sums: [
    ['ratio_of_sums: { of: a, to: b, between: [0.1, 0.3] }', of({ a: { sum: 20 }, b: { sum: '100' } }), 'pass'],
    [
      'ratio_of_sums: { of: a, to: b, between: [0.1, 0.3] }',
      of({ a: { sum: 50 }, b: { sum: 100 } }),
      'fail',
      'ratio of sums 0.5 is above 0.3',
    ],
    ['ratio_of_sums: { of: a, to: b, between: [0.1, 0.3] }', of({ a: { sum: 50 }, b: { sum: 0 } }), 'undecided'],
    [
      'ratio_of_sums: { of: a, to: b, between: [0.1, 0.3] }',
      of({ a: { sum: 50 } }),
      'undecided',
      'ratio of sums was not measured',
    ],
    [
      'ratio_of_sums: { of: a, to: b, between: [0.1, 0.3] }',
      of({ a: { sum: 20 }, b: { sum: 100 } }, SAMPLE),
      'undecided',
    ],
  ],
  update_freshness: [
    [
      'update_freshness: 2h',
      { lastUpdated: '2026-11-23T01:00:00Z' },
      'pass',
      'the last successful write is 60 min old',
    ],
    [
      'update_freshness: 2h',
      { lastUpdated: '2026-11-22T20:00:00Z' },
      'fail',
      'the last successful write is 6 h old, more than 2 h',
    ],
    [
      'update_freshness: { within: 2h, warn: 30m }',
      { lastUpdated: '2026-11-23T01:00:00Z', capturedAt: '2026-11-23T01:30:00Z' },
      'warn',
      'the last successful write is 60 min old (30 min when it was captured), more than 30 min',
    ],
    [
      'update_freshness: { within: 2h, clock: profile }',
      { lastUpdated: '2026-11-22T20:00:00Z', capturedAt: '2026-11-22T21:00:00Z' },
      'pass',
    ],
    ['update_freshness: 2h', { run: { id: 'r', state: 'COMPLETE', endedAt: '2026-11-23T01:00:00Z' } }, 'pass'],
    ['update_freshness: 2h', { run: { id: 'r', state: 'FAIL', endedAt: '2026-11-23T01:00:00Z' } }, 'undecided'],
    ['update_freshness: 2h', { lastUpdated: '2026-11-23T09:00:00Z' }, 'undecided', /after the time of judging/],
    ['update_freshness: 2h', {}, 'undecided'],
    [
      'freshness: { within: 2h, clock: evaluation }',
      { lastUpdated: '2026-11-22T20:00:00Z', capturedAt: '2026-11-22T21:00:00Z' },
      'fail',
    ],
  ],
  interval_gap: [
    [
      'interval_gap: 1d',
      { partitions: [day('2026-11-02'), day('2026-11-01'), day('2026-11-03')] },
      'pass',
      '3 intervals are there',
    ],
    [
      'interval_gap: 1d',
      { partitions: [day('2026-11-01'), day('2026-11-04')] },
      'fail',
      'missing: 2026-11-02, 2026-11-03',
    ],
    [
      'interval_gap: 1d',
      { partitions: [day('2026-11-01'), day('2026-11-02', 0), day('2026-11-03')] },
      'fail',
      'missing: 2026-11-02',
    ],
    [
      'interval_gap: { every: 1d, through: 2026-11-03 }',
      { partitions: [day('2026-11-01'), day('2026-11-02')] },
      'fail',
      'missing: 2026-11-03',
    ],
    [
      'interval_gap: { every: 1d, skip: [sat, sun] }',
      { partitions: [day('2026-11-20'), day('2026-11-23')] },
      'pass',
      '2 intervals are there',
    ],
    [
      'interval_gap: 1h',
      { partitions: [day('2026-11-01T00:00:00Z'), day('2026-11-01T02:00:00Z')] },
      'fail',
      'missing: 2026-11-01T01:00:00Z',
    ],
    ['interval_gap: 1d', { partitions: [day('north')] }, 'undecided'],
    ['interval_gap: 1d', { partitions: [day('2026-11-01', NaN)] }, 'undecided'],
    ['interval_gap: 1d', { partitions: [day('2026-11-01', 0)] }, 'undecided', 'no partition has rows'],
    ['interval_gap: 1d', {}, 'undecided'],
    ['interval_gap: 1d', { partitions: [day('2026-11-01'), day('2026-11-03')], ...SAMPLE }, 'undecided', /in a sample/],
    [
      'interval_gap: 1m',
      { partitions: [day('1026-11-01'), day('2026-11-03')] },
      'undecided',
      'there are too many intervals',
    ],
    [
      'interval_gap: { every: 1d, over: profiles }',
      { dataInterval: { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' } },
      'fail',
      'missing: 2026-11-20',
      past('2026-11-21T00:00:00Z', '2026-11-19T00:00:00Z'),
    ],
    ['interval_gap: { every: 1d, over: profiles }', {}, 'undecided', undefined, past('2026-11-21T00:00:00Z')],
  ],
  row_count_matches: [
    ['row_count_matches: ns/p', { rowCount: 9 }, 'pass', 'row count 9 here, 9 there', beside({ rowCount: 9 })],
    ['row_count_matches: ns/p', { rowCount: 9 }, 'fail', 'row count 9 here, 8 there', beside({ rowCount: 8 })],
    ['row_count_matches: { dataset: ns/p, within: 2 }', { rowCount: 9 }, 'pass', undefined, beside({ rowCount: 11 })],
    [
      'row_count_matches: { dataset: ns/p, within: 10% }',
      { rowCount: 90 },
      'pass',
      undefined,
      beside({ rowCount: 100 }),
    ],
    [
      'row_count_matches: { dataset: ns/p, within: 10% }',
      { rowCount: 89 },
      'fail',
      undefined,
      beside({ rowCount: 100 }),
    ],
    ['row_count_matches: ns/p', { rowCount: 9 }, 'undecided', 'waiting for ns/p', beside(null)],
    ['row_count_matches: ns/p', { rowCount: 9 }, 'undecided', 'waiting for ns/p'],
    ['row_count_matches: ns/p', {}, 'undecided', undefined, beside({ rowCount: 9 })],
    ['row_count_matches: ns/p', { rowCount: 9 }, 'undecided', undefined, beside({})],
    ['row_count_matches: ns/p', { rowCount: NaN }, 'undecided', undefined, beside({ rowCount: 9 })],
    ['row_count_matches: ns/p', { rowCount: 9 }, 'undecided', /not exact enough/, beside({ rowCount: 9, ...SAMPLE })],
    [
      'row_count_matches: ns/p',
      { rowCount: 9 },
      'fail',
      undefined,
      beside({ rowCount: 10, scope: { complete: false } }),
    ],
    [
      'row_count_matches: { dataset: ns/p, within: 50% }',
      { rowCount: 9 },
      'undecided',
      undefined,
      beside({ rowCount: 10, scope: { complete: false } }),
    ],
    ['row_count_matches: ns/p', { rowCount: 0 }, 'pass', undefined, beside({ rowCount: 0 })],
  ],
  aggregate_matches: [
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: sum }',
      a({ sum: '12345678901234567890' }),
      'pass',
      undefined,
      beside(a({ sum: '12345678901234567890' })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: sum }',
      a({ sum: '12345678901234567890' }),
      'fail',
      undefined,
      beside(a({ sum: '12345678901234567891' })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: sum, within: 1% }',
      a({ sum: 100.5 }),
      'pass',
      undefined,
      beside(a({ sum: 100 })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: max, their_column: b }',
      a({ max: '2026-11-23' }),
      'pass',
      undefined,
      beside(of({ b: { max: '2026-11-23T00:00:00Z' } })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: max, within: 1 }',
      a({ max: '2026-11-23' }),
      'undecided',
      /cannot be compared/,
      beside(a({ max: '2026-11-23' })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: distinct }',
      a(estimate(50)),
      'undecided',
      /not exact enough/,
      beside(a({ distinct: { value: 50, exact: true } })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: distinct }',
      a(estimate(50)),
      'fail',
      undefined,
      beside(a({ distinct: { value: 60, exact: true } })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: distinct, within: 10% }',
      a(estimate(50)),
      'pass',
      undefined,
      beside(a({ distinct: { value: 50, exact: true } })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: null_count }',
      a({ count: 4 }, { rowCount: 5 }),
      'pass',
      undefined,
      beside(a({ nullCount: 1 })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: mean }',
      a({ mean: 4 }),
      'undecided',
      undefined,
      beside(a({})),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: mean }',
      a({ mean: 4 }),
      'undecided',
      'waiting for ns/p',
      beside(null),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: mean, within: 1 }',
      a({ mean: 4 }, SAMPLE),
      'undecided',
      undefined,
      beside(a({ mean: 4 })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: mean }',
      a({ mean: NaN }),
      'undecided',
      undefined,
      beside(a({ mean: 4 })),
    ],
    [
      'column: a\naggregate_matches: { dataset: ns/p, metric: mean }',
      {},
      'undecided',
      undefined,
      beside(a({ mean: 4 })),
    ],
  ],
  dataset_match: [
    [
      'dataset_match: ns/p',
      { rowCount: 9, orderIndependentRowHash: 'sum:ab' },
      'pass',
      '0 of 9 rows differ',
      beside({ rowCount: 9, orderIndependentRowHash: 'sum:ab' }),
    ],
    [
      'dataset_match: ns/p',
      { rowCount: 9, orderIndependentRowHash: 'sum:ab' },
      'fail',
      'at least 1 of 9 rows differ',
      beside({ rowCount: 9, orderIndependentRowHash: 'sum:ac' }),
    ],
    [
      'dataset_match: ns/p',
      { rowCount: 9, orderIndependentRowHash: 'sum:ab' },
      'undecided',
      undefined,
      beside({ rowCount: 9, orderIndependentRowHash: 'xor:ab' }),
    ],
    ['dataset_match: ns/p', { rowCount: 9 }, 'fail', 'at least 2 of 9 rows differ', beside({ rowCount: 7 })],
    ['dataset_match: ns/p', { rowCount: 9 }, 'undecided', undefined, beside({ rowCount: 9 })],
    [
      'dataset_match: ns/p',
      { orderIndependentRowHash: 'ab' },
      'undecided',
      undefined,
      beside({ orderIndependentRowHash: 'ab' }),
    ],
    [
      'dataset_match: ns/p',
      { rowCount: 9, orderIndependentRowHash: 'ab' },
      'undecided',
      undefined,
      beside({ rowCount: 9, orderIndependentRowHash: 'ab', ...SAMPLE }),
    ],
    ['dataset_match: ns/p', { rowCount: 9 }, 'undecided', 'waiting for ns/p', beside(null)],
    ['dataset_match: ns/p', { rowCount: 0 }, 'fail', undefined, beside({ rowCount: 7 })],
    [
      'dataset_match: ns/p',
      { rowCount: 0, orderIndependentRowHash: '0' },
      'undecided',
      'there is nothing to test',
      beside({ rowCount: 0, orderIndependentRowHash: '0' }),
    ],
  ],
  referential_integrity: [
    [
      'column: a\nreferential_integrity: ns/p',
      a(listed('x', 'y')),
      'pass',
      undefined,
      beside(a(listed('x', 'y', 'z'))),
    ],
    [
      'column: a\nreferential_integrity: ns/p',
      a(listed('x', 'q')),
      'fail',
      '1 of 2 values have no parent',
      beside(a(listed('x', 'y', 'z'))),
    ],
    ['column: a\nreferential_integrity: ns/p', a(partly('x')), 'undecided', undefined, beside(a(listed('x')))],
    ['column: a\nreferential_integrity: ns/p', a(listed('x')), 'undecided', undefined, beside(a(partly('x')))],
    [
      'column: a\nreferential_integrity: { dataset: ns/p, their_column: id }',
      a({ count: 9, distinct: { value: 5, exact: true } }),
      'fail',
      'at least 2 of 9 values have no parent',
      beside(of({ id: { distinct: { value: 3, exact: true } } })),
    ],
    ['column: a\nreferential_integrity: ns/p', a(estimate(50)), 'undecided', undefined, beside(a(estimate(48)))],
    [
      'column: a\nreferential_integrity: ns/p',
      a({ count: 9, max: 12 }),
      'fail',
      'at least 1 of 9 values have no parent',
      beside(a({ min: 1, max: 11 })),
    ],
    [
      'column: a\nreferential_integrity: ns/p',
      a({ count: 9, min: 1, max: 11 }),
      'undecided',
      undefined,
      beside(a({ min: 1, max: 11 })),
    ],
    [
      'column: a\nreferential_integrity: ns/p',
      a({ count: 9, max: 12 }),
      'undecided',
      undefined,
      beside(a({ max: 11 }, SAMPLE)),
    ],
    [
      'column: a\nreferential_integrity: ns/p',
      a({ count: 0 }),
      'undecided',
      'there is nothing to test',
      beside(a({ max: 11 })),
    ],
    ['column: a\nreferential_integrity: ns/p', a({ count: 9 }), 'undecided', 'waiting for ns/p', beside(null)],
  ],
  new_category: [
    ['column: a\nnew_category: true', a(listed('x')), 'pass', undefined, earlier(listed('x', 'y'))],
    [
      'column: a\nnew_category: true',
      a(listed('x', 'q')),
      'fail',
      'number of new values 1 is above 0',
      earlier(listed('x'), listed('y')),
    ],
    ['column: a\nnew_category: { ignore: [q] }', a(listed('x', 'q')), 'pass', undefined, earlier(listed('x'))],
    ['column: a\nnew_category: { at_most: 1, warn: 0 }', a(listed('x', 'q')), 'warn', undefined, earlier(listed('x'))],
    ['column: a\nnew_category: { last: 1 }', a(listed('x', 'q')), 'fail', undefined, earlier(listed('x'), listed('q'))],
    [
      'column: a\nnew_category: true',
      a(partly('x')),
      'undecided',
      /known of listed values only \(at least 0\)/,
      earlier(listed('x')),
    ],
    ['column: a\nnew_category: true', a(partly('q')), 'fail', undefined, earlier(listed('x'))],
    ['column: a\nnew_category: true', a(listed('q')), 'undecided', undefined, earlier(listed('x'), partly('y'))],
    ['column: a\nnew_category: true', a(listed('q')), 'undecided', undefined, earlier({ count: 5 })],
    ['column: a\nnew_category: true', a(listed('q')), 'undecided', 'there is no earlier profile'],
    ['column: a\nnew_category: true', a({ count: 0 }), 'undecided', 'there are no values', earlier(listed('x'))],
    ['column: a\nnew_category: true', {}, 'undecided', undefined, earlier(listed('x'))],
  ],
  vanished_category: [
    ['column: a\nvanished_category: true', a(listed('x')), 'pass', undefined, earlier(listed('x'))],
    [
      'column: a\nvanished_category: true',
      a(listed('x')),
      'fail',
      'number of vanished values 1 is above 0',
      earlier(listed('x'), listed('y')),
    ],
    [
      'column: a\nvanished_category: { runs: 2 }',
      a(listed('x')),
      'pass',
      undefined,
      earlier(listed('x', 'y'), listed('y')),
    ],
    ['column: a\nvanished_category: { runs: 2 }', a(listed('x')), 'fail', undefined, earlier(listed('x'), listed('y'))],
    [
      'column: a\nvanished_category: { runs: 2 }',
      a(listed('x')),
      'undecided',
      'there are fewer than 2 earlier profiles',
      earlier(listed('x')),
    ],
    ['column: a\nvanished_category: true', a(partly('x')), 'undecided', undefined, earlier(listed('x', 'y'))],
    ['column: a\nvanished_category: true', a(listed('x')), 'undecided', undefined, earlier(partly('x'))],
    ['column: a\nvanished_category: true', a({ count: 0 }), 'undecided', 'there are no values', earlier(listed('x'))],
    ['column: a\nvanished_category: { on_empty: fail }', a({ count: 0 }), 'fail', undefined, earlier(listed('x'))],
    ['column: a\nvanished_category: true', a(listed('x')), 'undecided'],
    ['column: a\nvanished_category: true', {}, 'undecided', undefined, earlier(listed('x'))],
  ],
  'schema_change by its class': [
    [
      'schema_change: non_breaking',
      fields({ name: 'a' }, { name: 'b' }),
      'pass',
      'the schema changed as is allowed',
      schemaBefore({ name: 'a' }),
    ],
    [
      'schema_change: non_breaking',
      fields({ name: 'a' }),
      'fail',
      'breaking: b removed',
      schemaBefore({ name: 'a' }, { name: 'b' }),
    ],
    [
      'schema_change: non_breaking',
      fields({ name: 'a', type: 'BIGINT' }),
      'pass',
      undefined,
      schemaBefore({ name: 'a', type: 'int' }),
    ],
    [
      'schema_change: non_breaking',
      fields({ name: 'a', type: 'int' }),
      'fail',
      'breaking: a: type bigint to int',
      schemaBefore({ name: 'a', type: 'bigint' }),
    ],
    [
      'schema_change: non_breaking',
      fields({ name: 'a', nullable: true }),
      'fail',
      undefined,
      schemaBefore({ name: 'a', nullable: false }),
    ],
    [
      'schema_change: non_breaking',
      fields({ name: 'a', nullable: false }),
      'pass',
      undefined,
      schemaBefore({ name: 'a', nullable: true }),
    ],
    [
      'schema_change: [widened]',
      fields({ name: 'a', type: 'text' }),
      'pass',
      undefined,
      schemaBefore({ name: 'a', type: 'varchar(9)' }),
    ],
    ['schema_change: [widened]', fields({ name: 'a' }, { name: 'b' }), 'fail', 'b added', schemaBefore({ name: 'a' })],
    [
      'schema_change: true',
      fields({ name: 'z', type: 'int' }),
      'fail',
      'a removed, perhaps renamed z; z added',
      schemaBefore({ name: 'a', type: 'int' }),
    ],
  ],
};

for (const [kind, cases] of Object.entries(TABLES)) {
  describe(kind, () => {
    it.each(cases)('%s over %j is %s', (entry, profile, outcome, reason, history) => {
      const result = judge(entry, profile, history);
      expect([result.outcome, result.reason]).toEqual([outcome, result.reason]);
      if (typeof reason === 'string') expect(result.reason).toBe(reason);
      else if (reason !== undefined) expect(result.reason).toMatch(reason);
      expect(result.needs !== undefined).toBe(outcome === 'undecided');
    });
  });
}

describe('a schema that breaks readers', () => {
  it.each([
    ['a column is gone', fields({ name: 'b' }), true],
    ['a type is narrower', fields({ name: 'a', type: 'int' }, { name: 'b' }), true],
    ['a column may be null', fields({ name: 'a', type: 'bigint', nullable: true }, { name: 'b' }), undefined],
    ['a column is new', fields({ name: 'a', type: 'bigint' }, { name: 'b' }, { name: 'c' }), undefined],
  ])('waits for no confirmation where %s: %j', (_, profile, severe) => {
    const before = schemaBefore({ name: 'a', type: 'bigint', nullable: false }, { name: 'b' });
    const result = judge('schema_change: true', profile, before);
    expect([result.outcome, result.severe]).toEqual(['fail', severe]);
  });
});

describe('what a kind compares with', () => {
  it('marks a match of nothing with nothing as vacuous', () => {
    expect(judge('row_count_matches: ns/p', { rowCount: 0 }, beside({ rowCount: 0 }))).toMatchObject({
      outcome: 'pass',
      vacuous: true,
      tested: 0,
    });
  });

  it('is the other dataset, named in the basis with its profile and value', () => {
    expect(judge('row_count_matches: ns/p', { rowCount: 9 }, beside({ rowCount: 8 })).basis).toEqual({
      kind: 'dataset',
      namespace: 'ns',
      name: 'p',
      profileId: 'prf_2',
      value: 8,
    });
  });

  it('is asked for: other datasets, earlier profiles, points, results of other tools', () => {
    const suite = suiteOf(
      'row_count_matches: ns/p',
      'column: a\nnew_category: { last: 3 }\nvanished_category: { last: 5, runs: 2 }',
      'interval_gap: { every: 1d, over: profiles, last: 20 }',
      'external: gx.orders',
    );
    expect(requiredHistory([{ suite }])).toMatchObject({
      others: [{ namespace: 'ns', name: 'p' }],
      earlier: 6,
      points: 20,
      external: true,
    });
  });

  it('are categories by their hashes where one profile has them hashed, and their names are never told', () => {
    const hashed = (...values: string[]): ColumnProfile => ({
      count: values.length,
      topValues: values.map((value) => ({ value: hashValue(value), count: 1, hashed: true })),
      valueCountsComplete: true,
    });
    expect(judge('column: a\nnew_category: true', a(hashed('x')), earlier(listed('x'))).outcome).toBe('pass');
    const result = judge('column: a\nnew_category: { ignore: [y] }', a(hashed('y', 'alice')), earlier(listed('x')));
    expect(result).toMatchObject({ outcome: 'fail', observed: 1 });
    expect(
      JSON.stringify(judge('column: a\nnew_category: true', a(listed('alice')), earlier(listed('x')))),
    ).not.toMatch('alice');
  });
});

describe('external', () => {
  const found = (outcome: Outcome, tool: string): CheckResult => ({
    ...judge('external: gx.orders', {}),
    expectation: 'gx.orders',
    outcome,
    failed: 3,
    reason: 'so it says',
    basis: { kind: 'external', tool },
  });
  const after = (...external: CheckResult[]): History => ({ ...NO_HISTORY, external });

  it('is what the newest result of that name and tool says', () => {
    const history = after(found('fail', 'dbt'), found('pass', 'great_expectations'));
    expect(judge('external: gx.orders', {}, history)).toMatchObject({
      outcome: 'fail',
      failed: 3,
      reason: 'so it says',
    });
    expect(judge('external: { name: gx.orders, tool: Great_Expectations }', {}, history)).toMatchObject({
      outcome: 'pass',
      basis: { kind: 'external', tool: 'great_expectations' },
    });
  });

  it('is undecided until one has come, and when the tool skipped it', () => {
    expect(judge('external: gx.orders', {})).toMatchObject({
      outcome: 'undecided',
      needs: expect.stringContaining('gx.orders'),
    });
    expect(judge('external: other', {}, after(found('pass', 'dbt'))).outcome).toBe('undecided');
    expect(judge('external: gx.orders', {}, after(found('undecided', 'dbt')))).toMatchObject({
      outcome: 'undecided',
      needs: expect.any(String),
    });
  });
});

describe('kinds of a later version', () => {
  const LATER = ['deadline: "06:00 Europe/Berlin"', 'balance: { inputs: [ns/p], filtered: dropped, within: 1% }'];
  it('are undecided, never a pass, and say what to use today', () => {
    for (const result of judgeAll(LATER, { rowCount: 9 })) {
      expect(result).toMatchObject({ outcome: 'undecided', reason: expect.stringContaining('a later version') });
      expect(result.needs).toMatch(/"by"|row_count_matches|change/);
    }
  });
  it.each([
    'deadline: "25:00 Europe/Berlin"',
    'balance: { inputs: p }',
    'anomaly: { metric: x, season: year }',
    'drift: psi',
  ])('%s is refused when it is read', (entry) => expect(() => suiteOf(entry)).toThrow());
});

describe('what cannot be meant', () => {
  it.each([
    ['column: a\nmissing_values: true', 'one of \\"values\\", \\"list\\" and \\"counter\\" is needed'],
    ['complete_rows: { any: [a], all: [b] }', 'one of \\"all\\" and \\"any\\" is needed'],
    ['compound_unique: [a, a]', 'two or more different columns'],
    ['pair_comparison: { a: x, is: abov, b: y }', '"suggestion":"above"'],
    ['pair_in_set: { a: x, b: y, pairs: [[1, 2, 3]] }', 'a pair, such as'],
    ['multicolumn_sum: { columns: [a, b], equals: 1, warn: [0, 2] }', '\\"warn\\" is not known here'],
    ['small_files: 16XB', 'a size such as'],
    ['row_count_matches: "ns/p*"', 'a name without *'],
    ['row_count_matches: { dataset: ns/p, within: -1 }', 'a share such as 1%'],
    ['interval_gap: { every: 1d, from: soon }', 'a date or timestamp'],
    ['interval_gap: { every: 1d, skip: [sunday] }', 'sun'],
    ['column: a\nvanished_category: { last: 14, runs: 2 }', '15 together'],
    ['column: a\nsemantic_type: e-mail', '"suggestion":"email"'],
    ["column: a\nregex_match: '(?=x)'", 'look-around'],
    ['schema_change: non-breaking', '"suggestion":"non_breaking"'],
  ])('%s is refused', (entry, message) => {
    const lines = entry.replaceAll('\n', '\n    ');
    const { problems } = parseSuite(`suite: s\ndataset: ns/d\nexpect:\n  - ${lines}\n`);
    expect(JSON.stringify(problems)).toContain(message);
  });
});
