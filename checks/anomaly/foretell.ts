import type { Courses } from './courses.ts';
import {
  AT,
  EFFECTS,
  LENGTH,
  LEVEL,
  PHASE_COUNTS,
  SCALE,
  SEASON_LEVEL,
  SEASON_SLOPE,
  SLOPE,
  VALUE,
  HEADS,
} from './layout.ts';
import { NO_PHASE } from './phase.ts';

/**
 * The ways in which the next value is foretold, the plainest first: the median of the last cycle (seven days, or a day of hours),
 * the last value, both with a damped slope, and the same with an effect of the phase.
 */
export const MODELS = ['level', 'last', 'trend', 'drift', 'seasonal', 'seasonal trend'] as const;
export type ModelName = (typeof MODELS)[number];

/** From here on models know the season. */
export const SEASONAL = 4;
/** What a slope is cut by with each run that it is followed. */
const DAMPING = 0.9;

const PHASE_EFFECTS = new Float64Array(96);
const FORETOLD = new Float64Array(MODELS.length);

/** What each model foretells of a run in this phase, in the order of MODELS; NaN where one knows too little. The next call uses the array again. */
export function foretell(courses: Courses, slot: number, phase: number): Float64Array {
  const { layout, floats, heads, lanes } = courses;
  const { cycle } = layout.cadence;
  const lane = lanes[slot]!;
  const from = lane * layout.floats;
  const effect = effectAt(courses, lane, phase);
  const level = floats[from + LEVEL]!;
  const slope = floats[from + SLOPE]!;
  const last = heads[slot * HEADS + VALUE]!;
  const ahead = (DAMPING * (cycle + 1)) / 2;
  FORETOLD[0] = level;
  FORETOLD[1] = last;
  FORETOLD[2] = level + ahead * slope;
  FORETOLD[3] = last + DAMPING * slope;
  FORETOLD[4] = floats[from + SEASON_LEVEL]! + effect;
  FORETOLD[5] = FORETOLD[4] + ahead * floats[from + SEASON_SLOPE]!;
  return FORETOLD;
}

/** What a phase adds; NaN for one never seen twice, and while no season is known. */
export function effectAt(courses: Courses, lane: number, phase: number): number {
  if (phase === NO_PHASE) return NaN;
  const { layout, floats } = courses;
  const effect = floats[lane * layout.floats + EFFECTS + phase]!;
  if (layout.cadence.isHourly || Number.isNaN(effect)) return effect;
  const { mean, weight } = likeDays(courses, lane, phase);
  return mean + weight * (effect - mean);
}

/** The same of all phases. The next call uses the array again. */
function effectsOf(courses: Courses, lane: number): Float64Array {
  const { layout, floats } = courses;
  const { phases, isHourly } = layout.cadence;
  const from = lane * layout.floats + EFFECTS;
  for (let phase = 0; phase < phases; phase++) PHASE_EFFECTS[phase] = floats[from + phase]!;
  if (isHourly) return PHASE_EFFECTS;
  for (const first of FIRST_OF_KIND) {
    const { mean, weight } = likeDays(courses, lane, first);
    for (let phase = 0; phase < phases; phase++) {
      if (isWeekend(phase) === isWeekend(first)) PHASE_EFFECTS[phase] = mean + weight * (PHASE_EFFECTS[phase]! - mean);
    }
  }
  return PHASE_EFFECTS;
}

/** Saturday and Sunday among the days from Thursday. */
const isWeekend = (phase: number): boolean => phase === 2 || phase === 3;
/** A workday, and a day of the weekend. */
const FIRST_OF_KIND = [0, 2] as const;
const LIKE = { mean: 0.5, weight: 0.5 };

/**
 * The mean effect of the days alike (workdays, or the weekend), and how much of what a day differs from them is believed: what they differ by
 * beyond chance, of all that they differ by (empirical Bayes, Morris 1983). The next call uses the answer again.
 */
export function likeDays({ layout, floats, bytes }: Courses, lane: number, phase: number): typeof LIKE {
  const from = lane * layout.floats;
  const counts = lane * layout.bytes + PHASE_COUNTS;
  const { phases, depth } = layout.cadence;
  const scale = floats[from + SCALE]!;
  let days = 0;
  let sum = 0;
  let squares = 0;
  let chance = 0;
  for (let other = 0; other < phases; other++) {
    const effect = floats[from + EFFECTS + other]!;
    if (isWeekend(other) !== isWeekend(phase) || Number.isNaN(effect)) continue;
    days++;
    sum += effect;
    squares += effect * effect;
    chance += 1 / Math.min(depth, bytes[counts + other]!);
  }
  const mean = sum / days;
  const spread = days < 2 ? 0 : Math.max(0, squares - sum * mean) / (days - 1);
  LIKE.mean = mean;
  LIKE.weight = days < 2 || spread === 0 ? 1 : Math.max(0, 1 - ((chance / days) * scale * scale) / spread);
  return LIKE;
}

/** The newest values (at most `into` has room for), the newest first; answers how many there are. */
export function newestInto({ layout, floats, bytes }: Courses, lane: number, into: Float64Array): number {
  const marks = lane * layout.bytes;
  const values = lane * layout.floats + layout.values;
  const size = Math.min(layout.ring, into.length, bytes[marks + LENGTH]!);
  let at = bytes[marks + AT]!;
  for (let index = 0; index < size; index++) {
    at = at === 0 ? layout.ring - 1 : at - 1;
    into[index] = floats[values + at]!;
  }
  return size;
}

/** The same, each less the effect of its phase. */
export function newestPlainInto(courses: Courses, lane: number, into: Float64Array): number {
  const { layout, floats, bytes } = courses;
  const { ring } = layout;
  const marks = lane * layout.bytes;
  const values = lane * layout.floats + layout.values;
  const effects = effectsOf(courses, lane);
  const size = Math.min(ring, into.length, bytes[marks + LENGTH]!);
  let at = bytes[marks + AT]!;
  let found = 0;
  // What the hours of a weekend bring is not known after one: the level is that of the hours that are known.
  const isSkipping = layout.cadence.isHourly;
  for (let index = 0; index < size; index++) {
    at = at === 0 ? ring - 1 : at - 1;
    const value = floats[values + at]!;
    const phase = bytes[marks + layout.valuePhases + at]!;
    const effect = phase === NO_PHASE ? 0 : effects[phase]!;
    if (!Number.isNaN(effect)) into[found++] = value - effect;
    else if (!isSkipping) into[found++] = value;
  }
  return found;
}
