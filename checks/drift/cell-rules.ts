import type { DriftMethod } from './drift-method.ts';
import { jensenShannonNoise } from './jensen-shannon.ts';
import { type Batches, populationStabilityNoise } from './population-stability.ts';
import { largestChangeNoise, totalVariationNoise } from './total-variation.ts';

/** A distance as a sum over cells of what each adds, and what is made of the sum; each term is convex, and 0 where both shares are alike. */
export interface CellRule {
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

/** The rules of the methods that compare cells. */
export const CELL_RULES: Partial<Record<DriftMethod, CellRule>> = {
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
