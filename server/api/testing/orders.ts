import type { Profile } from '../../../checks/index.ts';

/** A profile of shop.orders that the suite below accepts. */
export const orders = (more: Partial<Profile> = {}): Profile => ({
  dataset: { namespace: 'shop', name: 'public.orders' },
  rowCount: 10_000,
  columnMetrics: {
    amount: { type: 'number', count: more.rowCount ?? 10_000, nullCount: 0, min: 1, max: 99, mean: 42 },
  },
  ...more,
});

export const ordersSuite = `suite: orders
dataset: { namespace: shop, name: public.orders }
owner: team-payments
labels: { tier: gold }
expect:
  - row_count: { between: [1000, 50000] }
  - column: amount
    mean: { between: [10, 90] }
`;
