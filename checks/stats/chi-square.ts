import { incompleteGamma } from './gamma.ts';
import { bracketFalling, solveFalling } from './solve.ts';

/** Probability that chi-square with `df` degrees of freedom exceeds x: Q(df/2, x/2). With no degree of freedom, 1. */
export function chiSquareTail(x: number, df: number): number {
  if (df === 0) return 1;
  return incompleteGamma(df / 2, Math.max(0, x) / 2).upper;
}

/** The x that chi-square exceeds with probability `tail`; infinite at 0, zero at 1. */
export function chiSquareQuantile(tail: number, df: number): number {
  if (!(tail >= 0 && tail <= 1) || !(df > 0)) return NaN;
  if (tail === 0) return Infinity;
  const beyond = (x: number): number => chiSquareTail(x, df);
  return solveFalling(beyond, tail, bracketFalling(beyond, tail));
}
