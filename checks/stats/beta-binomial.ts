import { type BetaShape, incompleteBeta } from './beta.ts';
import { logGamma } from './gamma.ts';
import type { Share } from './intervals.ts';

/** How a share varies from run to run: a beta distribution, or one fixed value where runs vary no more than chance does. */
export type ShareModel = { kind: 'beta'; shape: BetaShape } | { kind: 'fixed'; share: number };

/**
 * Fits shares over runs by the method of moments (Kleinman 1973, weighted by trials): mean Σk / Σn, and the variance between runs
 * beyond what a binomial would show. Null where nothing was tried.
 */
export function fitShares(runs: readonly Share[]): ShareModel | null {
  const tried = runs.filter(({ of }) => of > 0);
  const total = tried.reduce((sum, { of }) => sum + of, 0);
  if (total === 0) return null;
  const mean = tried.reduce((sum, { count }) => sum + count, 0) / total;
  const binomial = mean * (1 - mean);
  const squares = tried.reduce((sum, { count, of }) => sum + of * (count / of - mean) ** 2, 0);
  const room = total - tried.reduce((sum, { of }) => sum + of * of, 0) / total - (tried.length - 1);
  const between = (squares - binomial * (tried.length - 1)) / room;
  if (!(between > 0) || binomial === 0) return { kind: 'fixed', share: mean };
  // Correlation within a run ρ = between / mean (1 − mean) = 1 / (a + b + 1).
  const size = Math.max(1e-3, binomial / between - 1);
  return { kind: 'beta', shape: { a: mean * size, b: (1 - mean) * size } };
}

/** Probability of exactly `count` among `of`. */
export function shareProbability(model: ShareModel, { count, of }: Share): number {
  const choose = logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1);
  if (model.kind === 'beta') {
    const { a, b } = model.shape;
    return Math.exp(choose + logBeta(count + a, of - count + b) - logBeta(a, b));
  }
  const { share } = model;
  if (share <= 0 || share >= 1) return count === (share <= 0 ? 0 : of) ? 1 : 0;
  return Math.exp(choose + count * Math.log(share) + (of - count) * Math.log1p(-share));
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Probability of at least `count` among `of`; the sum of the shorter side of the mode outwards, at most some thousand terms. */
export function shareTail(model: ShareModel, { count, of }: Share): number {
  if (count <= 0) return 1;
  if (count > of) return 0;
  if (model.kind === 'fixed') return incompleteBeta(model.share, { a: count, b: of - count + 1 }).lower;
  const { a, b } = model.shape;
  const upper = count > (of * a) / (a + b);
  const [start, step] = upper ? [count, 1] : [count - 1, -1];
  let term = shareProbability(model, { count: start, of });
  let sum = 0;
  for (let k = start; k >= 0 && k <= of && (term > sum * 1e-17 || sum === 0); k += step) {
    sum += term;
    const ratio = ((of - k) * (k + a)) / ((k + 1) * (of - k - 1 + b));
    term *= upper ? ratio : (k * (of - k + b)) / ((of - k + 1) * (k - 1 + a));
    if (term === 0) break;
  }
  return Math.min(1, upper ? sum : 1 - sum);
}

/** The least count among `of` that is exceeded with a probability of at most `tail`. */
export function shareQuantile(model: ShareModel, of: number, tail: number): number {
  let [low, high] = [0, of];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (shareTail(model, { count: middle + 1, of }) <= tail) high = middle;
    else low = middle + 1;
  }
  return low;
}
