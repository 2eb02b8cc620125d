import type { ColumnProfile } from '../../checks/index.ts';
import { wobble } from './random.ts';

/** What a column is like on ordinary days; `nulls` is the part of rows without a value. */
export type ColumnShape = { nulls?: number } & (
  | { kind: 'key'; type?: string }
  | { kind: 'number'; type?: string; typical: number; spread: number }
  | { kind: 'words'; shares: Readonly<Record<string, number>> }
  | { kind: 'time' }
);

export interface ColumnDay {
  rows: number;
  random: () => number;
  /** Start and end of the day that is measured. */
  day: { start: Date; end: Date };
}

/** Measurements of such a column on one day, which do not contradict each other. */
export function columnOf(shape: ColumnShape, on: ColumnDay): ColumnProfile {
  const nullCount = Math.round(on.rows * (shape.nulls ?? 0) * wobble(on.random, 0.3));
  const count = on.rows - nullCount;
  const common = { count, nullCount };
  if (shape.kind === 'key') return { type: shape.type ?? 'bigint', ...common, distinct: { value: count, exact: true } };
  if (shape.kind === 'words') return { type: 'varchar', ...common, ...words(shape.shares, count, on.random) };
  if (shape.kind === 'number') return { type: shape.type ?? 'double', ...common, ...numbers(shape, count, on.random) };
  const min = new Date(on.day.start.getTime() + 1000 * Math.floor(on.random() * 240)).toISOString();
  const max = new Date(on.day.end.getTime() - 1000 * Math.ceil(on.random() * 240)).toISOString();
  return { type: 'timestamp', ...common, min, max, timestamp: { min, max } };
}

function words(shares: Readonly<Record<string, number>>, count: number, random: () => number) {
  const weights = Object.entries(shares).map(([value, share]) => ({ value, weight: share * wobble(random, 0.06) }));
  const counts = parts(
    weights.map(({ weight }) => weight),
    count,
  );
  const topValues = weights
    .map(({ value }, index) => ({ value, count: counts[index] ?? 0 }))
    .sort((a, b) => b.count - a.count);
  return {
    distinct: { value: topValues.filter((top) => top.count > 0).length, exact: true },
    topValues,
    otherCount: 0,
    valueCountsComplete: true,
  };
}

const bins = 24;
const ranks = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** Right-skewed values around `typical`: a histogram, and everything else as it follows from it. */
function numbers({ typical, spread }: { typical: number; spread: number }, count: number, random: () => number) {
  const centre = typical * wobble(random, 0.07);
  const width = round((typical * (1 + 3.4 * spread)) / bins);
  const boundaries = Array.from({ length: bins + 1 }, (_, index) => round(index * width));
  const middles = boundaries.slice(0, bins).map((low) => low + width / 2);
  const density = middles.map((x) => Math.exp(-((Math.log(x / centre) / spread) ** 2) / 2) / x);
  const counts = parts(
    density.map((weight) => weight * wobble(random, 0.04)),
    count,
  );
  const sum = middles.reduce((total, x, index) => total + x * (counts[index] ?? 0), 0);
  const mean = count > 0 ? sum / count : 0;
  const squares = middles.reduce((total, x, index) => total + (x - mean) ** 2 * (counts[index] ?? 0), 0);
  const low = counts.findIndex((n) => n > 0);
  const high = counts.findLastIndex((n) => n > 0);
  if (count === 0) return {};
  const quantiles = Object.fromEntries(ranks.map((rank) => [String(rank), round(quantile(boundaries, counts, rank))]));
  return {
    min: round((boundaries[low] ?? 0) + width * 0.02),
    max: round((boundaries[high + 1] ?? 0) - width * 0.02),
    mean: round(mean),
    stddev: round(Math.sqrt(squares / count)),
    sum: round(sum),
    median: quantiles['0.5'] ?? 0,
    quantiles,
    histogram: { boundaries, counts },
  };
}

function quantile(boundaries: readonly number[], counts: readonly number[], rank: number): number {
  const wanted = rank * counts.reduce((sum, n) => sum + n, 0);
  let seen = 0;
  for (const [index, n] of counts.entries()) {
    const [from = 0, to = from] = [boundaries[index], boundaries[index + 1]];
    // Inside the bin's middle, so that no rank lies outside the smallest and the largest value.
    if (n > 0 && seen + n >= wanted) return from + (to - from) * (0.1 + (0.8 * Math.max(0, wanted - seen)) / n);
    seen += n;
  }
  return boundaries.at(-1) ?? 0;
}

const round = (value: number) => Number(value.toPrecision(6));

/** Whole numbers in the ratio of the weights that add up to `total`; what rounding leaves goes to the largest. */
function parts(weights: readonly number[], total: number): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const whole = weights.map((weight) => Math.floor((weight / all) * total));
  const largest = weights.indexOf(Math.max(...weights));
  whole[largest] = (whole[largest] ?? 0) + total - whole.reduce((sum, n) => sum + n, 0);
  return whole;
}
