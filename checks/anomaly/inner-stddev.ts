import { numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';

/** Of fewer values two are not left out. */
const FEW_VALUES = 20;
/** What is left of a sum of squares when so little of it remains is rounding. */
const ROUNDING = 1e-12;

/**
 * Sample standard deviation of a column's values without one of the smallest and one of the largest, from the sums of all of them
 * (Welford's update backwards). Null where its profile does not hold mean, deviation, both ends and at least twenty values.
 */
export function innerStddev({ mean, stddev, count, min, max }: ColumnProfile): number | null {
  const ends = [numberOf(max ?? NaN), numberOf(min ?? NaN)];
  if (typeof mean !== 'number' || stddev === undefined || count === undefined || count < FEW_VALUES) return null;
  let left = { count, mean, squares: stddev ** 2 * (count - 1) };
  for (const value of ends) {
    if (value === null || !Number.isFinite(value)) return null;
    left = without(left, value);
  }
  return Math.sqrt(Math.max(left.squares, ROUNDING * stddev ** 2 * (count - 1)) / (left.count - 1));
}

interface Sums {
  count: number;
  mean: number;
  /** Sum of the squares of what values are away from their mean. */
  squares: number;
}

function without({ count, mean, squares }: Sums, value: number): Sums {
  const away = value - mean;
  const left = count - 1;
  return { count: left, mean: mean - away / left, squares: Math.max(0, squares - (away * away * count) / left) };
}
