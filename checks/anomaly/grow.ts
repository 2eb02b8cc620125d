/* eslint plumbline/few-arguments: off -- hundreds of calls a profile: an object for each would be garbage */
import { beginSeason, cohortOf, learnErrors } from './choose.ts';
import { knownAt, type Courses } from './courses.ts';
import { foretell, newestInto, newestPlainInto } from './foretell.ts';
import {
  AT,
  EARLIER_HIGH,
  EARLIER_LOW,
  HEADS,
  HIGH,
  KNOWN,
  LENGTH,
  LEVEL,
  LOW,
  MARKS,
  REPEATS,
  SCALE,
  SEASON_LEVEL,
  SEASON_SLOPE,
  SLOPE,
  TRIES,
  VALUE,
} from './layout.ts';
import type { Cadence, Moment } from './phase.ts';
import { forecastAt, residualOf } from './outlook.ts';
import { correctDeviations, forgetOddDays, learnDeviation, learnTags } from './season.ts';
import { medianOfFirst } from './small-sort.ts';
import { widen } from './widen.ts';

const NEWEST = new Float64Array(96);
const STEPS = new Float64Array(24);
const FEW_TRIED = 3;
/** How many times the variance of chance the difference of levels is shrunk by. */
const SHRINK = 2;
const MOVING = [LEVEL, SEASON_LEVEL, LOW, HIGH, EARLIER_LOW, EARLIER_HIGH];

/** A value (on the scale on which it is judged), and when it was. */
interface Seen {
  value: number;
  moment: Moment;
}

/** The course with one more run. */
export function extend(courses: Courses, slot: number, seen: Seen): void {
  const { moment } = seen;
  const value = Math.fround(seen.value);
  const known = knownAt(courses, slot);
  if (known === 0 || (courses.lanes[slot]! < 0 && courses.heads[slot * HEADS + VALUE] === value)) {
    courses.heads[slot * HEADS + VALUE] = value;
    count(courses, slot);
    return;
  }
  const lane = courses.lanes[slot]! < 0 ? widen(courses, slot, moment) : courses.lanes[slot]!;
  const isOrdinary = moment.tags.length === 0;
  if (!isOrdinary && learnDay(courses, slot, { value, moment })) return count(courses, slot);
  learnErrors(courses, lane, value, foretell(courses, slot, moment.phase), isOrdinary);
  if (value === courses.heads[slot * HEADS + VALUE]) courses.bytes[lane * courses.layout.bytes + REPEATS]! |= 1;
  courses.heads[slot * HEADS + VALUE] = value;
  count(courses, slot);
  pushValue(courses, lane, value, moment.phase);
  refreshLevel(courses, lane);
  if (!isOdd(courses, moment)) learnDeviation(courses, lane, value, moment.phase);
  refreshSeason(courses, slot, lane);
}

/** Hours of days that are not as others teach nothing of what hours bring: weeks pass until they would be outvoted. */
const isOdd = ({ layout }: Courses, { tags }: Moment): boolean => layout.cadence.isHourly && tags.length > 0;

/**
 * Learns what a special day brings; before two cycles are known, what is odd may be the weekday. Is it more than any error before?
 * That is the day's own, and nothing else is to learn of it.
 */
export function learnDay(courses: Courses, slot: number, { value, moment }: Seen): boolean {
  const forecast = moment.tags.length === 0 ? null : forecastAt(courses, slot, moment.phase);
  if (forecast === null) return false;
  const residual = residualOf(value, forecast);
  const { lanes, layout } = courses;
  if (lanes[slot]! < 0) widen(courses, slot, moment);
  if (forecast.known >= 2 * layout.cadence.cycle) learnTags(courses, lanes[slot]!, { residual, tags: moment.tags });
  return forecast.tried >= FEW_TRIED && Math.abs(residual) > forecast.worst;
}

/**
 * A run whose value is not trusted: the level does not learn of it, the effect of its phase does, and that of its tags where the trouble
 * begins with it; what lies beside a holiday brings no trouble of its own.
 */
export function holdBack(courses: Courses, slot: number, { value, moment, isNews }: Seen & { isNews: boolean }): void {
  const lane = courses.lanes[slot]! < 0 ? widen(courses, slot, moment) : courses.lanes[slot]!;
  const tags = isNews ? moment.tags.filter((tag) => tag !== 'near holiday') : [];
  learnDay(courses, slot, { value, moment: { ...moment, tags } });
  if (!isOdd(courses, moment)) learnDeviation(courses, lane, value, moment.phase);
  refreshSeason(courses, slot, lane);
}

/** The course moved by `delta` as a whole: another level with the shape and noise of the old one. */
export function shift({ layout, lanes, heads, floats }: Courses, slot: number, delta: number): void {
  heads[slot * HEADS + VALUE]! += delta;
  if (lanes[slot]! < 0) return;
  const from = lanes[slot]! * layout.floats;
  for (const place of MOVING) floats[from + place]! += delta;
  for (let at = 0; at < layout.ring; at++) floats[from + layout.values + at]! += delta;
}

/** Values that had been held back, oldest first, of runs in these phases, learnt after all: the level is where they are. */
export function settle(
  courses: Courses,
  slot: number,
  { values, phases }: { values: readonly number[]; phases: readonly number[] },
): void {
  const lane = courses.lanes[slot]!;
  values.forEach((value, index) => {
    pushValue(courses, lane, value, phases[index]!);
    courses.heads[slot * HEADS + VALUE] = value;
    count(courses, slot);
  });
  refreshLevel(courses, lane);
  correctDeviations(courses, lane, { values, phases });
  refreshSeason(courses, slot, lane);
}

function count({ layout, marks }: Courses, slot: number): void {
  const known = slot * MARKS + KNOWN;
  marks[known] = Math.min(layout.cadence.memory, marks[known]! + 1);
}

function pushValue({ layout, floats, bytes }: Courses, lane: number, value: number, phase: number): void {
  const from = lane * layout.floats;
  const marks = lane * layout.bytes;
  const at = bytes[marks + AT]!;
  floats[from + layout.values + at] = value;
  bytes[marks + layout.valuePhases + at] = phase;
  bytes[marks + AT] = at === layout.ring - 1 ? 0 : at + 1;
  if (bytes[marks + LENGTH]! < layout.ring) bytes[marks + LENGTH]!++;
  floats[from + LOW] = Math.min(floats[from + LOW]!, value);
  floats[from + HIGH] = Math.max(floats[from + HIGH]!, value);
}

/** The level of the newest values, and the median step from one cycle to the next, for a run. */
function refreshLevel(courses: Courses, lane: number): void {
  const { cycle } = courses.layout.cadence;
  const from = lane * courses.layout.floats;
  const size = newestInto(courses, lane, NEWEST);
  courses.floats[from + SLOPE] = slopeOf(size, cycle);
  courses.floats[from + LEVEL] = levelOf(size, courses.layout.cadence, courses.floats[from + SCALE]!);
}

/**
 * Where the newest values lie: the median of all remembered, and as much nearer to that of the newest cycle as the two differ by more
 * than chance (James and Stein 1961, positive part): what stands still is known from four cycles, what moves from one.
 */
function levelOf(size: number, { cycle, isHourly }: Cadence, scale: number): number {
  const recent = medianOfFirst(NEWEST, Math.min(cycle, size));
  if (isHourly || size < 2 * cycle) return recent;
  const long = medianOfFirst(NEWEST, size);
  const away = recent - long;
  if (away === 0) return long;
  // Of normal noise a median's variance is pi / 2 times that of a mean.
  const chance = ((SHRINK * scale * scale * Math.PI) / 2) * (1 / cycle - 1 / size);
  return long + away * Math.max(0, 1 - chance / (away * away));
}

function slopeOf(size: number, cycle: number): number {
  if (size < 2 * cycle) return NaN;
  for (let index = 0; index < cycle; index++) STEPS[index] = (NEWEST[index]! - NEWEST[index + cycle]!) / cycle;
  return medianOfFirst(STEPS, cycle);
}

/** The same without the effects of the phases, once there were enough runs to know these. */
function refreshSeason(courses: Courses, slot: number, lane: number): void {
  const { layout, floats, bytes } = courses;
  const { cycle, learning } = layout.cadence;
  const known = knownAt(courses, slot);
  const from = lane * layout.floats;
  if (known >= learning) {
    const size = newestPlainInto(courses, lane, NEWEST);
    floats[from + SEASON_SLOPE] = slopeOf(size, cycle);
    const before = floats[from + SEASON_LEVEL]!;
    floats[from + SEASON_LEVEL] = levelOf(size, layout.cadence, floats[from + SCALE]!);
    if (layout.cadence.isHourly && Number.isNaN(before) && !Number.isNaN(floats[from + SEASON_LEVEL]!))
      forgetOddDays(courses, lane);
  }
  // More models than before: all are compared from here on.
  if (known !== cohortOf(layout, known) || bytes[lane * layout.bytes + TRIES]! === 0) return;
  if (known === learning && !layout.cadence.isHourly) beginSeason(courses, lane);
  else bytes[lane * layout.bytes + TRIES] = 0;
}

/** From time to time a new span of runs begins: what was the least and the most in the one before the last is forgotten. */
export function beginSpan({ layout, floats, bytes, laneCount }: Courses): void {
  for (let lane = 0; lane < laneCount; lane++) {
    const [from, repeats] = [lane * layout.floats, lane * layout.bytes + REPEATS];
    floats[from + EARLIER_LOW] = floats[from + LOW]!;
    floats[from + EARLIER_HIGH] = floats[from + HIGH]!;
    floats[from + LOW] = Infinity;
    floats[from + HIGH] = -Infinity;
    bytes[repeats] = (bytes[repeats]! & 1) << 1;
  }
}
