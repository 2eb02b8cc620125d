import { mean, median, medianAbsoluteDeviation, sampleStandardDeviation } from 'simple-statistics';
import { randomFrom } from '../random.ts';
import type { SeriesRule } from './series-rule.ts';

const noSpread = 100;

/** |difference| / limit; where there is no spread, any change is beyond every limit. */
export function beyond(difference: number, limit: number): number {
  if (limit > 0) return Math.abs(difference) / limit;
  return difference === 0 ? 0 : noSpread;
}

export const z3: SeriesRule = {
  name: 'z3',
  about: 'more than 3 sample standard deviations from the mean of the 28 runs before',
  window: 28,
  least: 7,
  fit: (history) => {
    const [centre, sd] = [mean([...history]), sampleStandardDeviation([...history])];
    return (value) => beyond(value - centre, 3 * sd);
  },
};

export const mad35: SeriesRule = {
  name: 'mad35',
  about: 'more than 3.5 robust standard deviations (MAD x 1.4826) from the median of the 28 runs before',
  window: 28,
  least: 7,
  fit: (history) => {
    const [centre, spread] = [median([...history]), 1.4826 * medianAbsoluteDeviation([...history])];
    return (value) => beyond(value - centre, 3.5 * spread);
  },
};

const resamples = 200;

/**
 * Great Expectations, NumericMetricRangeMultiBatchParameterBuilder: bootstrap of the 2.5 % and 97.5 % quantiles at false positive rate
 * 5 %; 200 resamples in place of 9,999.
 */
export const gxAutoRange: SeriesRule = {
  name: 'gxAutoRange',
  about: 'outside the bootstrapped quantile range of the 28 runs before, false positive rate 5 % for each metric',
  window: 28,
  least: 2,
  fit: (history) => {
    const sorted = Float64Array.from(history).sort();
    const [low, high] = [0.025, 0.975].map((share) => bootstrapped(sorted, share)) as [number, number];
    const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    return (value) =>
      (value >= low - slack && value <= high + slack ? 0 : 1) +
      beyond(value - (low + high) / 2, (high - low) / 2 + slack) / 1e3;
  },
};

/** Mean over the resamples of a quantile (linear interpolation, type 7). */
function bootstrapped(sorted: Float64Array, share: number): number {
  const rank = (sorted.length - 1) * share;
  const [low, part] = [Math.floor(rank), rank - Math.floor(rank)];
  let sum = 0;
  for (const places of resampledPlaces(sorted.length)) {
    const below = sorted[places[low]!]!;
    sum += below + (sorted[places[Math.ceil(rank)]!]! - below) * part;
  }
  return sum / resamples;
}

const drawn = new Map<number, Uint16Array[]>();

/** Places in a sorted history that each resample of it has, in order: the same for all histories of a length. */
function resampledPlaces(length: number): Uint16Array[] {
  const known = drawn.get(length);
  if (known) return known;
  const random = randomFrom(`great-expectations/${length}`);
  const made = Array.from({ length: resamples }, () => Uint16Array.from({ length }, () => random.below(length)).sort());
  drawn.set(length, made);
  return made;
}

/** Elementary: z of the current row within a window of the 14 rows before it AND itself, so that |z| is at most 14 / sqrt(15) = 3.61. */
export const elementary: SeriesRule = {
  name: 'elementary',
  about: 'Elementary: z above 3 within the 14 days before and the tested day itself',
  window: 14,
  least: 13,
  fit: (history) => (value) => {
    const window = [...history, value];
    return beyond(value - mean(window), 3 * sampleStandardDeviation(window));
  },
};
