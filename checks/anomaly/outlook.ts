import { familyAt, knownAt, type Courses } from './courses.ts';
import { FAMILIES } from './family.ts';
import { foretell, MODELS, newestInto, SEASONAL, effectAt, type ModelName } from './foretell.ts';
import { fromHalf } from './half.ts';
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
  MOST_TAGGED,
  NOISE,
  PLAIN,
  RECORD,
  REPEATS,
  SCALE,
  SEASON_LEVEL,
  TAG_COUNTS,
  TAGGED,
  VALUE,
  WORST,
} from './layout.ts';
import { CALENDAR_TAGS, type CalendarTag } from './phase.ts';
import { medianOfFirst } from './small-sort.ts';

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
  /** Is it known what days with this tag bring? */
  isTagKnown: boolean;
  /** The least and the most of the values known. */
  range: { low: number; high: number };
  /** Was a value ever that of the run before? */
  repeats: boolean;
  /** How far each run of the newest cycle is from the level of the ones before, and that level in this phase; null while little is known. */
  slow: { steps: readonly number[]; now: number } | null;
  /** Standard deviation that sampling gives it by one row, the newest runs counting most: divided by the root of n it is that of n rows. */
  noise: number;
  /** The most it ever was, learnt or not. */
  record: number;
}

const NONE: readonly number[] = [];
const SCRATCH = new Float64Array(96);

/**
 * The forecast by the model that was least wrong so far; null without any past value. On a day with a tag, what such
 * days usually bring is foretold beside.
 */
export function forecastAt(
  courses: Courses,
  slot: number,
  { phase, tag }: { phase: number; tag: CalendarTag | null },
): Forecast | null {
  const known = knownAt(courses, slot);
  if (known === 0) return null;
  const lane = courses.lanes[slot]!;
  return lane < 0 ? forecastOfConstant(courses, slot) : forecastOfLane(courses, slot, { phase, tag });
}

function forecastOfConstant(courses: Courses, slot: number): Forecast {
  const [known, value] = [knownAt(courses, slot), courses.heads[slot * HEADS + VALUE]!];
  const { cycle } = courses.layout.cadence;
  const hasDrift = FAMILIES[familyAt(courses, slot)].drift !== Infinity;
  return {
    model: 'level',
    value,
    scale: 0,
    worst: 0,
    tried: Math.min(MOST_ERRORS, known - 1),
    known,
    last: value,
    others: NONE,
    isTagKnown: false,
    range: { low: value, high: value },
    repeats: known > 1,
    slow: hasDrift && known >= 4 * cycle ? { steps: new Array<number>(cycle).fill(0), now: value } : null,
    noise: courses.heads[slot * HEADS + NOISE]!,
    record: courses.heads[slot * HEADS + RECORD]!,
  };
}

function forecastOfLane(
  courses: Courses,
  slot: number,
  { phase, tag }: { phase: number; tag: CalendarTag | null },
): Forecast {
  const { layout, floats, bytes, heads, lanes } = courses;
  const lane = lanes[slot]!;
  const [from, marks] = [lane * layout.floats, lane * layout.bytes];
  const foretold = foretell(courses, slot, phase);
  const chosen = bytes[marks + MODEL]!;
  const plain = bytes[marks + PLAIN]!;
  // Of a phase without an effect the best of the other models speaks, as much worse as it is.
  const model = Number.isNaN(foretold[chosen]!) ? plain : chosen;
  const value = foretold[model]!;
  const worse = model === chosen ? 1 : ratioOf(floats[from + COSTS + model]!, floats[from + COSTS + chosen]!);
  const special = tag === null ? NaN : tagEffect(courses, lane, tag);
  return {
    model: MODELS[model]!,
    value,
    scale: floats[from + SCALE]! * worse,
    worst: floats[from + WORST]! * worse,
    tried: bytes[marks + ERROR_LENGTH]!,
    known: knownAt(courses, slot),
    last: heads[slot * HEADS + VALUE]!,
    others: othersOf(courses, lane, { phase, foretold, value, special }),
    isTagKnown: !Number.isNaN(special),
    range: {
      low: Math.min(floats[from + LOW]!, floats[from + EARLIER_LOW]!),
      high: Math.max(floats[from + HIGH]!, floats[from + EARLIER_HIGH]!),
    },
    repeats: bytes[marks + REPEATS] !== 0,
    slow: FAMILIES[familyAt(courses, slot)].drift === Infinity ? null : slowAt(courses, lane, phase),
    noise: heads[slot * HEADS + NOISE]!,
    record: heads[slot * HEADS + RECORD]!,
  };
}

const ratioOf = (cost: number, other: number): number => (other > 0 ? cost / other : 1);

function othersOf(
  courses: Courses,
  lane: number,
  { phase, foretold, value, special }: { phase: number; foretold: Float64Array; value: number; special: number },
): readonly number[] {
  const { layout, floats } = courses;
  const others: number[] = [];
  if (Number.isNaN(floats[lane * layout.floats + SEASON_LEVEL]!)) {
    const same = sameAt(courses, lane, phase);
    if (!Number.isNaN(same)) others.push(same);
  }
  for (let model = SEASONAL; model < MODELS.length; model++) {
    if (Number.isFinite(foretold[model]!)) others.push(foretold[model]!);
  }
  if (Number.isNaN(special)) return others;
  return [...others, value + special, ...others.map((other) => other + special)];
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

/** The effect of a tag seen twice, beside that of the phase; else NaN. */
function tagEffect({ layout, halves, bytes }: Courses, lane: number, tag: CalendarTag): number {
  const index = CALENDAR_TAGS.indexOf(tag);
  const seen = Math.min(MOST_TAGGED, bytes[lane * layout.bytes + TAG_COUNTS + index]!);
  if (seen < 2) return NaN;
  const from = lane * layout.halves + TAGGED + index * MOST_TAGGED;
  for (let at = 0; at < seen; at++) SCRATCH[at] = fromHalf(halves[from + at]!);
  return medianOfFirst(SCRATCH, seen);
}

/** Against the level of three cycles before the newest one, all without the season. */
function slowAt(courses: Courses, lane: number, phase: number): Forecast['slow'] {
  const { cycle } = courses.layout.cadence;
  if (newestInto(courses, lane, { count: 4 * cycle, into: SCRATCH, isPlain: false }) < 4 * cycle) return null;
  const steps = [...SCRATCH.subarray(0, cycle)].reverse();
  SCRATCH.copyWithin(0, cycle, 4 * cycle);
  const level = medianOfFirst(SCRATCH, 3 * cycle);
  const effect = effectAt(courses, lane, phase);
  return { steps: steps.map((value) => value - level), now: level + (Number.isFinite(effect) ? effect : 0) };
}
