import { BUDGETS, FIXED_FACTORS, type Budget } from './tuning.ts';
import type { Family } from './family.ts';

/** Scores are counted by bins: one below the first edge, one between each two, one from the last edge on. */
const FIRST_EDGE = 0.02;
const RATIO = 1.03;
const EDGES = 181;
export const SCORE_BINS = EDGES + 1;

/** Where bin `index` begins; the first at 0. */
const edgeOf = (index: number): number => (index === 0 ? 0 : FIRST_EDGE * RATIO ** (index - 1));

/** The bin of a score. */
export function binOf(score: number): number {
  if (!(score >= FIRST_EDGE)) return 0;
  const bin = Math.floor(Math.log(score / FIRST_EDGE) / Math.log(RATIO)) + 1;
  return Math.min(EDGES, bin);
}

/** False alarms that are put up with in 1000 judged measures (detection.md 5.3). */
const PER_1000: Readonly<Record<Budget, number>> = { low: 0.3, normal: 1, high: 3 };
/** One number of rows a table is worth more alarms than each of its columns' many measures, an extreme value less. */
const SHARE_OF: Readonly<Partial<Record<Family, number>>> = { rows: 3, extreme: 0.3 };

/** From so many scores on the pool alone speaks; with fewer its factor is mixed with the fixed one. */
const ENOUGH = 2000;
/** How far a pool may raise the fixed factor of a budget. */
const MOST = 2;

/**
 * The factor for each budget at which, of all scores counted, no more than the budget allows are told: the smallest edge s with
 * (1 + #{score ≥ s}) / (N + 1) ≤ budget (conformal p, Vovk et al. 2005). Never below the fixed factor: a budget is an upper bound, and
 * quiet data is no reason to tell more; nor above twice it, so that data full of faults does not hide them.
 */
export function factorsOf(family: Family, counts: readonly number[]): Record<Budget, number> {
  const total = sum(counts);
  const mix = Math.min(1, total / ENOUGH);
  const factor = (budget: Budget): number => {
    const fixed = FIXED_FACTORS[budget];
    const allowed = (PER_1000[budget] * (SHARE_OF[family] ?? 1)) / 1000;
    const pooled = Math.min(MOST * fixed, Math.max(fixed, lineOf(counts, { total, allowed })));
    return round(fixed + mix * (pooled - fixed));
  };
  return Object.fromEntries(BUDGETS.map((budget) => [budget, factor(budget)])) as Record<Budget, number>;
}

/** The smallest edge of a bin with at most the share `allowed` of scores from it on; infinite when there is none. */
function lineOf(counts: readonly number[], { total, allowed }: { total: number; allowed: number }): number {
  let above = 0;
  let line = Infinity;
  for (let bin = counts.length - 1; bin >= 0; bin--) {
    above += counts[bin] ?? 0;
    if ((1 + above) / (total + 1) > allowed) return line;
    line = edgeOf(bin);
  }
  return line;
}

/**
 * How unlike scores of late are to those before: the largest difference of their distribution functions over the bins (Kolmogorov and
 * Smirnov). Near 0, the pool still speaks for today, as calibrating by it takes for granted; null when one of them is empty.
 */
export function driftOfScores(before: readonly number[], lately: readonly number[]): number | null {
  const [many, few] = [sum(before), sum(lately)];
  if (many === 0 || few === 0) return null;
  let [left, right, most] = [0, 0, 0];
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    left += (before[bin] ?? 0) / many;
    right += (lately[bin] ?? 0) / few;
    most = Math.max(most, Math.abs(left - right));
  }
  return round(most);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const round = (value: number): number => Math.round(value * 1000) / 1000;
