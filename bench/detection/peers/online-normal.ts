import type { SeriesRule } from './series-rule.ts';
import { beyond } from './series-peers.ts';

export interface OnlineNormalOptions {
  /** Standard deviations below and above the mean that are still usual. */
  lower: number;
  upper: number;
  /** Share of the series at its start that is never an anomaly. */
  ignoreStart: number;
  /** Are anomalies kept out of the mean and the spread? */
  ignoreAnomalies: boolean;
  /** Place of the first value that may be an anomaly: those before it are learned as they are. */
  from: number;
}

export interface OnlinePoint {
  mean: number;
  sd: number;
  anomaly: boolean;
}

/** Sums over the values so far; `places` counts those that were not learned, too, as Deequ does. */
interface Moments {
  places: number;
  average: number;
  squares: number;
}

const none: Moments = { places: 0, average: 0, squares: 0 };

/**
 * Deequ OnlineNormalStrategy: each value is held against the running mean and population standard deviation that INCLUDE it. Of an
 * anomaly that is not learned the point has the mean before it and the standard deviation with it.
 */
export function onlineNormal(series: readonly number[], options: OnlineNormalOptions): OnlinePoint[] {
  const points: OnlinePoint[] = [];
  let learned = none;
  for (const [index, value] of series.entries()) {
    const tried = withValue(learned, value);
    const sd = spreadOf(tried);
    const outside = value > tried.average + options.upper * sd || value < tried.average - options.lower * sd;
    const anomaly = index >= series.length * options.ignoreStart && index >= options.from && outside;
    learned = anomaly && options.ignoreAnomalies ? { ...learned, places: tried.places } : tried;
    points.push({ mean: learned.average, sd, anomaly });
  }
  return points;
}

function withValue({ places, average, squares }: Moments, value: number): Moments {
  const moved = average + (value - average) / (places + 1);
  return { places: places + 1, average: moved, squares: squares + (value - average) * (value - moved) };
}

const spreadOf = ({ places, squares }: Moments): number => Math.sqrt(squares / places);

/**
 * With Deequ's defaults (3, 3). An anomaly check asks about the newest point alone, and what lies before that point is learned, anomaly
 * or not; the start that is ignored never reaches the newest point.
 */
export const deequOnlineNormal: SeriesRule = {
  name: 'deequOnlineNormal',
  about: 'Deequ OnlineNormalStrategy with its defaults: the statistics include the tested run',
  window: Number.POSITIVE_INFINITY,
  least: 2,
  fit: (history) => {
    const learned = history.reduce(withValue, none);
    return (value) => {
      const tried = withValue(learned, value);
      return beyond(value - tried.average, 3 * spreadOf(tried));
    };
  },
};
