import { describe, expect, it } from 'vitest';
import type { History, Outcome, Profile } from '../index.ts';
import { metricOf } from '../index.ts';
import { hashValue, judge, judgeAll, point } from '../testing/judge.ts';

type Case = [entry: string, profile: Partial<Profile>, outcome: Outcome, reason?: string | RegExp, history?: History];

const fields = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'amount', type: 'decimal(12,2)', nullable: true },
];
const schema = { fields };
const before = (next: Partial<(typeof fields)[0]>[]): History => ({
  points: [],
  previousSchema: {
    version: 1,
    fields: next.map((field, index) => ({ ...fields[index], ...field }) as (typeof fields)[0]),
  },
});
// 2026-11-22 is a Sunday.
const day = (date: string) => ({ dataInterval: { start: `${date}T00:00:00Z`, end: `${date}T23:00:00Z` } });
const past = (...rows: number[]): History => ({
  points: rows.map((rowCount, index) =>
    point(`2026-11-${21 - index}T00:00:00Z`, { rowCount, 'a.mean': rowCount / 10 }),
  ),
  previousSchema: null,
});
const captured = (at: string, rest: Partial<Profile> = {}): Partial<Profile> => ({ capturedAt: at, ...rest });

const TABLES: Record<string, Case[]> = {
  row_count: [
    ['row_count: [1, 10]', { rowCount: 10 }, 'pass'],
    ['row_count: [1, 10]', { rowCount: 11 }, 'fail', 'row count 11 is above 10'],
    ['row_count: { between: [1, 20], warn: [5, 15] }', { rowCount: 3 }, 'warn', 'row count 3 is below 5'],
    ['row_count: [1, 10]', {}, 'undecided', 'row count was not measured'],
    ['row_count: { at_most: 10 }', { rowCount: 0 }, 'fail', 'there are no rows'],
    ['row_count: [0, 10]', { rowCount: 0 }, 'pass'],
    ['row_count: { at_least: 5, on_empty: warn }', { rowCount: 0 }, 'warn'],
    ['row_count: [1, 10]', { rowCount: NaN }, 'undecided'],
    ['row_count: [1, 10]', { rowCount: 5, scope: { complete: false } }, 'undecided', /at least 5/],
    ['row_count: [1, 10]', { rowCount: 11, scope: { complete: false } }, 'fail'],
    ['row_count: [1, 10]', { rowCount: 9, scope: { sampled: { rowsScanned: 2 } } }, 'pass'],
    ['row_count: [1, 10]', { rowCount: 9, scope: { sampled: { fraction: 0.5 } } }, 'undecided'],
  ],
  'row_count against the past': [
    ['row_count: { change: { from: previous, within: 10% } }', { rowCount: 110 }, 'pass', undefined, past(100)],
    [
      'row_count: { change: { from: previous, within: 10% } }',
      { rowCount: 111 },
      'fail',
      'row count 111 is above 110',
      past(100),
    ],
    [
      'row_count: { change: { from: previous, within: 5 } }',
      { rowCount: 94 },
      'fail',
      'row count 94 is below 95',
      past(100),
    ],
    [
      'row_count: { change: { from: previous, within: 20%, warn: 10% } }',
      { rowCount: 115 },
      'warn',
      undefined,
      past(100),
    ],
    ['row_count: { change: { from: previous, within: 10% } }', { rowCount: 100 }, 'undecided', /no comparable history/],
    ['row_count: { change: { from: previous, within: 10% } }', { rowCount: 1 }, 'fail', undefined, past(0)],
    [
      'row_count: { change: { from: { last_n: 3 }, within: 10% } }',
      { rowCount: 100 },
      'pass',
      undefined,
      past(900, 100, 10),
    ],
    [
      'row_count: { change: { from: { last_n: 4 }, within: 10% } }',
      { rowCount: 55 },
      'pass',
      undefined,
      past(100, 10, 90, 10),
    ],
    [
      'row_count: { change: { from: { last_n: 7 }, within: 10% } }',
      { rowCount: 100 },
      'undecided',
      undefined,
      past(100, 100),
    ],
    [
      'row_count: { change: { from: same_weekday, within: 10% } }',
      { rowCount: 100, ...day('2026-11-22') },
      'pass',
      undefined,
      past(1, 2, 3, 4, 5, 6, 100),
    ],
    [
      'row_count: { change: { from: same_weekday, within: 10% } }',
      { rowCount: 100, ...day('2026-11-22') },
      'undecided',
      undefined,
      past(1, 2, 3),
    ],
    [
      'column: a\nmean: { change: { from: previous, within: 10% } }',
      { columnMetrics: { a: { count: 3, mean: 12 } } },
      'fail',
      'mean 12 is above 11',
      past(100),
    ],
  ],
  'sizes and own metrics': [
    ['rows_written: { at_least: 5 }', { rowsWritten: 4 }, 'fail', 'rows written 4 is below 5'],
    ['bytes: { at_least: 5 }', { bytes: 5 }, 'pass'],
    ['file_count: { at_most: 5 }', { fileCount: 6 }, 'fail'],
    ['bytes: { at_least: 5 }', {}, 'undecided'],
    ['column_count: 2', { schema }, 'pass'],
    ['column_count: 3', { schema }, 'fail', 'column count 2 is below 3'],
    ['column_count: 3', {}, 'undecided'],
    ['metric: { name: refund_rate, at_most: 0.05 }', { metrics: { refund_rate: 0.02 } }, 'pass'],
    ['metric: { name: refund_rate, at_most: 0.05 }', { metrics: { refund_rate: 0.2 } }, 'fail'],
    ['metric: { name: constructor, at_most: 0.05 }', { metrics: {} }, 'undecided'],
  ],
  counter: [
    ['counter: orphans', { counters: [{ id: 'orphans', failed: 0, tested: 5 }] }, 'pass'],
    ['counter: orphans', { counters: [{ id: 'orphans', failed: 0 }] }, 'pass'],
    ['counter: orphans', { counters: [{ id: 'orphans', failed: 1, tested: 5 }] }, 'fail', '1 of 5 rows failed'],
    ['counter: { id: orphans, max_failed: 1 }', { counters: [{ id: 'orphans', failed: 1 }] }, 'pass'],
    ['counter: { id: orphans, max_failed_pct: 20 }', { counters: [{ id: 'orphans', failed: 1, tested: 5 }] }, 'pass'],
    [
      'counter: { id: orphans, mostly: 0.9 }',
      { counters: [{ id: 'orphans', failed: 1 }] },
      'undecided',
      'how many were tested is not known',
    ],
    ['counter: orphans', { counters: [] }, 'undecided', 'the counter orphans was not posted'],
    ['counter: orphans', { counters: [{ id: 'orphans', failed: 0, tested: 0 }] }, 'undecided'],
    ['counter: orphans', { counters: [{ id: 'orphans', failed: NaN }] }, 'undecided'],
  ],
  freshness: [
    ['freshness: 2h', captured('2026-11-23T02:00:00Z', { lastUpdated: '2026-11-23T00:00:00Z' }), 'pass'],
    [
      'freshness: 2h',
      captured('2026-11-23T02:00:01Z', { lastUpdated: '2026-11-23T00:00:00Z' }),
      'fail',
      /more than 2 h/,
    ],
    [
      'freshness: { within: 2h, warn: 1h }',
      captured('2026-11-23T01:30:00Z', { lastUpdated: '2026-11-23T00:00:00Z' }),
      'warn',
    ],
    ['freshness: 2h', { lastUpdated: '2026-11-23T01:00:00Z' }, 'pass'],
    ['freshness: 2h', { lastUpdated: '2026-11-22T01:00:00Z' }, 'fail', 'the last update is 25 h old, more than 2 h'],
    ['freshness: 2h', {}, 'undecided'],
    ['freshness: 2h', { lastUpdated: 'yesterday' }, 'undecided'],
    ['freshness: 2h', { lastUpdated: '2026-12-24T00:00:00Z' }, 'undecided', /after the profile's time/],
    [
      'freshness: { of: a, within: 1d }',
      { columnMetrics: { a: { count: 1, timestamp: { max: '2026-11-22T12:00:00Z' } } } },
      'pass',
    ],
    ['freshness: { of: a, within: 1d }', { columnMetrics: { a: { count: 1, max: '2026-11-21' } } }, 'fail'],
    ['freshness: { of: a, within: 1d }', { columnMetrics: { a: { count: 0 } } }, 'fail', 'there are no values'],
    ['freshness: { of: a, within: 1d, on_empty: pass }', { rowCount: 0 }, 'pass'],
    ['freshness: { of: a, within: 1d }', { columnMetrics: {} }, 'undecided'],
    [
      'freshness: { of: a, within: 1d }',
      { scope: { complete: false }, columnMetrics: { a: { max: '2026-11-01' } } },
      'undecided',
    ],
    [
      'freshness: { of: a, within: 1d }',
      { scope: { complete: false }, columnMetrics: { a: { max: '2026-11-23' } } },
      'pass',
    ],
  ],
  schema: [
    ['schema: [id, amount]', { schema }, 'pass'],
    ['schema: [amount, id]', { schema }, 'pass'],
    ['schema: { columns: [amount, id], ordered: true }', { schema }, 'fail', 'in another order'],
    ['schema: [id]', { schema }, 'fail', 'not expected: amount'],
    ['schema: { columns: [id], allow_extra: true }', { schema }, 'pass'],
    ['schema: [id, amount, at]', { schema }, 'fail', 'missing: at'],
    ['schema: { columns: [id, amount], types: { id: BIGINT } }', { schema }, 'pass'],
    ['schema: { columns: [id, amount], types: { id: int } }', { schema }, 'fail', 'id is bigint, not int'],
    ['schema: [id]', {}, 'undecided'],
    ['column_exists: [id]', { schema }, 'pass'],
    ['column: at\ncolumn_exists: true', { schema }, 'fail', 'missing: at'],
    ['column: at\ncolumn_exists: true', { columnMetrics: { at: {} } }, 'pass'],
    ['column: at\ncolumn_exists: true', { columnMetrics: {} }, 'undecided'],
  ],
  schema_change: [
    ['schema_change: true', { schema }, 'undecided', 'no earlier schema is known'],
    ['schema_change: true', { schema }, 'pass', undefined, before([{}, {}])],
    ['schema_change: true', { schema }, 'fail', 'amount added', before([{}])],
    ['schema_change: { allow: [added] }', { schema }, 'pass', undefined, before([{}])],
    ['schema_change: true', { schema }, 'fail', 'gone removed', before([{}, {}, { name: 'gone' }])],
    ['schema_change: true', { schema }, 'fail', 'id: type int to bigint', before([{ type: 'int' }, {}])],
    [
      'schema_change: true',
      { schema },
      'fail',
      'id: nullability nullable to not nullable',
      before([{ nullable: true }, {}]),
    ],
    [
      'schema_change: [type, nullability]',
      { schema },
      'pass',
      undefined,
      before([{ type: 'int', nullable: true }, {}]),
    ],
    ['schema_change: true', {}, 'undecided', 'the profile has no schema', before([{}])],
  ],
};

for (const [kind, cases] of Object.entries(TABLES)) {
  describe(kind, () => {
    it.each(cases)('%s over %j is %s', (entry, profile, outcome, reason, history) => {
      const result = judge(entry, profile, history);
      expect([result.outcome, result.reason]).toEqual([outcome, result.reason]);
      if (typeof reason === 'string') expect(result.reason).toBe(reason);
      else if (reason !== undefined) expect(result.reason).toMatch(reason);
    });
  });
}

describe('a result', () => {
  it('carries what was observed and expected, on which basis, and whose rule it is', () => {
    expect(
      judge('row_count: { change: { from: previous, within: 10% } }\nseverity: critical', { rowCount: 50 }, past(100)),
    ).toEqual({
      expectation: 'row_count',
      kind: 'row_count',
      column: null,
      suite: 's',
      ruleVersion: 3,
      outcome: 'fail',
      severity: 'critical',
      observed: 50,
      expected: { low: 90, high: 110 },
      unit: null,
      tested: null,
      failed: null,
      vacuous: false,
      basis: { kind: 'previous', profileId: 'prf_2026-11-21T00:00:00Z', value: 100 },
      reason: 'row count 50 is below 90',
      labels: {},
    });
  });

  it('marks a pass over nothing as vacuous', () => {
    expect(judge('row_count: [0, 9]', { rowCount: 0 })).toMatchObject({ outcome: 'pass', vacuous: true, tested: 0 });
    expect(judge('row_count: [0, 9]', { rowCount: 1 })).toMatchObject({ outcome: 'pass', vacuous: false });
  });

  it('names its metric as evidence', () => {
    const entries = [
      'row_count: 1',
      'column: a\nmean: { at_least: 1 }\nnot_null: true\ndistinct_count: 1\nquantile: { p: 0.5, at_least: 1 }\nin_set: [x]',
      'id: my-id\ncounter: c',
      'metric: { name: m, equals: 1 }',
    ];
    expect(judgeAll(entries, {}).map(metricOf)).toEqual([
      'rowCount',
      'a.mean',
      'a.nullCount',
      'a.distinct',
      'a.quantile.0.5',
      null,
      'counter.c.failed',
      'metric.m',
    ]);
  });

  it('is an error of its own when the evaluator fails or is not known', () => {
    const broken = { rowCount: 1, counters: 5 as unknown as [] };
    expect(judgeAll(['counter: c', 'row_count: 1'], broken).map((one) => one.outcome)).toEqual(['error', 'pass']);
  });
});

describe('sets over hashed values', () => {
  const hashedTops = (...values: (string | number)[]) =>
    values.map((value) => ({ value: hashValue(value), count: 5, hashed: true }));
  const over = (entry: string, ...values: (string | number)[]) => {
    const topValues = hashedTops(...values);
    const a = { count: 5 * values.length, topValues, valueCountsComplete: true };
    return judge(`column: a\n${entry}`, { columnMetrics: { a } });
  };
  it('are decided by hashing the members alike, in each of their spellings', () => {
    expect(over('in_set: [EUR, USD]', 'EUR', 'USD').outcome).toBe('pass');
    expect(over('in_set: [EUR]', 'EUR', 'USD').outcome).toBe('fail');
    expect(over('in_set: [1, "2"]', 1, 2).outcome).toBe('pass');
    expect(over('distinct_set: [EUR, USD]', 'EUR', 'USD').outcome).toBe('pass');
    expect(over('distinct_set: [EUR, USD, GBP]', 'EUR', 'USD').outcome).toBe('fail');
    expect(over('not_in_set: [USD]', 'EUR', 'USD').outcome).toBe('fail');
  });
  it('never show the values in the reason', () => {
    const result = over('in_set: [EUR]', 'EUR', 'alice');
    expect(result.reason).toBe('5 of 10 values are outside the set');
  });
});
