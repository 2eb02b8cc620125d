import { datasetKey } from '../index.ts';
import type { CheckResult, ColumnProfile, History, Profile } from '../index.ts';
import { judgeLearned, learn, NO_BASELINE, type Baseline } from '../index.ts';
import { point } from './judge.ts';

const rows = { count: 100, nullCount: 0 };
const listed = (counts: Record<string, number>): ColumnProfile => ({
  ...rows,
  distinct: { value: Object.keys(counts).length, exact: true },
  topValues: Object.entries(counts).map(([value, count]) => ({ value, count })),
  valueCountsComplete: true,
});
const number = (min: number, max: number, rest: ColumnProfile): ColumnProfile => ({ ...rows, min, max, ...rest });

const columnMetrics: Record<string, ColumnProfile> = {
  order_id: { ...rows, min: 1001, max: 1100, distinct: { value: 100, exact: true } },
  customer_id: { ...rows, min: 1, max: 40, distinct: { value: 40, exact: true } },
  line_no: number(1, 3, { distinct: { value: 3, exact: true } }),
  legacy_code: { count: 0, nullCount: 100 },
  quantity: number(1, 9, { zeroCount: 0, negativeCount: 0 }),
  amount: number(5, 900, {
    mean: 100,
    median: 80,
    sum: 10_000,
    stddev: 120,
    stddevKind: 'sample',
    skewness: 2,
    kurtosis: 9,
    quantiles: { '0.5': 80, '0.95': 400 },
  }),
  net: number(4, 800, { sum: 8000 }),
  tax: number(0, 160, { sum: 1520 }),
  discount_pct: number(10, 10, {}),
  paid_pct: number(90, 90, {}),
  currency: { ...listed({ EUR: 80, USD: 15, GBP: 5 }), length: { min: 3, max: 3 }, type: 'string' },
  country: listed({ DE: 80, US: 15, GB: 5 }),
  status: { ...listed({ new: 60, paid: 40 }), emptyCount: 0, blankCount: 0 },
  sku: { ...listed({ 'AB-1234': 100 }), patterns: [{ pattern: '^[A-Z]{2}-\\d{4}$', matched: 100, tested: 100 }] },
  note: { ...rows, patterns: [{ pattern: '<script', matched: 0, tested: 100 }] },
  email: { ...rows, patterns: [{ id: 'email', matched: 100, tested: 100 }] },
  payload: listed({ '{"a":1}': 99, '[]': 1 }),
  ordered_at: { ...rows, min: '2026-11-22T00:00:00Z', max: '2026-11-22T20:00:00Z' },
  shipped_at: { ...rows, min: '2026-11-22T21:00:00Z', max: '2026-11-22T23:00:00Z' },
};

/** A day of orders on which every example of the reference is met. */
export const ORDERS: Profile = {
  dataset: { namespace: 'shop', name: 'orders' },
  dataInterval: { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' },
  capturedAt: '2026-11-23T01:00:00Z',
  lastUpdated: '2026-11-23T00:30:00Z',
  rowCount: 100,
  rowsWritten: 100,
  duplicateRowCount: 0,
  bytes: 2_000_000,
  fileCount: 1,
  partitions: [
    { value: '2026-11-19', rows: 10 },
    { value: '2026-11-20', rows: 10 },
    { value: '2026-11-23', rows: 80 },
  ],
  schema: {
    fields: Object.keys(columnMetrics).map((name) => ({ name, type: name === 'amount' ? 'decimal(12,2)' : 'text' })),
  },
  orderIndependentRowHash: 'sum64:0a1b2c',
  tupleDistinct: [{ columns: ['order_id', 'line_no'], count: 100 }],
  crossColumn: [{ columns: ['quantity', 'amount'], metric: 'pearson', value: 0.6 }],
  metrics: { conversion_rate: 0.05 },
  counters: [
    { id: 'shipped_without_address', tested: 100, failed: 0 },
    { id: 'customer_id.referential_integrity', tested: 100, failed: 0 },
    { id: 'line_no.increasing', tested: 99, failed: 0 },
    { id: 'line_no.decreasing', tested: 99, failed: 0 },
    { id: 'pair_in_set', tested: 100, failed: 0 },
  ],
  columnMetrics,
};

const external: CheckResult = {
  ...{ expectation: 'orders_have_customers', kind: 'external', column: null, suite: 'dbt', ruleVersion: 0 },
  ...{ outcome: 'pass', severity: 'error', observed: null, expected: null, unit: null, tested: null, failed: 0 },
  ...{ vacuous: false, basis: { kind: 'external', tool: 'dbt' }, reason: 'passed', labels: {} },
};
const earlier = { profileId: 'prf_1', profile: ORDERS };

/** Judged by what was learnt of thirty days that were alike. */
function learnedOf(profile: Profile): History['learned'] {
  const day = (number: number): Date => new Date(Date.UTC(2026, 9, 23 + number));
  let baseline: Baseline = NO_BASELINE;
  for (let number = 0; number < 30; number++) {
    const input = { profile, at: day(number), baseline };
    baseline = learn(input, judgeLearned(input));
  }
  const input = { profile, at: day(30), baseline };
  return { input, verdict: judgeLearned(input), versions: { engine: 1, calibration: null } };
}

/** What was before that day, and beside it. */
export const ORDERS_HISTORY: History = {
  points: ['2026-11-21', '2026-11-20', '2026-11-15'].map((day) =>
    point(`${day}T00:00:00Z`, { rowCount: 100, 'amount.mean': 100 }),
  ),
  previousSchema: { version: 1, fields: ORDERS.schema?.fields ?? [] },
  earlier: [earlier, earlier, earlier],
  learned: learnedOf(ORDERS),
  others: new Map([
    [datasetKey({ namespace: 'shop', name: 'raw_orders' }), earlier],
    [datasetKey({ namespace: 'shop', name: 'customers' }), earlier],
  ]),
  external: [external],
};
