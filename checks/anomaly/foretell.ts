import type { Courses } from './courses.ts';
import { AT, EFFECTS, LENGTH, LEVEL, SEASON_LEVEL, SEASON_SLOPE, SLOPE, VALUE, HEADS } from './layout.ts';
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

const FORETOLD = new Float64Array(MODELS.length);

/** What each model foretells of a run in this phase, in the order of MODELS; NaN where one knows too little. The next call uses the array again. */
export function foretell(courses: Courses, slot: number, phase: number): Float64Array {
  const { layout, floats, heads, lanes } = courses;
  const { cycle } = layout.cadence;
  const from = lanes[slot]! * layout.floats;
  const effect = effectAt(courses, lanes[slot]!, phase);
  const [level, slope, last] = [floats[from + LEVEL]!, floats[from + SLOPE]!, heads[slot * HEADS + VALUE]!];
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
export function effectAt({ layout, floats }: Courses, lane: number, phase: number): number {
  return phase === NO_PHASE ? NaN : floats[lane * layout.floats + EFFECTS + phase]!;
}

/** The newest values (at most `count`), the newest first, less the effects of their phases where asked; answers how many there are. */
export function newestInto(
  { layout, floats, bytes }: Courses,
  lane: number,
  { count, into, isPlain }: { count: number; into: Float64Array; isPlain: boolean },
): number {
  const [from, marks, { ring }] = [lane * layout.floats, lane * layout.bytes, layout];
  const size = Math.min(count, bytes[marks + LENGTH]!);
  let at = bytes[marks + AT]!;
  for (let index = 0; index < size; index++) {
    at = at === 0 ? ring - 1 : at - 1;
    const value = floats[from + layout.values + at]!;
    const phase = bytes[marks + layout.valuePhases + at]!;
    const effect = isPlain || phase === NO_PHASE ? 0 : floats[from + EFFECTS + phase]!;
    into[index] = Number.isNaN(effect) ? value : value - effect;
  }
  return size;
}
