import { categoriesFromCounts } from '../drift/category-distribution.ts';
import { compare, type DriftMeasure } from '../drift/compare.ts';
import { distributionOf, type Distribution } from '../drift/distribution.ts';
import { DRIFT_GATES } from '../drift/gate.ts';
import { pooled } from '../drift/pooled.ts';
import type { ColumnProfile } from '../profile.ts';
import type { Measure } from './measure.ts';

/** How the values of a column were distributed in its newest accepted runs, and in all of these together. */
export interface Reference {
  runs: readonly Distribution[];
  together: Distribution | null;
}

export const NO_REFERENCE: Reference = { runs: [], together: null };

const MOST_RUNS = 7;
const FEW_RUNS = 3;
const WATCHED: ReadonlySet<DriftMeasure> = new Set([
  'kolmogorovSmirnov',
  'wasserstein',
  'jensenShannon',
  'totalVariation',
]);
/** Sampling moves a distance by about so much of the root of what sampling makes it, on the scale of roots. */
const SCATTER = 0.2;

/** How far a column's values are from those of its newest accepted runs together, by every distance that is watched. */
export function distanceMeasures(reference: Reference, current: Distribution, column: string): Measure[] {
  if (reference.together === null || reference.runs.length < FEW_RUNS) return [];
  return compare(reference.together, current).flatMap(({ measure, value, noise, m, p }): Measure[] => {
    if (!WATCHED.has(measure) || !Number.isFinite(value)) return [];
    const gate = DRIFT_GATES[measure];
    const found = {
      key: `${column}.${measure}`,
      column,
      family: 'distance',
      raw: value,
      scaled: value,
      n: m,
      p,
    } as const;
    return [{ ...found, noise: SCATTER * Math.sqrt(noise), ...(gate !== undefined && { gate }) }];
  });
}

/** The distribution of a column, where its kind has one that can be compared: of times, over the hours of the day. */
export function comparable(column: ColumnProfile): Distribution | null {
  if (column.type !== 'timestamp' && column.type !== 'date') return distributionOf(column);
  const { hours } = column;
  if (hours === undefined || hours.every((count) => count === 0)) return null;
  return {
    numbers: null,
    categories: categoriesFromCounts(new Map(hours.map((count, hour) => [String(hour), count]))),
  };
}

/** The reference with one more accepted run. */
export function referenceWith({ runs }: Reference, current: Distribution): Reference {
  const kept = [...runs.slice(1 - MOST_RUNS), current];
  return { runs: kept, together: pooled(kept) };
}
