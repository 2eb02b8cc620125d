import { type NumberDistribution, valuesAt } from './number-distribution.ts';

/** What is left of the ranks when 1 % at each end is not looked at: one outlier is no drift. */
const RANKS = Float64Array.from({ length: 98 }, (_, index) => (index + 1.5) / 100);
/** Where the values at these ranks stand while two distributions are compared. */
const [BEFORE, AFTER] = [new Float64Array(RANKS.length), new Float64Array(RANKS.length)];
/** What √(F (1 − F)) is halfway between them. */
const SPREADS = RANKS.map((rank) => Math.sqrt((rank - 0.005) * (1.005 - rank)));

/**
 * Wasserstein-1 distance ∫ |F − G| dx of two distributions, exact where they are and linear between their points otherwise. In units of the values.
 */
export function wasserstein(a: NumberDistribution, b: NumberDistribution): number {
  return integral(a, b, (from, to) => {
    const [p, q] = [Math.abs(from), Math.abs(to)];
    return from * to >= 0 ? (p + q) / 2 : (p * p + q * q) / (2 * (p + q));
  });
}

/** Energy distance √(2 ∫ (F − G)² dx) (Székely & Rizzo 2013), likewise. */
export function energyDistance(a: NumberDistribution, b: NumberDistribution): number {
  return Math.sqrt(2 * integral(a, b, (from, to) => (from * from + from * to + to * to) / 3));
}

/** ∫ of the mean of something over each stretch between two neighbouring points, on which F − G runs straight from one number to another. */
function integral(a: NumberDistribution, b: NumberDistribution, mean: (from: number, to: number) => number): number {
  const points = [...new Set([...a.values, ...b.values])].sort((p, q) => p - q);
  const [x, y] = [sidesAt(a, points), sidesAt(b, points)];
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    sum += (points[i]! - points[i - 1]!) * mean(x.upTo[i - 1]! - y.upTo[i - 1]!, x.below[i]! - y.below[i]!);
  }
  return sum;
}

/** Shares below and up to each of the points, which include all values of the distribution. */
function sidesAt(
  { values, below, upTo }: NumberDistribution,
  points: readonly number[],
): { below: number[]; upTo: number[] } {
  const sides = { below: [] as number[], upTo: [] as number[] };
  let next = 0;
  for (const point of points) {
    const here = values[next] === point;
    const [start, behind] = [upTo[next - 1] ?? 0, values[next - 1] ?? point];
    const [end, ahead] = [below[next] ?? 1, values[next] ?? Infinity];
    const share =
      next === 0 ? 0 : next === values.length ? 1 : start + ((end - start) * (point - behind)) / (ahead - behind);
    sides.below.push(here ? end : share);
    sides.upTo.push(here ? upTo[next]! : share);
    if (here) next++;
  }
  return sides;
}

/** What drift by Wasserstein is measured in and against; null where the reference has no width. */
export interface ScaledShift {
  shift: number;
  noise: number;
}

/**
 * Mean |Q₁(u) − Q₂(u)| over 98 mid-ranks from 1 % to 99 %, over the reference's robust width max(IQR / 1.349, half its standard deviation
 * within these ranks): an effect size that no single outlier makes or hides. `noise` is what to expect with no drift:
 * √(2/π) √(1/n + 1/m) ∫ √(F (1 − F)) dx over that width. Null where the reference has no width.
 */
export function scaledShift(reference: NumberDistribution, current: NumberDistribution): ScaledShift | null {
  const before = valuesAt(reference, RANKS, BEFORE);
  const after = valuesAt(current, RANKS, AFTER);
  const width = robustWidth(before);
  let moved = 0;
  let spread = 0;
  for (let i = 0; i < RANKS.length; i++) {
    moved += Math.abs(after[i]! - before[i]!);
    if (i > 0) spread += SPREADS[i]! * (before[i]! - before[i - 1]!);
  }
  const noise = Math.sqrt((2 / Math.PI) * (1 / reference.rows + 1 / current.rows)) * spread;
  const shift = moved / RANKS.length / width;
  // No width, or one that is only rounding.
  return width > 0 && Number.isFinite(width) && Number.isFinite(shift) ? { shift, noise: noise / width } : null;
}

/**
 * Between what the shift of `scaledShift` surely lies, as far as the distributions tell where each rank is: in the width that the reference's
 * best guess has.
 */
export function shiftBounds(reference: NumberDistribution, current: NumberDistribution): { low: number; high: number } {
  const width = robustWidth(valuesAt(reference, RANKS));
  const [before, after] = [rankBounds(reference), rankBounds(current)];
  let [low, high] = [0, 0];
  for (let i = 0; i < RANKS.length; i++) {
    low += Math.max(0, before.low[i]! - after.high[i]!, after.low[i]! - before.high[i]!);
    high += Math.max(before.high[i]! - after.low[i]!, after.high[i]! - before.low[i]!);
  }
  return { low: low / RANKS.length / width, high: high / RANKS.length / width };
}

/** The values between which each rank surely lies: the largest one that no more rows are below, the least that as many are up to. */
function rankBounds({ values, atLeast, atMost }: NumberDistribution): { low: Float64Array; high: Float64Array } {
  const [low, high] = [new Float64Array(RANKS.length), new Float64Array(RANKS.length)];
  let [below, upTo] = [0, 0];
  for (let i = 0; i < RANKS.length; i++) {
    while (below < values.length - 1 && atMost[below + 1]! <= RANKS[i]!) below++;
    while (upTo < values.length - 1 && atLeast[upTo]! < RANKS[i]!) upTo++;
    low[i] = values[below]!;
    high[i] = values[upTo]!;
  }
  return { low, high };
}

function robustWidth(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  const quartiles = (values[73]! + values[74]!) / 2 - (values[23]! + values[24]!) / 2;
  return Math.max(quartiles / 1.349, Math.sqrt(squares / values.length) / 2);
}
