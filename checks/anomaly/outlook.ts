import { knownAt, type Courses } from './courses.ts';
import { foretell, MODELS, SEASONAL, type ModelName } from './foretell.ts';
import {
  AT,
  COSTS,
  EARLIER_HIGH,
  EARLIER_LOW,
  ERROR_LENGTH,
  HEADS,
  HIGH,
  LENGTH,
  LOW,
  MODEL,
  MOST_ERRORS,
  NOISE,
  PLAIN,
  RECORD,
  REPEATS,
  SCALE,
  VALUE,
  WORST,
} from './layout.ts';
import { NO_PHASE } from './phase.ts';

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
  /** What models that know the season foretell beside the chosen one; while none does, the value of the same phase before. */
  others: readonly number[];
  /** Is it not known what this phase brings, nor what its run before was? */
  isNewPhase: boolean;
  /** The least and the most of the values known. */
  range: { low: number; high: number };
  /** Was a value ever that of the run before? */
  repeats: boolean;
  /** Of a stream: how far a value is from that of the run before, in the mean. */
  step?: number;
  /** Standard deviation that sampling gives it by one row, the newest runs counting most: divided by the root of n it is that of n rows. */
  noise: number;
  /** The most it ever was, learnt or not. */
  record: number;
}

const NONE: readonly number[] = [];

/** The forecast by the model that was least wrong so far; null without any past value. */
export function forecastAt(courses: Courses, slot: number, phase: number): Forecast | null {
  const known = knownAt(courses, slot);
  if (known === 0) return null;
  const lane = courses.lanes[slot]!;
  return lane < 0 ? forecastOfConstant(courses, slot) : forecastOfLane(courses, slot, phase);
}

function forecastOfConstant(courses: Courses, slot: number): Forecast {
  const known = knownAt(courses, slot);
  const value = courses.heads[slot * HEADS + VALUE]!;
  return {
    model: 'level',
    value,
    scale: 0,
    worst: 0,
    tried: Math.min(MOST_ERRORS, known - 1),
    known,
    last: value,
    others: NONE,
    isNewPhase: false,
    range: { low: value, high: value },
    repeats: known > 1,
    noise: courses.heads[slot * HEADS + NOISE]!,
    record: courses.heads[slot * HEADS + RECORD]!,
  };
}

function forecastOfLane(courses: Courses, slot: number, phase: number): Forecast {
  const { layout, floats, bytes, heads, lanes } = courses;
  const lane = lanes[slot]!;
  const from = lane * layout.floats;
  const marks = lane * layout.bytes;
  const foretold = foretell(courses, slot, phase);
  const chosen = bytes[marks + MODEL]!;
  const plain = bytes[marks + PLAIN]!;
  // Of a phase without an effect the best of the other models speaks, as much worse as it is.
  const model = Number.isNaN(foretold[chosen]!) ? plain : chosen;
  const value = foretold[model]!;
  const worse = model === chosen ? 1 : ratioOf(floats[from + COSTS + model]!, floats[from + COSTS + chosen]!);
  const isPhaseKnown = Number.isFinite(foretold[SEASONAL]!);
  const same = isPhaseKnown ? NaN : sameAt(courses, lane, phase);
  return {
    model: MODELS[model]!,
    value,
    scale: floats[from + SCALE]! * worse,
    worst: floats[from + WORST]! * worse,
    tried: bytes[marks + ERROR_LENGTH]!,
    known: knownAt(courses, slot),
    last: heads[slot * HEADS + VALUE]!,
    others: othersOf(same, foretold),
    isNewPhase: !isPhaseKnown && phase !== NO_PHASE && Number.isNaN(same),
    range: {
      low: Math.min(floats[from + LOW]!, floats[from + EARLIER_LOW]!),
      high: Math.max(floats[from + HIGH]!, floats[from + EARLIER_HIGH]!),
    },
    repeats: bytes[marks + REPEATS] !== 0,
    noise: heads[slot * HEADS + NOISE]!,
    record: heads[slot * HEADS + RECORD]!,
  };
}

/** What is foretold beside, of what is known; NONE where nothing is. */
function othersOf(same: number, foretold: Float64Array): readonly number[] {
  const seasonal = foretold[SEASONAL]!;
  const trend = foretold[SEASONAL + 1]!;
  if (!Number.isFinite(seasonal)) return Number.isFinite(same) ? [same] : NONE;
  return Number.isFinite(trend) ? [seasonal, trend] : [seasonal];
}

const ratioOf = (cost: number, other: number): number => (other > 0 ? cost / other : 1);

/** How far a value is from the nearest of what was foretold. */
export function residualOf(value: number, { value: foretold, others }: Forecast): number {
  let nearest = value - foretold;
  for (const other of others) if (Math.abs(value - other) < Math.abs(nearest)) nearest = value - other;
  return nearest;
}

/** The newest value of the phase; NaN where none of the values remembered was in it. */
function sameAt({ layout, floats, bytes }: Courses, lane: number, phase: number): number {
  const marks = lane * layout.bytes;
  let at = bytes[marks + AT]!;
  for (let left = bytes[marks + LENGTH]!; left > 0; left--) {
    at = at === 0 ? layout.ring - 1 : at - 1;
    if (bytes[marks + layout.valuePhases + at] === phase) return floats[lane * layout.floats + layout.values + at]!;
  }
  return NaN;
}
