import { kolmogorovSmirnovP } from '../stats/kolmogorov.ts';
import type { NumberDistribution } from './number-distribution.ts';

/** The distance as well as it is known: the best guess, and between what it surely lies in the rows themselves. */
export interface BoundedDistance {
  distance: number;
  low: number;
  high: number;
}

/**
 * Kolmogorov-Smirnov distance, the largest difference of the shares up to any number, of two distributions known at some points:
 * between the points linear, with bounds that hold whatever the rows between them are.
 */
export function kolmogorovSmirnov(a: NumberDistribution, b: NumberDistribution): BoundedDistance {
  const [endOfA, endOfB] = [a.values.length, b.values.length];
  let [distance, low, high] = [0, 0, 0];
  // i and j are the first points not passed yet.
  for (let i = 0, j = 0; i < endOfA || j < endOfB;) {
    const nextOfA = i < endOfA ? a.values[i]! : Infinity;
    const nextOfB = j < endOfB ? b.values[j]! : Infinity;
    const value = Math.min(nextOfA, nextOfB);
    const shareOfA = shareBelow(a, i, value);
    const shareOfB = shareBelow(b, j, value);
    const upToA = nextOfA > value ? shareOfA : a.upTo[i++]!;
    const upToB = nextOfB > value ? shareOfB : b.upTo[j++]!;
    distance = Math.max(distance, Math.abs(shareOfA - shareOfB), Math.abs(upToA - upToB));
    // From here to just before the next point the shares lie between these.
    const leastOfA = i === 0 ? 0 : a.atLeast[i - 1]!;
    const leastOfB = j === 0 ? 0 : b.atLeast[j - 1]!;
    const mostOfA = i === endOfA ? 1 : a.atMost[i]!;
    const mostOfB = j === endOfB ? 1 : b.atMost[j]!;
    low = Math.max(low, leastOfA - mostOfB, leastOfB - mostOfA);
    high = Math.max(high, mostOfA - leastOfB, mostOfB - leastOfA);
  }
  return { distance: Math.min(high, Math.max(low, distance)), low, high };
}

/** Share below a value at or before point `next`, the first that is not below it. */
function shareBelow({ values, below, upTo }: NumberDistribution, next: number, value: number): number {
  if (next === values.length) return 1;
  const end = below[next]!;
  if (next === 0 || values[next] === value) return end;
  // Pairs taken apart cost more here than the arithmetic.
  const start = upTo[next - 1]!;
  const behind = values[next - 1]!;
  return start + ((end - start) * (value - behind)) / (values[next]! - behind);
}

/**
 * Two-sided p that rows so distributed come from one distribution, from the least that the distance may be: an error of the profiles
 * never makes it smaller. Limit distribution with Stephens' correction; conservative with ties.
 */
export function kolmogorovSmirnovTest({ low }: BoundedDistance, a: NumberDistribution, b: NumberDistribution): number {
  return kolmogorovSmirnovP(low, (a.rows * b.rows) / (a.rows + b.rows));
}

/** The distance to expect with no drift: √(π/2) ln 2 √(1/n + 1/m), the mean of Kolmogorov's limit distribution. */
export function kolmogorovSmirnovNoise(n: number, m: number): number {
  return Math.sqrt(Math.PI / 2) * Math.LN2 * Math.sqrt(1 / n + 1 / m);
}
