import { addLane, knownAt, type Courses } from './courses.ts';
import {
  AT,
  DEVIATIONS,
  EARLIER_HIGH,
  EARLIER_LOW,
  EFFECTS,
  ERROR_AT,
  ERROR_LENGTH,
  HEADS,
  HIGH,
  KNOWN,
  LENGTH,
  LEVEL,
  LOW,
  MARKS,
  MODEL,
  MOST_ERRORS,
  PHASE_COUNTS,
  PLAIN,
  REPEATS,
  SEASON_LEVEL,
  SEASON_SLOPE,
  SLOPE,
  TRIES,
  VALUE,
} from './layout.ts';
import { phaseBack, type Moment, NO_PHASE } from './phase.ts';
import { cohortOf } from './choose.ts';

/** Gives a measure that never changed a lane, as if it had had one all the time: all values alike, no error ever. Answers which. */
export function widen(courses: Courses, slot: number, moment: Moment): number {
  const { layout } = courses;
  const { cycle, learning, phases, depth } = layout.cadence;
  const [known, value] = [knownAt(courses, slot), courses.heads[slot * HEADS + VALUE]!];
  const lane = addLane(courses, slot);
  const { floats, bytes } = courses;
  const [from, marks] = [lane * layout.floats, lane * layout.bytes];
  floats[from + LEVEL] = value;
  floats[from + SLOPE] = known >= 2 * cycle ? 0 : NaN;
  floats[from + SEASON_LEVEL] = known >= learning ? value : NaN;
  floats[from + SEASON_SLOPE] = known >= learning ? 0 : NaN;
  floats[from + LOW] = floats[from + HIGH] = value;
  floats[from + EARLIER_LOW] = Infinity;
  floats[from + EARLIER_HIGH] = -Infinity;
  const length = Math.min(known, layout.ring);
  bytes[marks + LENGTH] = length;
  bytes[marks + AT] = length % layout.ring;
  // The run being learnt is the newest of the moment; those before it had the constant.
  for (let at = 0; at < length; at++) {
    floats[from + layout.values + at] = value;
    bytes[marks + layout.valuePhases + at] = phaseBack(moment, length - at);
  }
  for (let back = 1; back <= known - cycle + 1; back++) {
    const phase = phaseBack(moment, back);
    const counter = marks + PHASE_COUNTS + phase;
    if (phase !== NO_PHASE) bytes[counter] = Math.min(depth, bytes[counter]! + 1);
  }
  for (let phase = 0; phase < phases; phase++) {
    floats[from + EFFECTS + phase] = bytes[marks + PHASE_COUNTS + phase]! >= 2 ? 0 : NaN;
  }
  bytes[marks + ERROR_LENGTH] = Math.min(MOST_ERRORS, Math.max(0, known - 1));
  bytes[marks + ERROR_AT] = bytes[marks + ERROR_LENGTH]! % MOST_ERRORS;
  bytes[marks + TRIES] = Math.min(28, Math.max(0, known - Math.max(1, cohortOf(layout, known))));
  bytes[marks + REPEATS] = known > 1 ? 1 : 0;
  return lane;
}

/** Another cadence has other phases: values stay, what is known of the season does not. */
export function withLayout(courses: Courses, layout: Courses['layout']): Courses {
  const old = courses.layout;
  const next: Courses = {
    ...courses,
    layout,
    floats: new Float32Array(courses.laneCount * layout.floats),
    halves: new Uint16Array(courses.laneCount * layout.halves),
    bytes: new Uint8Array(courses.laneCount * layout.bytes),
  };
  for (let lane = 0; lane < courses.laneCount; lane++) moveLane(courses, next, lane);
  for (let slot = 0; slot < courses.columns.length; slot++) {
    const known = slot * MARKS + KNOWN;
    courses.marks[known] = Math.min(courses.marks[known]!, Math.max(old.ring, layout.cadence.memory));
  }
  return next;
}

function moveLane(from: Courses, to: Courses, lane: number): void {
  const [old, now] = [from.layout, to.layout];
  const [floatsAt, bytesAt] = [lane * old.floats, lane * old.bytes];
  const [toFloats, toBytes] = [lane * now.floats, lane * now.bytes];
  to.floats.set(from.floats.subarray(floatsAt, floatsAt + EFFECTS), toFloats);
  to.floats.fill(NaN, toFloats + EFFECTS, toFloats + now.values);
  to.floats[toFloats + SLOPE] = NaN;
  to.floats[toFloats + SEASON_LEVEL] = NaN;
  to.floats[toFloats + SEASON_SLOPE] = NaN;
  to.bytes.set(from.bytes.subarray(bytesAt, bytesAt + PHASE_COUNTS), toBytes);
  to.halves.set(from.halves.subarray(lane * old.halves, lane * old.halves + DEVIATIONS), lane * now.halves);
  const size = Math.min(from.bytes[bytesAt + LENGTH]!, now.ring);
  let at = from.bytes[bytesAt + AT]!;
  for (let index = size - 1; index >= 0; index--) {
    at = at === 0 ? old.ring - 1 : at - 1;
    to.floats[toFloats + now.values + index] = from.floats[floatsAt + old.values + at]!;
    to.bytes[toBytes + now.valuePhases + index] = NO_PHASE;
  }
  to.bytes[toBytes + LENGTH] = size;
  to.bytes[toBytes + AT] = size % now.ring;
  to.bytes[toBytes + MODEL] = to.bytes[toBytes + PLAIN] = 0;
  to.bytes[toBytes + TRIES] = 0;
}
