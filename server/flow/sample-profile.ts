import type { ColumnProfile, Profile } from '../../checks/index.ts';

/** The name of the sample dataset in every namespace. */
export const sampleName = 'sample-orders';

const minuteMs = 60_000;
const fields = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'amount', type: 'decimal(12,2)', nullable: true },
  { name: 'currency', type: 'text', nullable: false },
];

/** Orders of an invented shop, a little different every minute, so that a second sample draws a line. */
export function sampleProfile(namespace: string, now: Date): Profile {
  const minute = Math.floor(now.getTime() / minuteMs);
  const rowCount = 10_000 + ((minute * 37) % 400);
  return {
    dataset: { namespace, name: sampleName },
    capturedAt: now.toISOString(),
    rowCount,
    schema: { fields },
    columnMetrics: {
      id: { type: 'number', count: rowCount, nullCount: 0, distinct: { value: rowCount, exact: true } },
      amount: amountOf(rowCount, minute),
      currency: currencyOf(rowCount),
    },
    producer: { name: 'plumbline-sample' },
  };
}

function amountOf(rowCount: number, minute: number): ColumnProfile {
  const nullCount = 3 + (minute % 5);
  const count = rowCount - nullCount;
  const counts = [0.02, 0.12, 0.38, 0.33, 0.12].map((share) => Math.floor(count * share));
  const last = count - counts.reduce((sum, one) => sum + one, 0);
  return {
    type: 'number',
    count,
    nullCount,
    min: 0.5,
    max: 498,
    mean: 41.2 + (minute % 9) / 10,
    quantiles: { '0.05': 7.4, '0.5': 38.9, '0.95': 96.3 },
    histogram: { boundaries: [0, 5, 20, 40, 80, 150, 500], counts: [...counts, last] },
  };
}

function currencyOf(rowCount: number): ColumnProfile {
  const euros = Math.floor(rowCount * 0.71);
  return {
    type: 'string',
    count: rowCount,
    nullCount: 0,
    distinct: { value: 2, exact: true },
    topValues: [
      { value: 'EUR', count: euros },
      { value: 'USD', count: rowCount - euros },
    ],
    valueCountsComplete: true,
  };
}
