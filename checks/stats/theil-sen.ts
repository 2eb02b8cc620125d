import { median } from './median.ts';

/** A robust line. */
export interface Line {
  slope: number;
  intercept: number;
}

/**
 * Theil-Sen line: the median of the slopes of all pairs with different x, and the median of y − slope x (Sen 1968; intercept after
 * Conover). O(n²): meant for windows of some dozens. Null where no two x differ.
 */
export function theilSen(xs: readonly number[], ys: readonly number[]): Line | null {
  const slopes: number[] = [];
  for (let i = 0; i < xs.length; i++) {
    for (let j = i + 1; j < xs.length; j++) {
      const run = xs[j]! - xs[i]!;
      if (run !== 0) slopes.push((ys[j]! - ys[i]!) / run);
    }
  }
  const slope = median(slopes);
  if (slope === null) return null;
  return { slope, intercept: median(ys.map((y, index) => y - slope * xs[index]!)) ?? 0 };
}
