import { sampleStandardDeviation } from 'simple-statistics';
import type { SeriesRule } from './series-rule.ts';

const period = 7;

interface Parameters {
  alpha: number;
  beta: number;
  gamma: number;
}

interface Fit {
  residuals: number[];
  next: number;
}

/**
 * Additive Holt-Winters, started as Deequ does: level the mean of the first cycle, trend the difference of the first two cycles'
 * means, season the first cycle's distance from its mean.
 */
export function fitHoltWinters(series: readonly number[], { alpha, beta, gamma }: Parameters): Fit {
  const cycle = (from: number): number =>
    series.slice(from, from + period).reduce((sum, value) => sum + value, 0) / period;
  let level = cycle(0);
  let trend = (cycle(period) - cycle(0)) / period;
  const season = series.slice(0, period).map((value) => value - level);
  const residuals: number[] = [];
  for (const [index, value] of series.entries()) {
    const at = index % period;
    residuals.push(value - (level + trend + season[at]!));
    const before = level;
    level = alpha * (value - season[at]!) + (1 - alpha) * (level + trend);
    trend = beta * (level - before) + (1 - beta) * trend;
    season[at] = gamma * (value - level) + (1 - gamma) * season[at]!;
  }
  return { residuals, next: level + trend + season[series.length % period]! };
}

const squares = (fit: Fit): number => fit.residuals.reduce((sum, residual) => sum + residual * residual, 0);

/** Coordinate search from Deequ's start (0.3, 0.1, 0.1) within [0, 1], in place of L-BFGS-B. */
function bestParameters(series: readonly number[]): Parameters {
  let best: Parameters = { alpha: 0.3, beta: 0.1, gamma: 0.1 };
  let least = squares(fitHoltWinters(series, best));
  for (let step = 0.2; step > 0.02; step /= 2) {
    for (const name of ['alpha', 'beta', 'gamma'] as const) {
      for (const change of [-step, step]) {
        const tried = { ...best, [name]: Math.min(1, Math.max(0, best[name] + change)) };
        const sum = squares(fitHoltWinters(series, tried));
        if (sum < least) [best, least] = [tried, sum];
      }
    }
  }
  return best;
}

/** Deequ HoltWinters, weekly season of daily runs: |error| above 1.96 × sd(|residuals|), which for Gaussian errors is 1.18 sigma. */
export const deequHoltWinters: SeriesRule = {
  name: 'deequHoltWinters',
  about: 'Deequ HoltWinters, day of week: its limit is taken from the spread of absolute residuals',
  window: 56,
  least: 2 * period,
  fit: (history) => {
    const fit = fitHoltWinters(history, bestParameters(history));
    const limit = 1.96 * sampleStandardDeviation(fit.residuals.map(Math.abs));
    return (value) => {
      const error = Math.abs(value - fit.next);
      return limit > 0 ? error / limit : error === 0 ? 0 : 100;
    };
  },
};
