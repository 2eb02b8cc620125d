import { median } from './median.ts';
import { foretoldAt, type Outlook } from './outlook.ts';
import type { Cadence } from './phase.ts';

/**
 * The ways in which the next value is foretold, the plainest first: the median of the last cycle (seven days, or a day of hours),
 * the last value, both with a damped slope, and the same with an effect of the phase.
 */
export const MODELS = ['level', 'last', 'trend', 'drift', 'seasonal', 'seasonal trend'] as const;
export type ModelName = (typeof MODELS)[number];

/** One measure over the accepted runs, oldest first, on the scale on which it is judged; NaN where a run had none. */
export interface Series {
  values: readonly number[];
  /** Value less the median of the last cycle up to it; NaN before there is one. */
  deviations: readonly number[];
  /** By model: what each had foretold wrongly, oldest first. */
  errors: readonly (readonly number[])[];
}

export const NO_SERIES: Series = { values: [], deviations: [], errors: MODELS.map(() => []) };

const MOST_ERRORS = 56;

/** The newest values that exist, newest last. */
export function newest(values: readonly number[], count: number): number[] {
  const found: number[] = [];
  for (let index = values.length - 1; index >= 0 && found.length < count; index--) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) found.push(value);
  }
  return found.reverse();
}

/** What is known of a run when its value is learnt: what had been foretold, its phase, and how often runs come. */
export interface RunFacts {
  outlook: Outlook;
  phase: number;
  cadence: Cadence;
  /** On holidays and beside them no model is right or wrong. */
  isOrdinary: boolean;
}

/** The series with one more run. */
export function extended(series: Series, value: number, { outlook, phase, cadence, isOrdinary }: RunFacts): Series {
  const values = push(series.values, value, cadence.memory);
  const deviations = push(series.deviations, value - middle(values, cadence), cadence.memory);
  if (!isOrdinary) return { values, deviations, errors: series.errors };
  const foretold = foretoldAt(outlook, phase);
  const errors = series.errors.map((past, model) => {
    const error = value - (foretold[model] ?? NaN);
    return Number.isNaN(error) ? past : push(past, error, MOST_ERRORS);
  });
  return { values, deviations, errors };
}

/** The series with a run whose value is not trusted: the level does not learn of it, the effect of its phase does. */
export function heldBack({ values, deviations, errors }: Series, value: number, cadence: Cadence): Series {
  const deviation = value - middle(values, cadence);
  return { values: push(values, NaN, cadence.memory), deviations: push(deviations, deviation, cadence.memory), errors };
}

/** The median of the last cycle; NaN before there is one. */
function middle(values: readonly number[], { cycle }: Cadence): number {
  const last = newest(values, cycle);
  return last.length < cycle ? NaN : median(last);
}

function push(list: readonly number[], value: number, most: number): readonly number[] {
  return [...(list.length >= most ? list.slice(1 - most) : list), value];
}

/** The series moved by `delta` as a whole, and with what was held back of the newest runs: a new level with the shape and noise of the old one. */
export function moved(
  series: Series,
  delta: number,
  { recent, cadence }: { recent: readonly number[]; cadence: Cadence },
): Series {
  const before = series.values.length - recent.length;
  const values = [...series.values.slice(0, before).map((value) => value + delta), ...recent];
  const level = middle(values, cadence);
  const deviations = [...series.deviations.slice(0, before), ...recent.map((value) => value - level)];
  return { ...series, values, deviations };
}
