import { chiSquareTail } from '../stats/chi-square.ts';

/** Rows of the two batches. */
export interface Batches {
  n: number;
  m: number;
}

/** Population stability index Σ (p − q) ln(p / q) in nats: the Kullback-Leibler divergences of both ways together. Infinite at an empty cell. */
export function populationStability(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) sum += (p[i]! - q[i]!) * Math.log(p[i]! / q[i]!);
  return sum;
}

/** The index to expect with no drift over B cells: (B − 1) (1/n + 1/m) (Yurdakul & Naranjo 2020). */
export function populationStabilityNoise(cells: number, { n, m }: Batches): number {
  return (cells - 1) * (1 / n + 1 / m);
}

/** p of an index: over (1/n + 1/m) it is chi-square with B − 1 degrees of freedom; needs some ten rows a cell. */
export function populationStabilityTest(index: number, cells: number, { n, m }: Batches): number {
  return chiSquareTail(index / (1 / n + 1 / m), cells - 1);
}
