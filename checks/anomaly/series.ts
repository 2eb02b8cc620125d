import { median } from './median.ts';

/** How many runs are remembered of each measure. */
export const MOST_RUNS = 56;
const WEEK = 7;
const FEW_FOR_SEASON = 21;
const DAMPING = 0.9;

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

/** What a series is asked with: the phase (weekday) of every run of its dataset, aligned at the newest, and that of the run in question. */
export interface Phases {
  past: readonly number[];
  now: number;
}

/** The newest values that exist, newest last. */
export function newest(values: readonly number[], count: number): number[] {
  const found: number[] = [];
  for (let index = values.length - 1; index >= 0 && found.length < count; index--) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) found.push(value);
  }
  return found.reverse();
}

/** What each model foretells, in the order of MODELS; NaN where it knows too little. */
export function foretell(series: Series, phases: Phases): number[] {
  const last = newest(series.values, 2 * WEEK);
  if (last.length === 0) return MODELS.map(() => NaN);
  const week = last.slice(-WEEK);
  const level = median(week);
  const now = last.at(-1) as number;
  const slope = slopeOf(last);
  const ahead = (week.length + 1) / 2;
  const [weekly, weeklyTrend] = seasonal(series, phases);
  return [level, now, level + DAMPING * slope * ahead, now + DAMPING * slope, weekly, weeklyTrend];
}

/** The median step from one week to the next, for a day; NaN with less than two weeks. */
function slopeOf(last: readonly number[]): number {
  if (last.length < 2 * WEEK) return NaN;
  return median(last.slice(WEEK).map((value, index) => (value - (last[index] as number)) / WEEK));
}

/** Level and effect of the weekday, without and with a slope. */
function seasonal({ values, deviations }: Series, { past, now }: Phases): [number, number] {
  const shift = past.length - values.length;
  const phaseOf = (index: number): number => past[index + shift] as number;
  let known = 0;
  for (const value of values) if (!Number.isNaN(value)) known++;
  if (known < FEW_FOR_SEASON) return [NaN, NaN];
  const byPhase = new Map<number, number[]>();
  for (let index = 0; index < deviations.length; index++) {
    const deviation = deviations[index] as number;
    if (Number.isNaN(deviation)) continue;
    const list = byPhase.get(phaseOf(index));
    if (list) list.push(deviation);
    else byPhase.set(phaseOf(index), [deviation]);
  }
  const own = byPhase.get(now);
  if (own === undefined || own.length < 2) return [NaN, NaN];
  const effects = new Map([...byPhase].map(([phase, list]) => [phase, median(list)]));
  const plain: number[] = [];
  for (let index = values.length - 1; index >= 0 && plain.length < 2 * WEEK; index--) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) plain.unshift(value - (effects.get(phaseOf(index)) ?? 0));
  }
  const level = median(plain.slice(-WEEK)) + (effects.get(now) ?? 0);
  return [level, level + DAMPING * slopeOf(plain) * (WEEK + 1) / 2];
}

/** The series with one more run: `value` NaN where it had none, or what it had is not to be learnt from. */
export function extended(series: Series, value: number, phases: Phases): Series {
  const values = push(series.values, value);
  if (Number.isNaN(value)) return { ...series, values, deviations: push(series.deviations, NaN) };
  const foretold = foretell(series, phases);
  const week = newest(values, WEEK);
  return {
    values,
    deviations: push(series.deviations, week.length < WEEK ? NaN : value - median(week)),
    errors: series.errors.map((errors, model) => {
      const error = value - (foretold[model] as number);
      return Number.isNaN(error) ? errors : push(errors, error);
    }),
  };
}

/** The series with a run whose value is not trusted: the level does not learn of it, the effect of its weekday does. */
export function heldBack(series: Series, value: number, phases: Phases): Series {
  const week = newest(series.values, WEEK);
  const held = extended(series, NaN, phases);
  if (week.length < WEEK) return held;
  return { ...held, deviations: [...held.deviations.slice(0, -1), value - median(week)] };
}

function push(list: readonly number[], value: number): readonly number[] {
  return [...(list.length >= MOST_RUNS ? list.slice(1 - MOST_RUNS) : list), value];
}

/** The series moved by `delta` as a whole: a new level with the shape and the noise of the old one. */
export function shifted(series: Series, delta: number): Series {
  return { ...series, values: series.values.map((value) => value + delta) };
}
