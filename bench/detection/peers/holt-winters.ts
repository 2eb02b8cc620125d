import { sampleStandardDeviation } from 'simple-statistics';
import type { SeriesRule } from './series-rule.ts';

/** Days of a week: the season of daily runs. */
const week = 7;

interface Parameters {
  alpha: number;
  beta: number;
  gamma: number;
}

interface Fit {
  residuals: number[];
  /** What comes next, as many runs ahead as were asked for. */
  forecasts: number[];
}

/**
 * Additive Holt-Winters as Deequ has it: level starts at the mean of the first cycle, trend at the difference of the first two cycles'
 * means, season at the first cycle's distance from its mean; the season learns from level and trend as they were BEFORE the value.
 */
export function fitHoltWinters(
  series: readonly number[],
  { alpha, beta, gamma, period = week, ahead = 1 }: Parameters & { period?: number; ahead?: number },
): Fit {
  const cycle = (from: number): number =>
    series.slice(from, from + period).reduce((sum, value) => sum + value, 0) / period;
  let level = cycle(0);
  let trend = (cycle(period) - cycle(0)) / period;
  const season = series.slice(0, period).map((value) => value - level);
  const residuals: number[] = [];
  for (const [index, value] of series.entries()) {
    const at = index % period;
    residuals.push(value - (level + trend + season[at]!));
    const [before, rising] = [level, trend];
    level = alpha * (value - season[at]!) + (1 - alpha) * (before + rising);
    trend = beta * (level - before) + (1 - beta) * rising;
    season[at] = gamma * (value - before - rising) + (1 - gamma) * season[at]!;
  }
  const forecasts = Array.from(
    { length: ahead },
    (_, index) => level + (index + 1) * trend + season[(series.length + index) % period]!,
  );
  return { residuals, forecasts };
}

const squares = (fit: Fit): number => fit.residuals.reduce((sum, residual) => sum + residual * residual, 0);

const names = ['alpha', 'beta', 'gamma'] as const;

/** Coordinate search from Deequ's start (0.3, 0.1, 0.1) within [0, 1], in place of L-BFGS-B: a step is halved when it no longer helps. */
function bestParameters(series: readonly number[], period: number): Parameters {
  const sumOf = (tried: Parameters): number => squares(fitHoltWinters(series, { ...tried, period }));
  let best: Parameters = { alpha: 0.3, beta: 0.1, gamma: 0.1 };
  let least = sumOf(best);
  for (let step = 0.2; step > 0.02;) {
    const before = least;
    for (const name of names) {
      for (const change of [-step, step]) {
        const tried = { ...best, [name]: Math.min(1, Math.max(0, best[name] + change)) };
        const sum = sumOf(tried);
        if (sum < least) [best, least] = [tried, sum];
      }
    }
    if (least === before) step /= 2;
  }
  return best;
}

/** What Deequ foretells after this history, and how far from it is still usual: 1.96 × sd(|residuals|). */
export function deequForecast(
  history: readonly number[],
  { period, ahead }: { period: number; ahead: number },
): { forecasts: number[]; limit: number } {
  const { residuals, forecasts } = fitHoltWinters(history, { ...bestParameters(history, period), period, ahead });
  return { forecasts, limit: 1.96 * sampleStandardDeviation(residuals.map(Math.abs)) };
}

/** Deequ HoltWinters, weekly season of daily runs: |error| above 1.96 × sd(|residuals|), which for Gaussian errors is 1.18 sigma. */
export const deequHoltWinters: SeriesRule = {
  name: 'deequHoltWinters',
  about: 'Deequ HoltWinters, day of week: its limit is taken from the spread of absolute residuals',
  window: 56,
  least: 2 * week,
  fit: (history) => {
    const { forecasts, limit } = deequForecast(history, { period: week, ahead: 1 });
    return (value) => {
      const error = Math.abs(value - forecasts[0]!);
      return limit > 0 ? error / limit : error === 0 ? 0 : 100;
    };
  },
};
