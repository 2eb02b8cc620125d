import { chiSquareTail } from '../stats/chi-square.ts';
import type { Batches } from './population-stability.ts';

/** Jensen-Shannon divergence ½ KL(p, (p+q)/2) + ½ KL(q, (p+q)/2) in bits: 0 to 1. In nats times ln 2. */
export function jensenShannonDivergence(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i]!, q[i]!];
    const middle = (a + b) / 2;
    if (a > 0) sum += a * Math.log(a / middle);
    if (b > 0) sum += b * Math.log(b / middle);
  }
  return Math.min(1, Math.max(0, sum / (2 * Math.LN2)));
}

/** Jensen-Shannon distance, the root of the divergence in bits: a metric from 0 to 1 (Endres & Schindelin 2003). */
export function jensenShannonDistance(p: readonly number[], q: readonly number[]): number {
  return Math.sqrt(jensenShannonDivergence(p, q));
}

/** The divergence in bits to expect with no drift over B cells: (B − 1) / 8 (1/n + 1/m) / ln 2. */
export function jensenShannonNoise(cells: number, { n, m }: Batches): number {
  return ((cells - 1) / 8) * ((1 / n + 1 / m) / Math.LN2);
}

/** p of a divergence in bits: 8 ln 2 of it over (1/n + 1/m) is chi-square with B − 1 degrees of freedom. */
export function jensenShannonTest(divergence: number, cells: number, { n, m }: Batches): number {
  return chiSquareTail((8 * Math.LN2 * divergence) / (1 / n + 1 / m), cells - 1);
}
