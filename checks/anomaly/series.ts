import { median } from './median.ts';
import { foretoldAt, type Outlook } from './outlook.ts';
import { HOLIDAY } from './phase.ts';

/** How many runs are remembered of each measure. */
export const MOST_RUNS = 56;
export const WEEK = 7;

/**
 * The ways in which the next value is foretold, the plainest first: the median of the last seven, the last value, both with a
 * damped slope, and the same with an effect of the weekday.
 */
export const MODELS = ['level', 'last', 'trend', 'drift', 'weekly', 'weekly trend'] as const;
export type ModelName = (typeof MODELS)[number];

/** One measure over the accepted runs, oldest first, on the scale on which it is judged; NaN where a run had none. */
export interface Series {
  values: readonly number[];
  /** Value less the median of the last seven values up to it; NaN before there are seven. */
  deviations: readonly number[];
  /** By model: what each had foretold wrongly, oldest first. */
  errors: readonly (readonly number[])[];
}

export const NO_SERIES: Series = { values: [], deviations: [], errors: MODELS.map(() => []) };

/** The newest values that exist, newest last. */
export function newest(values: readonly number[], count: number): number[] {
  const found: number[] = [];
  for (let index = values.length - 1; index >= 0 && found.length < count; index--) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) found.push(value);
  }
  return found.reverse();
}

/** The series with one more run, given what had been foretold of it. */
export function extended(series: Series, value: number, { outlook, phase }: { outlook: Outlook; phase: number }): Series {
  const values = push(series.values, value);
  const foretold = foretoldAt(outlook, phase);
  // On a holiday no model is right or wrong.
  const errors = series.errors.map((past, model) => {
    if (phase === HOLIDAY) return past;
    const error = value - (foretold[model] ?? NaN);
    return Number.isNaN(error) ? past : push(past, error);
  });
  return { values, deviations: push(series.deviations, value - middle(values)), errors };
}

/** The series with a run whose value is not trusted: the level does not learn of it, the effect of its weekday does. */
export function heldBack({ values, deviations, errors }: Series, value: number): Series {
  return { values: push(values, NaN), deviations: push(deviations, value - middle(values)), errors };
}

/** The median of the last seven values; NaN before there are seven. */
function middle(values: readonly number[]): number {
  const week = newest(values, WEEK);
  return week.length < WEEK ? NaN : median(week);
}

function push(list: readonly number[], value: number): readonly number[] {
  return [...(list.length >= MOST_RUNS ? list.slice(1 - MOST_RUNS) : list), value];
}

/** The series moved by `delta` as a whole, and with what was held back of the newest runs: a new level with the shape and noise of the old one. */
export function moved(series: Series, delta: number, recent: readonly number[]): Series {
  const before = series.values.length - recent.length;
  const values = [...series.values.slice(0, before).map((value) => value + delta), ...recent];
  const level = middle(values);
  const deviations = [...series.deviations.slice(0, before), ...recent.map((value) => value - level)];
  return { ...series, values, deviations };
}
