import { median, quantile } from './median.ts';
import { foretell, MODELS, newest, type ModelName, type Phases, type Series } from './series.ts';

/** What is expected of the next run, on the scale on which it is judged. */
export interface Forecast {
  model: ModelName;
  value: number;
  /** Robust standard deviation of what the model foretold wrongly; 0 when it never did. */
  scale: number;
  /** The largest that it ever was wrong, of the runs remembered. */
  worst: number;
  /** How many past values the model was tried on. */
  tried: number;
  /** How many past values there are. */
  known: number;
  /** The value before. */
  last: number;
  /** What models that know the season foretell beside the chosen one. */
  others: readonly number[];
}

/** A richer model must be this much better than a plainer one. */
const BETTER = 0.85;
const RICHER: readonly number[] = [0, 1, 1, 2, 2, 3];
const FEW_TRIED = 5;
const SEASONAL = 4;

/** The forecast by the model that was least wrong so far; null without any past value. */
export function forecastOf(series: Series, phases: Phases): Forecast | null {
  const foretold = foretell(series, phases);
  let best = 0;
  for (let model = 1; model < MODELS.length; model++) {
    const errors = series.errors[model] as readonly number[];
    if (Number.isNaN(foretold[model]) || errors.length < FEW_TRIED) continue;
    const plainer = series.errors[best] as readonly number[];
    const both = Math.min(errors.length, plainer.length);
    const factor = (RICHER[model] as number) > (RICHER[best] as number) ? BETTER : 1;
    if (costOf(errors.slice(-both)) < factor * costOf(plainer.slice(-both))) best = model;
  }
  const value = foretold[best] as number;
  if (Number.isNaN(value)) return null;
  const errors = series.errors[best] as readonly number[];
  const known = series.values.reduce((count, each) => count + (Number.isNaN(each) ? 0 : 1), 0);
  const last = newest(series.values, 1)[0] as number;
  const others = foretold.slice(SEASONAL).filter((other) => !Number.isNaN(other));
  return { model: MODELS[best] as ModelName, value, ...spreadOf(errors), tried: errors.length, known, last, others };
}

/** Mean of the errors' sizes, one that is ten times the median counted as that. */
function costOf(errors: readonly number[]): number {
  if (errors.length === 0) return Infinity;
  const sizes = errors.map(Math.abs);
  const most = 10 * median(sizes);
  return sizes.reduce((sum, size) => sum + Math.min(size, most), 0) / sizes.length;
}

/** Robust scale (the larger of MAD x 1.4826 about zero and the 90 % quantile / 1.645), and the largest error. */
function spreadOf(errors: readonly number[]): { scale: number; worst: number } {
  if (errors.length === 0) return { scale: 0, worst: 0 };
  const sizes = errors.map(Math.abs);
  return { scale: Math.max(1.4826 * median(sizes), quantile(sizes, 0.9) / 1.645), worst: Math.max(...sizes) };
}
