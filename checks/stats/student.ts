import { incompleteBeta } from './beta.ts';
import { bracketFalling, solveFalling } from './solve.ts';

/** Probability that Student's t with `df` degrees of freedom exceeds x: ½ I(df / (df + x²); df/2, ½). */
export function studentTail(x: number, df: number): number {
  if (Number.isNaN(x) || !(df > 0)) return NaN;
  if (x < 0) return 1 - studentTail(-x, df);
  const square = x * x;
  if (square === Infinity) return 0;
  return 0.5 * incompleteBeta(df / (df + square), { a: df / 2, b: 0.5 }, square / (df + square)).lower;
}

/** The x that Student's t exceeds with probability `tail`; infinite at 0 and 1. */
export function studentQuantile(tail: number, df: number): number {
  if (!(tail >= 0 && tail <= 1)) return NaN;
  if (tail > 0.5) return -studentQuantile(1 - tail, df);
  if (tail === 0.5) return 0;
  if (tail === 0) return Infinity;
  const beyond = (x: number): number => studentTail(x, df);
  return solveFalling(beyond, tail, bracketFalling(beyond, tail));
}
