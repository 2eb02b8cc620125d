import type { CalendarTag } from './phase.ts';

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
  /** By tag of the calendar: how far from what was foretold such days were, oldest first. */
  tagged: Readonly<Partial<Record<CalendarTag, readonly number[]>>>;
}

export const NO_SERIES: Series = { values: [], deviations: [], errors: MODELS.map(() => []), tagged: {} };

/** The newest values that exist, newest last. */
export function newest(values: readonly number[], count: number): number[] {
  const found: number[] = [];
  for (let index = values.length - 1; index >= 0 && found.length < count; index--) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) found.push(value);
  }
  return found.reverse();
}
