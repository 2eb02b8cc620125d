import { chiSquareTest, unbiasedCramersV } from './contingency.ts';
import type { Distribution } from './distribution.ts';
import { jensenShannonNoise } from './jensen-shannon.ts';
import { isExact, knownBins, knownCategories, type KnownCells, type KnownCounts } from './known-cells.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovNoise } from './kolmogorov-smirnov.ts';
import type { NumberDistribution } from './number-distribution.ts';
import { type Batches, populationStabilityNoise } from './population-stability.ts';
import { largestChangeNoise, totalVariationNoise } from './total-variation.ts';
import { scaledShift, shiftBounds } from './wasserstein.ts';

/** How drift is measured where somebody asks for a method. */
export const DRIFT_METHODS = [
  ...(['psi', 'jensen_shannon', 'hellinger', 'wasserstein', 'total_variation', 'l_infinity'] as const),
  ...(['kolmogorov_smirnov', 'chi_square'] as const),
] as const;
export type DriftMethod = (typeof DRIFT_METHODS)[number];

/** How far two distributions are apart beyond chance: the best guess, between what it surely lies, and what chance alone makes. */
export interface KnownEffect {
  effect: number;
  low: number;
  high: number;
  /** About the distance to expect with no drift: of psi and jensen_shannon the effect is what exceeds it. */
  noise: number;
  /** Rows of the reference and of the current batch. */
  n: number;
  m: number;
}

/** What of the distributions a method compares: numbers, values, or numbers where there are any. */
const COMPARED: Readonly<Record<DriftMethod, 'numbers' | 'categories' | 'either'>> = {
  psi: 'either',
  jensen_shannon: 'either',
  hellinger: 'categories',
  total_variation: 'categories',
  l_infinity: 'categories',
  chi_square: 'categories',
  wasserstein: 'numbers',
  kolmogorov_smirnov: 'numbers',
};

/**
 * The effect of a method with bounds that hold whatever the profiles do not tell; null where one of them tells too little to guess it.
 * Numbers lie in the bins between the reference's deciles, or are compared as they are; values are those of the reference and all others.
 */
export function knownEffect(
  method: DriftMethod,
  { reference, current }: { reference: Distribution; current: Distribution },
  isNumeric: boolean,
): KnownEffect | null {
  const compared = COMPARED[method];
  if (compared === 'numbers' || (compared === 'either' && isNumeric)) {
    if (reference.numbers === null || current.numbers === null) return null;
    if (compared === 'numbers') return ofNumbers(method, reference.numbers, current.numbers);
    const bins = knownBins(reference.numbers, current.numbers);
    return bins && ofCells(method, bins);
  }
  if (reference.categories === null || current.categories === null) return null;
  const cells = knownCategories(reference.categories, current.categories);
  return cells && ofCells(method, cells);
}

function ofNumbers(
  method: DriftMethod,
  reference: NumberDistribution,
  current: NumberDistribution,
): KnownEffect | null {
  const batches = { n: reference.rows, m: current.rows };
  if (method === 'kolmogorov_smirnov') {
    const { distance, low, high } = kolmogorovSmirnov(reference, current);
    return { effect: distance, low, high, noise: kolmogorovSmirnovNoise(batches.n, batches.m), ...batches };
  }
  const shifted = scaledShift(reference, current);
  if (shifted === null) return null;
  const { shift, noise } = shifted;
  return { effect: shift, ...shiftBoundsOf(shift, { reference, current }), noise, ...batches };
}

/** No more than this share of rows may lie between two known points for the lines between them to be trusted. */
const FINE = 0.031;
/** So far off is a shift by a hundred quantiles at most, and this much besides (detection.md 5.2). */
const SHARE_OFF = 0.16;
const OFF = 0.01;

/** Sure bounds; of two fine grids, what such are known to be off by at most, since sure ones tell of worse than there ever is. */
function shiftBoundsOf(
  shift: number,
  { reference, current }: { reference: NumberDistribution; current: NumberDistribution },
): { low: number; high: number } {
  const sure = shiftBounds(reference, current);
  if (!isFine(reference) || !isFine(current)) return sure;
  const off = SHARE_OFF * shift + OFF;
  return { low: Math.max(sure.low, shift - off), high: Math.min(sure.high, shift + off) };
}

/** Does so little lie between any two neighbouring points, the errors of the ranks with it? */
function isFine({ atLeast, atMost, values }: NumberDistribution): boolean {
  for (let i = 1; i < values.length; i++) if (atMost[i]! - atLeast[i - 1]! > FINE) return false;
  return true;
}

/** A distance as a sum over cells of what each adds, and what is made of the sum; each term is convex, and 0 where both shares are alike. */
interface CellRule {
  isSmoothed: boolean;
  term: (p: number, q: number) => number;
  together: 'sum' | 'most';
  finish: (sum: number) => number;
  /** What to expect with no drift, in the unit of the sum where the excess counts, else of the distance. */
  noise: (shares: readonly number[], batches: Batches) => number;
  isExcess: boolean;
}

const squared = (value: number): number => value * value;
const same = (value: number): number => value;
const entropyTerm = (a: number, middle: number): number => (a > 0 ? a * Math.log(a / middle) : 0);

const RULES: Partial<Record<DriftMethod, CellRule>> = {
  psi: {
    isSmoothed: true,
    term: (p, q) => (p === q ? 0 : (p - q) * Math.log(p / q)),
    together: 'sum',
    finish: same,
    noise: (shares, batches) => populationStabilityNoise(shares.length, batches),
    isExcess: true,
  },
  jensen_shannon: {
    isSmoothed: true,
    term: (p, q) => Math.max(0, entropyTerm(p, (p + q) / 2) + entropyTerm(q, (p + q) / 2)) / (2 * Math.LN2),
    together: 'sum',
    finish: (sum) => Math.sqrt(Math.min(1, sum)),
    noise: (shares, batches) => jensenShannonNoise(shares.length, batches),
    isExcess: true,
  },
  hellinger: {
    isSmoothed: false,
    term: (p, q) => squared(Math.sqrt(p) - Math.sqrt(q)) / 2,
    together: 'sum',
    finish: (sum) => Math.sqrt(Math.min(1, sum)),
    noise: (shares, { n, m }) => Math.sqrt(((shares.length - 1) / 8) * (1 / n + 1 / m)),
    isExcess: false,
  },
  total_variation: {
    isSmoothed: false,
    term: (p, q) => Math.abs(p - q) / 2,
    together: 'sum',
    finish: (sum) => Math.min(1, sum),
    noise: totalVariationNoise,
    isExcess: false,
  },
  l_infinity: {
    isSmoothed: false,
    term: (p, q) => Math.abs(p - q),
    together: 'most',
    finish: same,
    noise: largestChangeNoise,
    isExcess: false,
  },
};

function ofCells(method: DriftMethod, cells: KnownCells): KnownEffect | null {
  const batches = { n: cells.reference.rows, m: cells.current.rows };
  const rule = RULES[method];
  if (rule === undefined) return chiSquareEffect(cells, batches);
  const shares = (counts: readonly number[], rows: number): number[] =>
    counts.map((count) => (rule.isSmoothed ? (count + 0.5) / (rows + counts.length / 2) : count / rows));
  const sharesOf = ({ guess, low, high, rows }: KnownCounts) => ({
    guess: shares(guess, rows),
    low: shares(low, rows),
    high: shares(high, rows),
  });
  const [p, q] = [sharesOf(cells.reference), sharesOf(cells.current)];
  const join = (terms: readonly number[]): number =>
    rule.together === 'sum' ? terms.reduce((sum, term) => sum + term, 0) : Math.max(...terms);
  const guess = join(p.guess.map((share, i) => rule.term(share, q.guess[i]!)));
  const least = join(p.low.map((_, i) => leastTerm(rule, [p.low[i]!, p.high[i]!], [q.low[i]!, q.high[i]!])));
  const most = join(p.low.map((_, i) => mostTerm(rule, [p.low[i]!, p.high[i]!], [q.low[i]!, q.high[i]!])));
  const noise = rule.noise(p.guess, batches);
  const effectOf = (sum: number): number => rule.finish(rule.isExcess ? Math.max(0, sum - noise) : sum);
  return {
    effect: effectOf(guess),
    low: effectOf(Math.min(least, guess)),
    high: effectOf(Math.max(most, guess)),
    noise: rule.isExcess ? rule.finish(noise) : noise,
    ...batches,
  };
}

/** Where the shares may be alike nothing; else where they are nearest. */
function leastTerm({ term }: CellRule, [a, b]: [number, number], [c, d]: [number, number]): number {
  if (b < c) return term(b, c);
  return d < a ? term(a, d) : 0;
}

/** A convex term is largest in a corner. */
function mostTerm({ term }: CellRule, [a, b]: [number, number], [c, d]: [number, number]): number {
  return Math.max(term(a, d), term(b, c));
}

/** Cramér's V without its bias; only of counts that are known exactly, since nothing bounds it else. */
function chiSquareEffect({ reference, current }: KnownCells, batches: Batches): KnownEffect | null {
  if (!isExact(reference) || !isExact(current)) return null;
  const kept = reference.guess.map((_, i) => i).filter((i) => reference.guess[i]! + current.guess[i]! > 0);
  const table = [reference, current].map(({ guess }) => kept.map((i) => guess[i]!));
  const { statistic } = chiSquareTest(table);
  const size = { rows: 2, columns: kept.length, total: batches.n + batches.m };
  const effect = kept.length < 2 ? 0 : unbiasedCramersV(statistic, size);
  return { effect, low: effect, high: effect, noise: 0, ...batches };
}
