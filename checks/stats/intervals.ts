import { incompleteBeta } from './beta.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { solveFalling } from './solve.ts';

/** Successes among trials. */
export interface Share {
  count: number;
  of: number;
}

/** A share's confidence interval, both ends within 0 and 1. */
export interface Interval {
  low: number;
  high: number;
}

/** Exact interval of Clopper & Pearson (1934): never covers less than `confidence`, somewhat wide for small counts. */
export function clopperPearson({ count, of }: Share, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  const rest = of - count;
  const quantile = (a: number, b: number, upper: number): number =>
    solveFalling((x) => incompleteBeta(x, { a, b }).upper, upper, { low: 0, high: 1 });
  return {
    low: count === 0 ? 0 : quantile(count, rest + 1, 1 - tail),
    high: rest === 0 ? 1 : quantile(count + 1, rest, tail),
  };
}

/** Score interval of Wilson (1927), without continuity correction: covers `confidence` on average over shares. */
export function wilson({ count, of }: Share, confidence = 0.95): Interval {
  const z = normalQuantile((1 - confidence) / 2);
  const square = z * z;
  const centre = count + square / 2;
  const half = z * Math.sqrt((count * (of - count)) / of + square / 4);
  return { low: Math.max(0, (centre - half) / (of + square)), high: Math.min(1, (centre + half) / (of + square)) };
}

/** Two-sided z test that two shares are equal, with the pooled variance. */
export function proportionTest(first: Share, second: Share): { z: number; p: number } {
  const pooled = (first.count + second.count) / (first.of + second.of);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of));
  const z = spread === 0 ? 0 : (first.count / first.of - second.count / second.of) / spread;
  return { z, p: Math.min(1, 2 * normalTail(Math.abs(z))) };
}
