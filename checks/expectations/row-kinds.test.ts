import { describe, expect, it } from 'vitest';
import type { CheckResult, ColumnProfile, History, Outcome, Profile } from '../index.ts';
import { KINDS } from './index.ts';
import { hashValue, judge, NO_HISTORY, suiteOf } from '../testing/judge.ts';

type Case = [entry: string, profile: Partial<Profile>, outcome: Outcome, reason?: string | RegExp];

const SAMPLE: Partial<Profile> = { scope: { sampled: { method: 'random', fraction: 0.1 } } };
const of = (columnMetrics: Record<string, ColumnProfile>, rest: Partial<Profile> = {}): Partial<Profile> => ({
  ...rest,
  columnMetrics,
});
const a = (column: ColumnProfile, rest: Partial<Profile> = {}) => of({ a: column }, rest);
const listed = (...values: (string | number)[]): ColumnProfile => ({
  count: values.length,
  nullCount: 0,
  topValues: values.map((value) => ({ value, count: 1 })),
  valueCountsComplete: true,
});
const partly = (...values: string[]): ColumnProfile => ({
  ...listed(...values),
  count: values.length + 5,
  valueCountsComplete: false,
});
const span = (min: number, max: number, rest: ColumnProfile = {}): ColumnProfile => ({
  count: 10,
  nullCount: 0,
  min,
  max,
  ...rest,
});

const TABLES: Record<string, Case[]> = {
  missing_values: [
    ['column: a\nmissing_values: ["", n/a]', a(listed('x', 'y')), 'pass', '0 of 2 values are missing'],
    ['column: a\nmissing_values: ["", n/a]', a(listed('x', 'n/a')), 'fail', '1 of 2 values are missing'],
    ['column: a\nmissing_values: [x]', a({ count: 9, nullCount: 1 }), 'fail', 'at least 1 of 10 values are missing'],
    ['column: a\nmissing_values: [x]', a({ count: 9, nullCount: 0 }), 'undecided', /0 to 9 of 9/],
    ['column: a\nmissing_values: [x]', a(partly('y')), 'undecided'],
    [
      'column: a\nmissing_values: { list: std }',
      a({ count: 9, nullCount: 0, missingLists: [{ id: 'std', count: 0 }] }),
      'pass',
    ],
    [
      'column: a\nmissing_values: { list: std }',
      a({ count: 9, nullCount: 1, missingLists: [{ id: 'std', count: 3 }] }),
      'fail',
    ],
    [
      'column: a\nmissing_values: { list: std, max_failed: 3 }',
      a({ count: 9, nullCount: 1, missingLists: [{ id: 'std', count: 3 }] }),
      'undecided',
      /3 to 4 of 10/,
    ],
    ['column: a\nmissing_values: { list: std }', a({ count: 9, nullCount: 0 }), 'undecided'],
    ['column: a\nmissing_values: [x]', a({ count: 0, nullCount: 9 }), 'fail', 'at least 9 of 9 values are missing'],
    ['column: a\nmissing_values: [x]', { rowCount: 0 }, 'undecided', 'there is nothing to test'],
  ],
  not_blank: [
    ['column: a\nnot_blank: true', a({ count: 9, emptyCount: 0, blankCount: 0 }), 'pass'],
    [
      'column: a\nnot_blank: true',
      a({ count: 9, emptyCount: 1, blankCount: 0 }),
      'fail',
      '1 of 9 values are empty or blank',
    ],
    ['column: a\nnot_blank: true', a({ count: 9, blankCount: 2 }), 'fail'],
    ['column: a\nnot_blank: true', a({ count: 9, length: { min: 1 } }), 'undecided'],
    [
      'column: a\nnot_blank: true',
      a({ count: 9, length: { min: 0 } }),
      'fail',
      'at least 1 of 9 values are empty or blank',
    ],
    ['column: a\nnot_blank: { allow_whitespace: true }', a({ count: 9, length: { min: 1 } }), 'pass'],
    ['column: a\nnot_blank: { allow_whitespace: true }', a(listed('x', ' ')), 'pass'],
    ['column: a\nnot_blank: true', a(listed('x', ' ')), 'fail'],
    ['column: a\nnot_blank: true', a({ count: 9, emptyCount: 0, blankCount: 0 }, SAMPLE), 'undecided', /sample/],
  ],
  complete_rows: [
    [
      'complete_rows: [a, b]',
      of({ a: span(1, 2), b: span(1, 2) }, { rowCount: 10 }),
      'pass',
      '0 of 10 rows lack a value',
    ],
    [
      'complete_rows: [a, b]',
      of({ a: span(1, 2), b: { nullCount: 3 } }, { rowCount: 10 }),
      'fail',
      '3 of 10 rows lack a value',
    ],
    [
      'complete_rows: { all: [a, b], max_failed: 3 }',
      of({ a: { nullCount: 2 }, b: { nullCount: 2 } }, { rowCount: 10 }),
      'undecided',
      '2 to 4 of 10 rows lack a value',
    ],
    ['complete_rows: { any: [a, b] }', of({ a: { nullCount: 9 }, b: { nullCount: 0 } }, { rowCount: 10 }), 'pass'],
    [
      'complete_rows: { any: [a, b] }',
      of({ a: { nullCount: 7 }, b: { nullCount: 6 } }, { rowCount: 10 }),
      'fail',
      'at least 3 of 10 rows have none of them',
    ],
    ['complete_rows: { any: [a, b] }', of({ a: { nullCount: 2 }, b: { nullCount: 2 } }, { rowCount: 10 }), 'undecided'],
    ['complete_rows: { any: [a, b] }', { rowCount: 10, emptyRowCount: 1 }, 'fail'],
    ['complete_rows: [a, b]', of({ a: { nullCount: NaN }, b: { nullCount: 0 } }, { rowCount: 10 }), 'undecided'],
    [
      'complete_rows: { any: [a, b], mostly: 0.9 }',
      of({ a: { nullCount: 1, count: 9 }, b: { nullCount: 1, count: 9 } }, { ...SAMPLE, rowCount: 100_000 }),
      'undecided',
      /only a sample/,
    ],
    ['complete_rows: [a, b]', { rowCount: 10 }, 'undecided', 'nobody counted how many rows lack a value'],
  ],
  compound_unique: [
    ['compound_unique: [a, b]', { rowCount: 10, tupleDistinct: [{ columns: ['b', 'a'], count: 10 }] }, 'pass'],
    [
      'compound_unique: [a, b]',
      { rowCount: 10, tupleDistinct: [{ columns: ['b', 'a'], count: 8 }] },
      'fail',
      '2 of 10 rows repeat a combination',
    ],
    ['compound_unique: [a, b]', of({ a: { count: 10, nullCount: 0, distinct: { value: 10, exact: true } } }), 'pass'],
    [
      'compound_unique: [a, b]',
      of({
        a: { count: 10, nullCount: 0, distinct: { value: 3, exact: true } },
        b: { count: 10, nullCount: 0, distinct: { value: 2, exact: true } },
      }),
      'fail',
      'at least 4 of 10 rows repeat a combination',
    ],
    ['compound_unique: [a, b]', { rowCount: 10, tupleDistinct: [{ columns: ['a'], count: 4 }] }, 'undecided'],
    ['compound_unique: [a, b]', { rowCount: 10, duplicateRowCount: 1 }, 'fail'],
    ['compound_unique: [a, b]', { rowCount: 10, tupleDistinct: [{ columns: ['a', 'b'], count: NaN }] }, 'undecided'],
    ['compound_unique: [a, b]', { rowCount: 10 }, 'undecided'],
    [
      'compound_unique: [a, b]',
      { ...SAMPLE, rowCount: 10, tupleDistinct: [{ columns: ['a', 'b'], count: 10 }] },
      'undecided',
    ],
  ],
  unique_within_record: [
    ['unique_within_record: [a, b]', of({ a: span(1, 2), b: span(3, 4) }), 'pass'],
    ['unique_within_record: [a, b]', of({ a: listed('x'), b: listed('y') }), 'pass'],
    ['unique_within_record: [a, b]', of({ a: span(3, 3), b: span(3, 3) }, { rowCount: 10 }), 'fail', /10 of 10/],
    ['unique_within_record: [a, b]', of({ a: span(1, 5), b: span(3, 4) }), 'undecided'],
    ['unique_within_record: [a, b, c]', of({ a: span(1, 2), b: span(3, 4) }), 'undecided'],
  ],
  pair_comparison: [
    ['pair_comparison: { a: a, is: above, b: b }', of({ a: span(5, 9), b: span(1, 4) }), 'pass'],
    ['pair_comparison: { a: a, is: above, b: b }', of({ a: span(1, 4), b: span(5, 9) }), 'fail', /10 of 10 rows/],
    [
      'pair_comparison: { a: a, is: at_least, b: b }',
      of({ a: span(1, 9), b: span(2, 8) }),
      'fail',
      'at least 1 of 10 rows break a ≥ b',
    ],
    ['pair_comparison: { a: a, is: at_least, b: b }', of({ a: span(2, 9), b: span(2, 8) }), 'undecided'],
    ['pair_comparison: { a: a, is: equals, b: b }', of({ a: span(2, 8), b: span(2, 9) }), 'fail'],
    ['pair_comparison: { a: a, is: equals, b: b }', of({ a: span(2, 2), b: span(2, 2) }), 'pass'],
    ['pair_comparison: { a: a, is: differs, b: b }', of({ a: span(2, 3), b: span(4, 9) }), 'pass'],
    ['pair_comparison: { a: a, is: below, b: b }', of({ a: span(1, 2), b: span(3, 4, { nanCount: 1 }) }), 'undecided'],
    [
      'pair_comparison: { a: a, is: above, b: b }',
      of({ a: span(1, 2, { count: 5, nullCount: 5 }), b: span(3, 4, { count: 5, nullCount: 5 }) }),
      'undecided',
    ],
    ['pair_comparison: { a: a, is: above, b: b }', of({ a: span(5, 9) }), 'undecided'],
  ],
  pair_in_set: [
    ['pair_in_set: { a: a, b: b, pairs: [[x, 1]] }', of({ a: listed('x', 'z'), b: listed(1, 1) }), 'fail'],
    ['pair_in_set: { a: a, b: b, pairs: [[x, 1], [y, 2]] }', of({ a: listed('x', 'y'), b: listed(1, 2) }), 'undecided'],
    ['pair_in_set: { a: a, b: b, pairs: [[x, 1]] }', { rowCount: 3 }, 'undecided'],
  ],
  multicolumn_sum: [
    ['multicolumn_sum: { columns: [a, b], equals: 100 }', of({ a: span(40, 40), b: span(60, 60) }), 'pass'],
    ['multicolumn_sum: { columns: [a, b], between: [0, 20] }', of({ a: span(1, 5), b: span(2, 9) }), 'pass'],
    ['multicolumn_sum: { columns: [a, b], equals: 100 }', of({ a: span(40, 50), b: span(1, 9) }), 'fail', /10 of 10/],
    [
      'multicolumn_sum: { columns: [a, b], equals: 100 }',
      of({ a: span(0, 100, { sum: 400 }), b: span(0, 100, { sum: 599 }) }),
      'fail',
      'at least 1 of 10 rows do not add up',
    ],
    [
      'multicolumn_sum: { columns: [a, b], equals: 100 }',
      of({ a: span(0, 100, { sum: 400 }), b: span(0, 100, { sum: 600 }) }),
      'undecided',
    ],
    ['multicolumn_sum: { columns: [a, b], equals: 1 }', of({ a: span(0.1, 0.1), b: span(0.9, 0.9) }), 'pass'],
    [
      'multicolumn_sum: { columns: [a, b], equals: 100 }',
      of({ a: { nullCount: 1, count: 9 }, b: span(1, 2) }),
      'undecided',
    ],
  ],
  regex_match: [
    ["column: a\nregex_match: '^[A-Z]+$'", a(listed('AB', 'C')), 'pass'],
    ["column: a\nregex_match: '^[A-Z]+$'", a(listed('AB', 'c')), 'fail', '1 of 2 values do not match'],
    ["column: a\nregex_match: 'B'", a(partly('AB', 'BC')), 'undecided', '0 to 5 of 7 values do not match'],
    ["column: a\nregex_match: '^x'", a(partly('y')), 'fail', 'at least 1 of 6 values do not match'],
    [
      "column: a\nregex_match: 'x'",
      a({ ...listed('x'), topValues: [{ value: hashValue('x'), count: 1, hashed: true }] }),
      'undecided',
    ],
    [
      "column: a\nregex_match: '^[A-Z]+$'",
      a({ count: 9, patterns: [{ pattern: '^[A-Z]+$', matched: 9, tested: 9 }] }),
      'pass',
    ],
    [
      "column: a\nregex_match: '^[A-Z]+$'",
      a({ count: 9, patterns: [{ pattern: '^[A-Z]+$', matched: 7, tested: 9 }] }),
      'fail',
      '2 of 9 values do not match',
    ],
    [
      "column: a\nregex_match: '^x'",
      a({ count: 9, patterns: [{ pattern: '^x', matched: 5, tested: 5 }] }),
      'undecided',
      /0 to 4 of 9/,
    ],
    [
      "column: a\nregex_match: { pattern: '^x', pattern_id: iso }",
      a({ count: 9, patterns: [{ id: 'iso', count: 9 }] }),
      'pass',
    ],
    ["column: a\nregex_match: '^x'", a({ count: 9, patterns: [{ pattern: '^y', matched: 9 }] }), 'undecided'],
    [
      "column: a\nregex_match: '^x'",
      a({ count: 9, patterns: [{ pattern: '^x', matched: NaN, tested: 9 }] }),
      'undecided',
    ],
    [
      "column: a\nregex_match: '^x'",
      a({ count: 9, patterns: [{ pattern: '^x', matched: 10, tested: 9 }] }),
      'undecided',
    ],
  ],
  regex_not_match: [
    ["column: a\nregex_not_match: '<script'", a(listed('ok', '<script>')), 'fail', '1 of 2 values match'],
    ["column: a\nregex_not_match: '<script'", a(listed('ok')), 'pass'],
    [
      "column: a\nregex_not_match: '<script'",
      a({ count: 9, patterns: [{ pattern: '<script', matched: 0, tested: 9 }] }),
      'pass',
    ],
    ["column: a\nregex_not_match: '<script'", a({ count: 9, patterns: [{ pattern: '<script', matched: 1 }] }), 'fail'],
    ["column: a\nregex_not_match: '<script'", a({ count: 9 }), 'undecided'],
  ],
  like_match: [
    ["column: a\nlike_match: 'DE%'", a(listed('DE1', 'DE')), 'pass'],
    ["column: a\nlike_match: 'DE%'", a(listed('DE1', 'AT')), 'fail', '1 of 2 values are not like it'],
    [
      "column: a\nlike_match: { pattern: 'DE%', negate: true }",
      a(listed('DE1', 'AT')),
      'fail',
      '1 of 2 values are like it',
    ],
    ["column: a\nlike_match: 'D_'", a(partly('DE')), 'undecided', '0 to 5 of 6 values are not like it'],
    ["column: a\nlike_match: 'D_'", a(partly('D')), 'fail'],
    ["column: a\nlike_match: { pattern: 'D_', mostly: 0.1 }", a(partly('D', 'DX', 'DY')), 'pass'],
    ["column: a\nlike_match: 'D_'", a({ count: 2, patterns: [{ pattern: 'D_', matched: 2, tested: 2 }] }), 'pass'],
    [
      "column: a\nlike_match: 'D_'",
      a({ ...listed('DE'), topValues: [{ value: hashValue('DE'), count: 1, hashed: true }] }),
      'undecided',
    ],
  ],
  semantic_type: [
    ['column: a\nsemantic_type: email', a(listed('a@example.org', 'b.c@example.co.uk')), 'pass'],
    ['column: a\nsemantic_type: email', a(listed('a@example.org', 'nobody')), 'fail', '1 of 2 values are no email'],
    ['column: a\nsemantic_type: uuid', a({ count: 3, patterns: [{ id: 'uuid', matched: 3, tested: 3 }] }), 'pass'],
    ['column: a\nsemantic_type: uuid', a({ count: 3 }), 'undecided'],
  ],
  parseable: [
    ['column: a\nparseable: true', a({ count: 9, parseFailCount: 0 }), 'pass'],
    ['column: a\nparseable: true', a({ count: 9, parseFailCount: 2 }), 'fail', '2 of 9 values cannot be read'],
    ['column: a\nparseable: true', a({ count: 9 }), 'undecided'],
    ['column: a\nparseable: date', a({ count: 9, type: 'date', parseFailCount: 0 }), 'pass'],
    ['column: a\nparseable: date', a({ count: 9, type: 'string', parseFailCount: 0 }), 'undecided'],
    ['column: a\nparseable: number', a({ count: 9, typeCounts: { integral: 5, fractional: 4 } }), 'pass'],
    ['column: a\nparseable: number', a({ count: 9, typeCounts: { integral: 5, string: 4 } }), 'undecided'],
    ['column: a\nparseable: date', a(listed('2026-02-29')), 'fail'],
    ['column: a\nparseable: json', a(listed('{"a":1}', '[')), 'fail', '1 of 2 values cannot be read'],
    ['column: a\nparseable: timestamp', a(listed('2026-11-23T00:00:00Z', '2026-11-23')), 'pass'],
    ['column: a\nparseable: boolean', a(listed('true', 'FALSE')), 'pass'],
    ['column: a\nparseable: integer', a(listed('1', '1.5')), 'fail'],
  ],
  increasing: [
    ['column: a\nincreasing: true', a(span(1, 9)), 'undecided', /nobody counted/],
    ['column: a\nincreasing: true', a(span(1, 1)), 'pass'],
    ['column: a\nincreasing: { strictly: true }', a(span(1, 1)), 'fail', /9 of 10 values are not above/],
    [
      'column: a\nincreasing: { strictly: true }',
      a(span(1, 9, { distinct: { value: 9, exact: true } })),
      'fail',
      /at least 1 of 10/,
    ],
    ['column: a\nincreasing: { strictly: true }', a(span(1, 9, { distinct: { value: 10, exact: true } })), 'undecided'],
    ['column: a\nincreasing: true', a({ count: 1, nullCount: 0 }), 'pass'],
  ],
  decreasing: [
    ['column: a\ndecreasing: { by: loaded_at }', a(span(1, 9)), 'undecided', /values are above the one before/],
    ['column: a\ndecreasing: true', a(span(1, 1)), 'pass'],
    ['column: a\ndecreasing: { strictly: true }', a(span(1, 1)), 'fail', /not below/],
  ],
  small_files: [
    ['small_files: 16MB', { bytes: 1e6, fileCount: 1 }, 'fail', '1 of 1 files are small'],
    ['small_files: 16MB', { bytes: 16e6, fileCount: 1 }, 'pass'],
    [
      'small_files: { under: 16MB, max_failed_pct: 50 }',
      { bytes: 32e6, fileCount: 10 },
      'fail',
      'at least 8 of 10 files are small',
    ],
    ['small_files: { under: 1000, max_failed_pct: 50 }', { bytes: 8000, fileCount: 10 }, 'undecided'],
    ['small_files: 16MiB', { bytes: 1e9, fileCount: 2 }, 'undecided'],
    ['small_files: 16MiB', { bytes: NaN, fileCount: 2 }, 'undecided'],
    ['small_files: 16MiB', {}, 'undecided'],
  ],
};

const run = (kind: string, cases: Case[], history: History = NO_HISTORY) => {
  describe(kind, () => {
    it.each(cases)('%s over %j is %s', (entry, profile, outcome, reason) => {
      const result = judge(entry, profile, history);
      expect([result.outcome, result.reason]).toEqual([outcome, result.reason]);
      if (typeof reason === 'string') expect(result.reason).toBe(reason);
      else if (reason !== undefined) expect(result.reason).toMatch(reason);
      expect(result.needs !== undefined).toBe(outcome === 'undecided');
    });
  });
};
for (const [kind, cases] of Object.entries(TABLES)) run(kind, cases);

/** One entry of each kind that rows decide, and the key it gets. */
const BY_ROWS: [entry: string, key: string][] = [
  ['column: a\nmissing_values: [x]', 'a.missing_values'],
  ['column: a\nnot_blank: true', 'a.not_blank'],
  ['complete_rows: [a, b]', 'complete_rows'],
  ['compound_unique: [a, b]', 'compound_unique'],
  ['unique_within_record: [a, b]', 'unique_within_record'],
  ["column: a\nregex_match: '^x'", 'a.regex_match'],
  ["column: a\nregex_not_match: '^x'", 'a.regex_not_match'],
  ["column: a\nlike_match: 'x%'", 'a.like_match'],
  ['column: a\nsemantic_type: email', 'a.semantic_type'],
  ['column: a\nparseable: json', 'a.parseable'],
  ['column: a\nincreasing: true', 'a.increasing'],
  ['column: a\ndecreasing: true', 'a.decreasing'],
  ['column: a\nreferential_integrity: ns/p', 'a.referential_integrity'],
  ['pair_comparison: { a: a, is: above, b: b }', 'pair_comparison'],
  ['pair_in_set: { a: a, b: b, pairs: [[x, y]] }', 'pair_in_set'],
  ['multicolumn_sum: { columns: [a, b], equals: 1 }', 'multicolumn_sum'],
  ['dataset_match: ns/p', 'dataset_match'],
  ['small_files: 1MB', 'small_files'],
];

describe.each(BY_ROWS)('a rule about rows, %s,', (entry, key) => {
  const counted = (tested: number | undefined, failed: number, rest: Partial<Profile> = {}): Partial<Profile> => ({
    ...rest,
    counters: [{ id: key, failed, ...(tested !== undefined && { tested }) }],
  });

  it('is decided by the counter that has its key', () => {
    expect(judge(entry, counted(9, 0))).toMatchObject({ outcome: 'pass', tested: 9, failed: 0 });
    expect(judge(entry, counted(9, 2))).toMatchObject({ outcome: 'fail', tested: 9, failed: 2 });
    expect(judge(entry, counted(0, 0))).toMatchObject({ outcome: 'undecided' });
    expect(judge(entry, counted(9, NaN)).outcome).toBe('undecided');
    expect(judge(entry, counted(9, 0, SAMPLE)).outcome).toBe('undecided');
  });

  it('takes no counter over a part of the data for the whole', () => {
    const part = { counters: [{ id: key, tested: 9, failed: 0, segment: [{ key: 'country', value: 'DE' }] }] };
    expect(judge(entry, part).outcome).toBe('undecided');
    const ofSegment = `${entry}\nsegment: { country: DE }`;
    expect(judge(ofSegment, { ...part, segment: [{ key: 'country', value: 'DE' }] }).outcome).toBe('pass');
  });

  it('is decided by the result of another tool when nobody counted', () => {
    const external = {
      ...judge(entry, {}),
      outcome: 'fail',
      reason: '3 unexpected',
      basis: { kind: 'external', tool: 'dbt' },
    };
    const history: History = { ...NO_HISTORY, external: [external as CheckResult] };
    expect(judge(entry, {}, history)).toMatchObject({ outcome: 'fail', basis: { kind: 'external', tool: 'dbt' } });
    expect(judge(entry, counted(9, 0), history).outcome).toBe('pass');
  });

  it('says what to post when nothing tells', () => {
    const result = judge(entry, {});
    expect(result.outcome).toBe('undecided');
    expect(result.needs).toContain(
      key.includes('referential') || key === 'dataset_match' ? 'ns/p' : `the counter ${key}`,
    );
  });

  it('asks for the results of other tools', () => {
    const [expectation] = suiteOf(entry).expectations;
    expect(KINDS.get(expectation!.kind)?.needs?.(expectation!)).toMatchObject({ external: true });
  });
});

describe('patterns over long lists of long values', () => {
  const many = { ...listed(...Array.from({ length: 9000 }, (_, index) => `${'a'.repeat(1000)}${index}`)) };
  it.each(["column: a\nregex_match: '^(a|aa)+\\d+$'", "column: a\nlike_match: '%a%a%a%'"])(
    '%s are undecided where that would be too much work',
    (entry) => expect(judge(entry, a(many)).outcome).toBe('undecided'),
  );
});

describe('a counter', () => {
  it('goes by the name that the clause gives it', () => {
    const entry = "column: a\nregex_match: { pattern: '^x', counter: bad_codes }";
    expect(judge(entry, { counters: [{ id: 'bad_codes', tested: 5, failed: 0 }] }).outcome).toBe('pass');
    expect(judge(entry, { counters: [{ id: 'a.regex_match', tested: 5, failed: 0 }] }).outcome).toBe('undecided');
  });

  it('may as well be the name of a result of another tool', () => {
    const entry = "column: a\nregex_match: { pattern: '^x', counter: expect_column_values_to_match_regex.a }";
    const found = {
      ...judge(entry, {}),
      expectation: 'expect_column_values_to_match_regex.a',
      outcome: 'pass',
    } as CheckResult;
    expect(judge(entry, {}, { ...NO_HISTORY, external: [found] }).outcome).toBe('pass');
  });

  it('of one rule is never taken for a second rule of the same kind', () => {
    const entry = "id: second\ncolumn: a\nregex_match: '^y'";
    expect(judge(entry, { counters: [{ id: 'a.regex_match', tested: 5, failed: 0 }] }).outcome).toBe('undecided');
  });
});
