import { numberOf } from '../../compare.ts';
import type { ColumnProfile, Scalar } from '../../profile.ts';

/** A change of numbers that keeps or turns their order: a factor and a step. */
export interface Linear {
  factor: number;
  add: number;
}

/** Are its values numbers whose distribution is known well enough to change it? */
export function isNumeric(column: ColumnProfile): boolean {
  return (
    numberOf(column.min) !== null &&
    numberOf(column.max) !== null &&
    (column.count ?? 0) > 0 &&
    column.quantiles !== undefined
  );
}

/** The column after a share of its values, spread evenly over them, was changed; all statistics that follow are. */
export function changed(column: ColumnProfile, change: Linear, share: number): ColumnProfile {
  const apply = (value: number): number => value * change.factor + change.add;
  const part = { low: endOf(column, change, share, 'low'), high: endOf(column, change, share, 'high') };
  const isMixed = share < 1;
  const min = Math.min(part.low, isMixed ? (numberOf(column.min) ?? 0) : Infinity);
  const max = Math.max(part.high, isMixed ? (numberOf(column.max) ?? 0) : -Infinity);
  const quantiles = mixture(column, change, share);
  const {
    skewness: _skewness,
    kurtosis: _kurtosis,
    histogram: _histogram,
    entropy: _entropy,
    sketches,
    ...kept
  } = column;
  const median = quantiles['0.5'];
  return {
    ...kept,
    ...(sketches && { sketches: [] }),
    min,
    max,
    quantiles,
    ...(column.median !== undefined && median !== undefined && { median }),
    ...moments(column, change, { share, ...part }),
    ...signs(column, change, { share, min, max }),
    ...values(column, apply, share),
  };
}

interface Part {
  share: number;
  low: number;
  high: number;
}

/** Mean and variance of a mixture: what lies within both parts, and between them. The changed part keeps within its own ends. */
function moments({ mean, stddev, count = 0 }: ColumnProfile, { factor, add }: Linear, part: Part): ColumnProfile {
  if (mean === undefined) return {};
  const { share, low, high } = part;
  const other = Math.min(high, Math.max(low, mean * factor + add));
  const now = mean * (1 - share) + other * share;
  const within = (stddev ?? 0) ** 2 * (1 - share) + ((stddev ?? 0) * factor) ** 2 * share;
  const spread = Math.sqrt(within + share * (1 - share) * (mean - other) ** 2);
  return { mean: now, sum: now * count, ...(stddev !== undefined && { stddev: spread, variance: spread ** 2 }) };
}

/** How many are negative and zero, no other than the ends allow. */
function signs(
  column: ColumnProfile,
  { factor, add }: Linear,
  { share, min, max }: { share: number; min: number; max: number },
): ColumnProfile {
  const { negativeCount, zeroCount, count = 0 } = column;
  if (negativeCount === undefined || zeroCount === undefined) return {};
  const [negative, zero] =
    factor === 0
      ? [add < 0 ? count : 0, add === 0 ? count : 0]
      : add === 0
        ? [factor > 0 ? negativeCount : count - negativeCount - zeroCount, zeroCount]
        : [count * shareBelow(column, { factor, add }), 0];
  const mixed = Math.round(negativeCount * (1 - share) + negative * share);
  const negatives = min >= 0 ? 0 : max < 0 ? count : Math.min(count, Math.max(1, mixed));
  const zeros =
    min > 0 || max < 0 ? 0 : Math.min(count - negatives, Math.round(zeroCount * (1 - share) + zero * share));
  return { negativeCount: negatives, zeroCount: zeros };
}

function values(column: ColumnProfile, apply: (value: number) => number, share: number): ColumnProfile {
  const { topValues, distinct, count = 0 } = column;
  if (topValues === undefined) return {};
  const counted = new Map<Scalar, number>();
  for (const { value, count: rows } of topValues) {
    const number = numberOf(value);
    if (value === null || number === null) continue;
    const moved = Math.round(rows * share);
    if (rows > moved) counted.set(number, (counted.get(number) ?? 0) + rows - moved);
    if (moved > 0) counted.set(apply(number), (counted.get(apply(number)) ?? 0) + moved);
  }
  const listed = [...counted].map(([value, rows]) => ({ value, count: rows }));
  listed.sort((one, other) => other.count - one.count || Number(one.value) - Number(other.value));
  const known = distinct?.value ?? counted.size;
  const more = share < 1 ? Math.min(known, Math.round(count * share)) : 0;
  const grown = (column.valueCountsComplete ?? false) ? listed.length : Math.min(count, known + more);
  return { topValues: listed, ...(distinct && { distinct: { value: grown, exact: distinct.exact ?? false } }) };
}

/** Quantiles of the mixture of what stayed and what was changed, at the ranks that were posted. */
function mixture(column: ColumnProfile, { factor, add }: Linear, share: number): Record<string, number> {
  const points = pointsOf(column);
  const parts = points.flatMap(({ value, mass }) => [
    ...(share < 1 ? [{ value, mass: mass * (1 - share) }] : []),
    ...(share > 0 ? [{ value: value * factor + add, mass: mass * share }] : []),
  ]);
  parts.sort((one, other) => one.value - other.value);
  const ranks = Object.keys(column.quantiles ?? {}).map((key) => [key, Number(key)] as const);
  ranks.sort((one, other) => one[1] - other[1]);
  const found: Record<string, number> = {};
  let below = 0;
  let at = 0;
  for (const [key, rank] of ranks) {
    while (at < parts.length - 1 && below + (parts[at]?.mass ?? 0) < rank - 1e-12) below += parts[at++]?.mass ?? 0;
    found[key] = parts[at]?.value ?? 0;
  }
  return found;
}

/** The posted quantiles as masses: each stands for what lies nearest to its rank. */
function pointsOf({ quantiles = {} }: ColumnProfile): { value: number; mass: number; rank: number }[] {
  const sorted = Object.entries(quantiles).map(([key, value]) => ({ rank: Number(key), value }));
  sorted.sort((one, other) => one.rank - other.rank);
  return sorted.map(({ rank, value }, index) => {
    const low = index === 0 ? 0 : (rank + (sorted[index - 1]?.rank ?? 0)) / 2;
    const high = index === sorted.length - 1 ? 1 : (rank + (sorted[index + 1]?.rank ?? 1)) / 2;
    return { value, rank, mass: high - low };
  });
}

/** The end that the changed share reaches: of n changed rows the one at rank 1 / n from the end. */
function endOf(column: ColumnProfile, { factor, add }: Linear, share: number, side: 'low' | 'high'): number {
  const [min, max] = [numberOf(column.min) ?? 0, numberOf(column.max) ?? 0];
  const isTurned = factor < 0;
  const fromTop = (side === 'high') !== isTurned;
  if (share >= 1) return (fromTop ? max : min) * factor + add;
  const rank = 1 / Math.max(1, (column.count ?? 0) * share);
  const points = pointsOf(column);
  const inside = fromTop
    ? points.filter((point) => point.rank <= 1 - rank).at(-1)
    : points.find((point) => point.rank >= rank);
  return (inside?.value ?? (fromTop ? max : min)) * factor + add;
}

/** The share of the changed values that is below zero. */
function shareBelow(column: ColumnProfile, { factor, add }: Linear): number {
  return pointsOf(column).reduce((sum, { value, mass }) => sum + (value * factor + add < 0 ? mass : 0), 0);
}
