import { numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { defined } from './add.ts';

type Quantiles = Pick<ColumnProfile, 'quantiles' | 'median' | 'rankError'>;

/** A larger error than this says nothing that minimum and maximum do not. */
const LARGEST_ERROR = 0.5;

/** What a part says of the share of its values up to any number: posted ranks, and how far off they may be. */
interface Ranks {
  weight: number;
  error: number;
  points: readonly (readonly [rank: number, value: number])[];
}

/**
 * Quantiles of the whole: for each rank that all parts posted, the posted number whose rank in the whole is known best,
 * with the largest error of them as `rankError`. Left out where a part has neither or nothing would be known.
 */
export function mergeQuantiles(parts: readonly ColumnProfile[]): Quantiles {
  const [first] = parts;
  if (first === undefined) return {};
  if (parts.length === 1) return defined<Quantiles>(pick(first));
  const ranks = parts.map(ranksOf);
  const known = ranks.filter((one) => one !== null);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  if (known.length < parts.length || total === 0) return {};
  const keys = Object.keys(first.quantiles ?? {}).filter((key) =>
    parts.every(({ quantiles }) => quantiles?.[key] !== undefined),
  );
  const candidates = [...new Set(known.flatMap(({ points }) => points.map(([, value]) => value)))];
  const shares = candidates.map((value) => [value, ...shareUpTo(value, known)] as const);
  const best = (rank: number): Placed => nearest(shares, rank);
  const quantiles = keys.map((key) => [key, best(Number(key))] as const);
  const median = parts.every((part) => part.median !== undefined) ? best(0.5) : undefined;
  const placed = [...quantiles.map(([, one]) => one), ...(median === undefined ? [] : [median])];
  // One value more: which of two neighbours a quantile is, or what lies between them, is each producer's own definition.
  const rankError = Math.max(0, ...placed.map(({ error }) => error)) + 1 / total;
  if (placed.length === 0 || rankError > LARGEST_ERROR) return {};
  return {
    ...(quantiles.length > 0 && { quantiles: Object.fromEntries(quantiles.map(([key, { value }]) => [key, value])) }),
    ...(median !== undefined && { median: median.value }),
    rankError,
  };
}

function pick({ quantiles, median, rankError }: ColumnProfile): { [K in keyof Quantiles]: Quantiles[K] | undefined } {
  return { quantiles, median, rankError };
}

function ranksOf(column: ColumnProfile): Ranks | null {
  const { count, nanCount = 0, infCount = 0, quantiles = {}, median, rankError = 0 } = column;
  const [min, max] = [numberOf(column.min), numberOf(column.max)];
  if (count === undefined || min === null || max === null) return null;
  const weight = count - nanCount - infCount;
  const points: [number, number][] = Object.entries(quantiles).map(([key, value]) => [Number(key), value]);
  if (median !== undefined) points.push([0.5, median]);
  const all = [[0, min] as const, ...points, [1, max] as const].filter(([, value]) => Number.isFinite(value));
  return weight > 0 ? { weight, error: rankError + 1 / weight, points: all } : null;
}

interface Placed {
  value: number;
  /** How far the value's rank in the whole may be from the one asked for. */
  error: number;
}

function nearest(shares: readonly (readonly [value: number, low: number, high: number])[], rank: number): Placed {
  let best: Placed = { value: NaN, error: Infinity };
  for (const [value, low, high] of shares) {
    const error = Math.max(0, rank - low, high - rank);
    if (error < best.error) best = { value, error };
  }
  return best;
}

/** The share of all values up to a number is at least, and that of those below it is at most. */
function shareUpTo(value: number, parts: readonly Ranks[]): [number, number] {
  let [low, high, total] = [0, 0, 0];
  for (const { weight, error, points } of parts) {
    const [atLeast, atMost] = shareOfPart(value, points, error);
    low += weight * atLeast;
    high += weight * atMost;
    total += weight;
  }
  return [low / total, high / total];
}

/** Minimum and maximum are exact; a posted quantile may be off by the part's error and, where interpolated, by one value. */
function shareOfPart(value: number, points: Ranks['points'], error: number): [number, number] {
  const [, min] = points[0] ?? [0, value];
  const [, max] = points[points.length - 1] ?? [1, value];
  let [low, high] = [value >= max ? 1 : 0, value <= min ? 0 : 1];
  for (const [rank, at] of points.slice(1, -1)) {
    if (at <= value) low = Math.max(low, rank - error);
    if (at >= value) high = Math.min(high, rank + error);
  }
  return [low, high];
}
