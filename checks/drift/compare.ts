import { lostMass, newMass } from './absent-mass.ts';
import type { CategoryDistribution } from './category-distribution.ts';
import { categoryCells, numberCells } from './cells.ts';
import { chiSquareTest, gTest, unbiasedCramersV } from './contingency.ts';
import type { Distribution } from './distribution.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannonDivergence, jensenShannonNoise, jensenShannonTest } from './jensen-shannon.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovNoise, kolmogorovSmirnovTest } from './kolmogorov-smirnov.ts';
import { kullbackLeibler } from './kullback-leibler.ts';
import { matched } from './matched.ts';
import type { NumberDistribution } from './number-distribution.ts';
import {
  type Batches,
  populationStability,
  populationStabilityNoise,
  populationStabilityTest,
} from './population-stability.ts';
import { type Cells, sharesOf, smoothedShares } from './shares.ts';
import { largestChange, largestChangeNoise, totalVariation, totalVariationNoise } from './total-variation.ts';
import { scaledShift } from './wasserstein.ts';

/** A way to tell how far two distributions are apart. */
export type DriftMeasure =
  | 'kolmogorovSmirnov'
  | 'wasserstein'
  | 'populationStability'
  | 'jensenShannon'
  | 'cramersV'
  | 'totalVariation'
  | 'largestChange'
  | 'hellinger'
  | 'kullbackLeibler'
  | 'newMass'
  | 'lostMass';

/** One measure of a current batch against its reference. */
export interface DriftComparison {
  measure: DriftMeasure;
  /** The distance as it is usually given. */
  value: number;
  /** What is gated: the distance, or for measures that sampling alone makes large what it exceeds `noise` by. */
  effect: number;
  /** About what `value` to expect with no drift between batches of these sizes. */
  noise: number;
  /** Chance of so much with no drift. Measures of the same cells share the p of one test; Wasserstein's is that of Kolmogorov-Smirnov. */
  p: number;
  /** Rows of the reference and of the current batch. */
  n: number;
  m: number;
  /** Between what the true distance of all rows surely lies, where the profiles tell. */
  bounds?: { low: number; high: number };
}

/**
 * Every measure that fits two distributions, reference first. Numbers: Kolmogorov-Smirnov, Wasserstein, and over the reference's deciles
 * PSI and Jensen-Shannon. Categories: Cramér's V, total variation, L-infinity, PSI, Jensen-Shannon, Hellinger, Kullback-Leibler (current
 * from reference), new and lost mass. Empty where neither is told by both.
 */
export function compare(reference: Distribution, current: Distribution): DriftComparison[] {
  const compared: DriftComparison[] = [];
  const asCategories = reference.categories !== null && current.categories !== null;
  if (reference.numbers !== null && current.numbers !== null) {
    compared.push(...compareNumbers(reference.numbers, current.numbers, !asCategories));
  }
  if (asCategories) compared.push(...compareCategories(reference.categories!, current.categories!));
  return compared;
}

function compareNumbers(
  reference: NumberDistribution,
  current: NumberDistribution,
  binned: boolean,
): DriftComparison[] {
  const batches = { n: reference.rows, m: current.rows };
  const { distance, low, high } = kolmogorovSmirnov(reference, current);
  const p = kolmogorovSmirnovTest({ distance, low, high }, reference, current);
  const noise = kolmogorovSmirnovNoise(batches.n, batches.m);
  const compared: DriftComparison[] = [
    {
      measure: 'kolmogorovSmirnov',
      value: distance,
      effect: distance,
      noise,
      p,
      n: batches.n,
      m: batches.m,
      bounds: { low, high },
    },
  ];
  const shifted = scaledShift(reference, current);
  if (shifted !== null) {
    const { shift } = shifted;
    compared.push({
      measure: 'wasserstein',
      value: shift,
      effect: shift,
      noise: shifted.noise,
      p,
      n: batches.n,
      m: batches.m,
    });
  }
  const cells = binned ? numberCells(reference, current) : null;
  if (cells !== null) compared.push(...compareCells(cells, batches));
  return compared;
}

/** PSI and Jensen-Shannon over the same cells, less what sampling alone makes of them. */
function compareCells({ reference, current }: Cells, batches: Batches): DriftComparison[] {
  const [p, q] = [smoothedShares(reference), smoothedShares(current)];
  const stability = populationStability(p, q);
  const expected = populationStabilityNoise(p.length, batches);
  const divergence = jensenShannonDivergence(p, q);
  const divergenceNoise = jensenShannonNoise(p.length, batches);
  return [
    {
      measure: 'populationStability',
      value: stability,
      effect: Math.max(0, stability - expected),
      noise: expected,
      p: populationStabilityTest(stability, p.length, batches),
      n: batches.n,
      m: batches.m,
    },
    {
      measure: 'jensenShannon',
      value: Math.sqrt(divergence),
      effect: Math.sqrt(Math.max(0, divergence - divergenceNoise)),
      noise: Math.sqrt(divergenceNoise),
      p: jensenShannonTest(divergence, p.length, batches),
      n: batches.n,
      m: batches.m,
    },
  ];
}

function compareCategories(reference: CategoryDistribution, current: CategoryDistribution): DriftComparison[] {
  const batches = { n: reference.rows, m: current.rows };
  const both = matched(reference, current);
  const cells = categoryCells(both);
  const compared = cells === null ? [] : [...compareCells(cells, batches), ...compareShares(cells, batches)];
  const masses = { newMass: newMass(both), lostMass: lostMass(both) };
  for (const measure of ['newMass', 'lostMass'] as const) {
    const { mass, noise, p } = masses[measure];
    compared.push({ measure, value: mass, effect: Math.max(0, mass - noise), noise, p, n: batches.n, m: batches.m });
  }
  return compared;
}

function compareShares(cells: Cells, batches: Batches): DriftComparison[] {
  const table = [cells.reference, cells.current];
  const size = { rows: 2, columns: cells.reference.length, total: batches.n + batches.m };
  const { statistic } = chiSquareTest(table);
  const { p } = gTest(table);
  const [before, after] = [sharesOf(cells.reference), sharesOf(cells.current)];
  const [smoothBefore, smoothAfter] = [smoothedShares(cells.reference), smoothedShares(cells.current)];
  const freedom = size.columns - 1;
  const spread = 1 / batches.n + 1 / batches.m;
  const of = (measure: DriftMeasure, value: number, noise: number): DriftComparison => ({
    measure,
    value,
    effect: value,
    noise,
    p,
    n: batches.n,
    m: batches.m,
  });
  return [
    of('cramersV', unbiasedCramersV(statistic, size), 0),
    of('totalVariation', totalVariation(before, after), totalVariationNoise(before, batches)),
    of('largestChange', largestChange(before, after), largestChangeNoise(before, batches)),
    of('hellinger', hellinger(before, after), Math.sqrt((freedom / 8) * spread)),
    of('kullbackLeibler', kullbackLeibler(smoothAfter, smoothBefore), (freedom / 2) * spread),
  ];
}
