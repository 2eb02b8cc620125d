import { kolmogorovSmirnovP } from '../stats/kolmogorov.ts';
import type { NumberDistribution } from './number-distribution.ts';

/** The distance as well as it is known: the best guess, and between what it surely lies in the rows themselves. */
export interface BoundedDistance {
  distance: number;
  low: number;
  high: number;
}

/** Where a walk over a distribution's points has got to: the shares at the last point passed and the next one. */
interface Cursor {
  of: NumberDistribution;
  next: number;
}

/**
 * Kolmogorov-Smirnov distance, the largest difference of the shares up to any number, of two distributions known at some points:
 * between the points linear, with bounds that hold whatever the rows between them are.
 */
export function kolmogorovSmirnov(a: NumberDistribution, b: NumberDistribution): BoundedDistance {
  const [x, y]: [Cursor, Cursor] = [
    { of: a, next: 0 },
    { of: b, next: 0 },
  ];
  let [distance, low, high] = [0, 0, 0];
  for (;;) {
    const value = Math.min(a.values[x.next] ?? Infinity, b.values[y.next] ?? Infinity);
    if (value === Infinity) break;
    const before = Math.abs(shareAt(x, value, 'below') - shareAt(y, value, 'below'));
    const after = Math.abs(shareAt(x, value, 'upTo') - shareAt(y, value, 'upTo'));
    distance = Math.max(distance, before, after);
    pass(x, value);
    pass(y, value);
    const [xLow, xHigh, yLow, yHigh] = [atLeast(x), atMost(x), atLeast(y), atMost(y)];
    low = Math.max(low, xLow - yHigh, yLow - xHigh);
    high = Math.max(high, xHigh - yLow, yHigh - xLow);
  }
  return { distance: Math.min(high, Math.max(low, distance)), low, high };
}

function pass(cursor: Cursor, value: number): void {
  if (cursor.of.values[cursor.next] === value) cursor.next++;
}

/** Share below or up to a value at which the cursor stands, or which lies before its next point. */
function shareAt({ of, next }: Cursor, value: number, side: 'below' | 'upTo'): number {
  if (next === of.values.length) return 1;
  const [ahead, start] = [of.values[next]!, next === 0 ? 0 : of.upTo[next - 1]!];
  if (ahead === value) return of[side][next]!;
  if (next === 0) return 0;
  const behind = of.values[next - 1]!;
  return start + ((of.below[next]! - start) * (value - behind)) / (ahead - behind);
}

/** Bounds of the share up to anything from the point passed last to just before the next. */
function atLeast({ of, next }: Cursor): number {
  return next === 0 ? 0 : of.atLeast[next - 1]!;
}

function atMost({ of, next }: Cursor): number {
  return next === of.values.length ? 1 : of.atMost[next]!;
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
