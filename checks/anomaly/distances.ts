import { categoryCells, numberCells } from '../drift/cells.ts';
import { gTest } from '../drift/contingency.ts';
import type { DriftMeasure } from '../drift/compare.ts';
import type { Distribution } from '../drift/distribution.ts';
import { DRIFT_GATES } from '../drift/gate.ts';
import { jensenShannonDivergence, jensenShannonNoise, jensenShannonTest } from '../drift/jensen-shannon.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovNoise, kolmogorovSmirnovTest } from '../drift/kolmogorov-smirnov.ts';
import { matchedBy } from '../drift/matched.ts';
import { widened } from '../drift/pooled-numbers.ts';
import { pooledWith } from '../drift/pooled.ts';
import { type Cells, sharesOf, smoothedShares } from '../drift/shares.ts';
import { totalVariation, totalVariationNoise } from '../drift/total-variation.ts';
import { scaledShift } from '../drift/wasserstein.ts';
import type { Reading } from './reading.ts';
import { putMeasure, type Adding } from './put-measure.ts';

/** How the values of a column were distributed in its accepted runs together, the newest counting most; and of how many. */
export interface Reference {
  runs: number;
  together: Distribution | null;
}

export const NO_REFERENCE: Reference = { runs: 0, together: null };

const FEW_RUNS = 3;
/** What is kept of the rows of earlier runs with each run: about so many are in it as in seven runs. */
const KEPT = 6 / 7;
type Watched = Extract<DriftMeasure, 'kolmogorovSmirnov' | 'wasserstein' | 'jensenShannon' | 'totalVariation'>;
/** Sampling moves a distance by about so much of the root of what sampling makes it, on the scale of roots. */
const SCATTER = 0.2;

/** How far a column's values are from those of its newest accepted runs together, by every distance that is watched. */
export function addDistances(adding: Adding, { runs, together }: Reference, reading: Reading): void {
  const { distribution: current } = reading;
  if (together === null || current === null || runs < FEW_RUNS) return;
  const asCategories = together.categories !== null && current.categories !== null;
  if (together.numbers !== null && current.numbers !== null) addNumbers(adding, together, { current, asCategories });
  if (asCategories) addCategories(adding, together, reading);
}

interface Distance {
  value: number;
  /** What to expect of it with no drift. */
  noise: number;
  p: number;
  m: number;
}

function add(adding: Adding, name: Watched, { value, noise, p, m }: Distance): void {
  if (!Number.isFinite(value)) return;
  const put = putMeasure(adding, { name, family: 'distance', raw: value, n: m, noise: SCATTER * Math.sqrt(noise) });
  put.p = p;
  put.gate = DRIFT_GATES[name]!;
}

function addNumbers(
  adding: Adding,
  together: Distribution,
  { current, asCategories }: { current: Distribution; asCategories: boolean },
): void {
  const [before, after] = [widened(together.numbers!), current.numbers!];
  const [n, m] = [before.rows, after.rows];
  const bounded = kolmogorovSmirnov(before, after);
  const p = kolmogorovSmirnovTest(bounded, before, after);
  add(adding, 'kolmogorovSmirnov', { value: bounded.distance, noise: kolmogorovSmirnovNoise(n, m), p, m });
  const shifted = scaledShift(before, after);
  if (shifted !== null) add(adding, 'wasserstein', { value: shifted.shift, noise: shifted.noise, p, m });
  const cells = asCategories ? null : numberCells(before, after);
  if (cells !== null) addDivergence(adding, cells, { n, m });
}

function addDivergence(adding: Adding, cells: Cells, batches: { n: number; m: number }): void {
  const [p, q] = [smoothedShares(cells.reference), smoothedShares(cells.current)];
  const divergence = jensenShannonDivergence(p, q);
  add(adding, 'jensenShannon', {
    value: Math.sqrt(divergence),
    noise: Math.sqrt(jensenShannonNoise(p.length, batches)),
    p: jensenShannonTest(divergence, p.length, batches),
    m: batches.m,
  });
}

function addCategories(adding: Adding, together: Distribution, { distribution, places }: Reading): void {
  const [before, after] = [together.categories!, distribution!.categories!];
  const batches = { n: before.rows, m: after.rows };
  const cells = categoryCells(matchedBy(places, before, after));
  if (cells === null) return;
  addDivergence(adding, cells, batches);
  const [was, is] = [sharesOf(cells.reference), sharesOf(cells.current)];
  add(adding, 'totalVariation', {
    value: totalVariation(was, is),
    noise: totalVariationNoise(was, batches),
    p: gTest([cells.reference, cells.current]).p,
    m: batches.m,
  });
}

/** The reference with one more accepted run: the first seven count alike, later ones push the earlier out by and by. */
export function referenceWith({ runs, together }: Reference, { distribution, places }: Reading): Reference {
  if (distribution === null) return { runs, together };
  const kept = runs < 1 / (1 - KEPT) ? 1 : KEPT;
  return { runs: runs + 1, together: pooledWith(together, distribution, { kept, places }) };
}
