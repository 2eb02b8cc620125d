import type { ColumnProfile } from '../profile.ts';
import { quantileSorted } from '../stats/quantile.ts';

const RANKS = Array.from({ length: 101 }, (_, index) => index / 100);

/** The profile of raw numbers as ours makes one: quantiles of type 7 at 101 ranks, and the most frequent values. */
export function columnOfNumbers(values: readonly number[], { ranks = RANKS, listed = 20 } = {}): ColumnProfile {
  const sorted = Float64Array.from(values).sort();
  return {
    count: values.length,
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    quantiles: Object.fromEntries(ranks.map((rank) => [String(rank), quantileSorted(sorted, rank)!])),
    rankError: 0,
    ...mostFrequent(values, listed),
  };
}

/** The profile of raw texts: the most frequent, and how many rows hold others. */
export function columnOfTexts(values: readonly string[], listed = 100): ColumnProfile {
  return { count: values.length, ...mostFrequent(values, listed) };
}

function mostFrequent(values: readonly (string | number)[], listed: number): ColumnProfile {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const topValues = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  const dropped = topValues.splice(listed);
  return {
    topValues,
    otherCount: dropped.reduce((sum, { count }) => sum + count, 0),
    valueCountsComplete: dropped.length === 0,
  };
}
