import type { Batches } from './population-stability.ts';

/** Total variation distance ½ Σ |p − q|: the share of rows that would have to change their cell. 0 to 1. */
export function totalVariation(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i]! - q[i]!);
  return Math.min(1, sum / 2);
}

/** The distance to expect with no drift: ½ Σ √(2/π · p (1 − p) (1/n + 1/m)), each cell's difference being near normal. */
export function totalVariationNoise(p: readonly number[], { n, m }: Batches): number {
  const spread = (2 / Math.PI) * (1 / n + 1 / m);
  return Math.min(1, p.reduce((sum, share) => sum + Math.sqrt(spread * share * (1 - share)), 0) / 2);
}

/** L-infinity distance max |p − q|: the largest change of any one cell's share. 0 to 1. */
export function largestChange(p: readonly number[], q: readonly number[]): number {
  let most = 0;
  for (let i = 0; i < p.length; i++) most = Math.max(most, Math.abs(p[i]! - q[i]!));
  return most;
}

/** About the L-infinity distance to expect with no drift: the mean |difference| of the cell that varies most. */
export function largestChangeNoise(p: readonly number[], { n, m }: Batches): number {
  const widest = p.reduce((most, share) => Math.max(most, share * (1 - share)), 0);
  return Math.sqrt((2 / Math.PI) * (1 / n + 1 / m) * widest);
}
