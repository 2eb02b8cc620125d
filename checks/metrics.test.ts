import { describe, expect, it } from 'vitest';
import { scalarMetrics } from './index.ts';
import { profileOf } from './testing/judge.ts';

const toRecord = (profile: Parameters<typeof profileOf>[0]) => {
  const { names, values } = scalarMetrics(profileOf(profile));
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
};

describe('the scalar metrics of a profile', () => {
  it('are its numbers by name: dataset, columns, counters, own metrics', () => {
    expect(
      toRecord({
        rowCount: 12,
        bytes: 1024,
        schema: { fields: [{ name: 'amount' }] },
        columnMetrics: {
          amount: {
            count: 10,
            nullCount: 2,
            mean: 4.5,
            sum: '12345678901234567890',
            min: '0.50',
            max: 9,
            distinct: { value: 7 },
            quantiles: { '0.5': 4 },
            length: { max: 3 },
          },
        },
        counters: [{ id: 'orphans', failed: 3, tested: 10 }],
        metrics: { refund_rate: 0.02 },
      }),
    ).toEqual({
      rowCount: 12,
      bytes: 1024,
      columnCount: 1,
      'amount.count': 10,
      'amount.nullCount': 2,
      'amount.mean': 4.5,
      'amount.sum': 12345678901234567000,
      'amount.min': 0.5,
      'amount.max': 9,
      'amount.distinct': 7,
      'amount.quantile.0.5': 4,
      'amount.length.max': 3,
      'counter.orphans.failed': 3,
      'counter.orphans.tested': 10,
      'metric.refund_rate': 0.02,
    });
  });
  it('leave out dates, text, NaN and infinities', () => {
    const a = { type: 'string', min: '12', max: '2026-01-01', mean: NaN, sum: Infinity };
    expect(toRecord({ columnMetrics: { a, b: { min: '2026-01-01', max: 'z' } } })).toEqual({});
  });
  it('come in one order whatever the order in the profile', () => {
    const a = scalarMetrics(profileOf({ columnMetrics: { a: { mean: 1 }, b: { mean: 2 } }, metrics: { y: 1, x: 2 } }));
    const b = scalarMetrics(profileOf({ metrics: { x: 2, y: 1 }, columnMetrics: { b: { mean: 2 }, a: { mean: 1 } } }));
    expect(a).toEqual(b);
  });
});
