import {
  judgeLearned,
  learn,
  NO_BASELINE,
  type Baseline,
  type LearnedInput,
  type LearnedVerdict,
  type Profile,
} from '../index.ts';
import { chance } from './chance.ts';

const DAY_MS = 86_400_000;
/** A Thursday. */
const START = Date.parse('2026-01-01T00:00:00Z');

/** The start of a day, counted from the first of January 2026. */
export const dayAt = (day: number): Date => new Date(START + day * DAY_MS);

/** What of a day of orders is to be otherwise than usual. */
export interface OrdersOf {
  rows?: number;
  mean?: number;
  nulls?: number;
  codes?: Record<string, number>;
  /** Type of the column amount. */
  type?: 'number' | 'string';
  stddev?: number;
  /** Are quantiles of the amounts known? */
  quantiles?: boolean;
  columns?: readonly string[];
}

/** A day of orders: a column of amounts and one of codes; further columns are in the schema alone. */
export function ordersOf({
  rows = 1000,
  mean = 50,
  nulls = 0,
  codes = { a: 0.5, b: 0.3, c: 0.2 },
  type = 'number',
  stddev = 10,
  quantiles = false,
  columns = [],
}: OrdersOf): Profile {
  const count = Math.round(rows * (1 - nulls));
  const shares = Object.entries(codes);
  const ends = { min: mean - 35, max: mean + 35, negativeCount: 0, zeroCount: 0 };
  const numbers = { mean, stddev, kurtosis: 0, ...ends, ...(quantiles && { quantiles: logisticAbout(mean) }) };
  const field = (name: string, told: string) => ({ name, type: told });
  return {
    dataset: { namespace: 'test', name: 'orders' },
    rowCount: rows,
    schema: {
      fields: [field('amount', type), field('code', 'VARCHAR'), ...columns.map((name) => field(name, 'BIGINT'))],
    },
    columnMetrics: {
      amount: { type, count, nullCount: rows - count, ...(type === 'number' && numbers) },
      code: {
        type: 'string',
        count: rows,
        nullCount: 0,
        distinct: { value: shares.length, exact: true },
        topValues: shares.map(([value, share]) => ({ value, count: Math.round(share * rows) })),
        valueCountsComplete: true,
      },
    },
  };
}

/** Nineteen quantiles of amounts about their mean. */
const logisticAbout = (mean: number): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: 19 }, (_, rank) => [String((rank + 1) / 20), mean + 10 * Math.log((rank + 1) / (19 - rank))]),
  );

/** A day of orders with quantiles, a little different each day; the same for the same day. */
export function dayOf(day: number, of: OrdersOf = {}): Profile {
  const { normal } = chance(1000 + day);
  return ordersOf({
    ...of,
    rows: Math.round((of.rows ?? 1000) * (1 + 0.02 * normal())),
    nulls: (of.nulls ?? 0.01) * (1 + 0.02 * normal()),
    mean: (of.mean ?? 50) + 0.3 * normal(),
    stddev: 10 + 0.1 * normal(),
    quantiles: true,
  });
}

/** So many ordinary days. */
export function steadyDays(count: number, seed = 1): Profile[] {
  const { normal } = chance(seed);
  return Array.from({ length: count }, () =>
    ordersOf({ rows: Math.round(1000 * (1 + 0.03 * normal())), mean: 50 + 0.3 * normal() }),
  );
}

/** What is asked and found on the last of some days, all before being learnt. Learning changes what it is given: so the last is not learnt. */
export function lastOf(profiles: readonly Profile[]): { input: LearnedInput; verdict: LearnedVerdict } {
  let input: LearnedInput = { profile: ordersOf({}), at: dayAt(0), baseline: NO_BASELINE };
  let verdict: LearnedVerdict | null = null;
  profiles.forEach((profile, day) => {
    const baseline: Baseline = verdict === null ? NO_BASELINE : learn(input, verdict);
    input = { profile, at: dayAt(day), baseline };
    verdict = judgeLearned(input);
  });
  return { input, verdict: verdict ?? judgeLearned(input) };
}
