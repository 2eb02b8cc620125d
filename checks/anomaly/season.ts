/* eslint plumbline/few-arguments: off -- hundreds of calls a profile: an object for each would be garbage */
import type { Courses } from './courses.ts';
import { fromHalf, toHalf } from './half.ts';
import {
  DEVIATIONS,
  EFFECTS,
  LENGTH,
  LEVEL,
  MOST_TAGGED,
  PHASE_COUNTS,
  SEASON_LEVEL,
  TAG_COUNTS,
  TAGGED,
} from './layout.ts';
import { CALENDAR_TAGS, type CalendarTag, NO_PHASE } from './phase.ts';
import { medianOfFirst } from './small-sort.ts';

const SCRATCH = new Float64Array(16);
/** Counts of what came into a ring stay below this. */
const WRAPPED = 128;

/** The next count of a ring of so many places: below WRAPPED, and the same place as ever. */
function nextCount(count: number, places: number): number {
  return count + 1 < WRAPPED ? count + 1 : WRAPPED - places * Math.floor(WRAPPED / (2 * places));
}

/** How far a value is from the level: what its phase brings. Of a phase the newest few are remembered. */
export function learnDeviation(courses: Courses, lane: number, value: number, phase: number): void {
  const { layout, halves, bytes } = courses;
  const { cycle, depth } = layout.cadence;
  const marks = lane * layout.bytes;
  if (bytes[marks + LENGTH]! < cycle || phase === NO_PHASE) return;
  const counter = marks + PHASE_COUNTS + phase;
  const counted = bytes[counter]!;
  halves[lane * layout.halves + DEVIATIONS + phase * depth + (counted % depth)] = toHalf(value - baseOf(courses, lane));
  bytes[counter] = nextCount(counted, depth);
  refreshEffect(courses, lane, phase);
}

/**
 * The level from which effects are reckoned: of days that of the newest cycle. Of hours, whose cycle has no weekend in it, the level without the
 * season, once one is known: else it would fall on a Saturday and rise on a Monday, hour by hour.
 */
function baseOf({ layout, floats }: Courses, lane: number): number {
  const from = lane * layout.floats;
  const season = floats[from + SEASON_LEVEL]!;
  const isKnown = layout.cadence.isHourly && !Number.isNaN(season);
  return isKnown ? season : floats[from + LEVEL]!;
}

/** The effect of a phase seen twice: the median of its deviations. */
function refreshEffect({ layout, floats, halves, bytes }: Courses, lane: number, phase: number): void {
  const { depth } = layout.cadence;
  const seen = Math.min(depth, bytes[lane * layout.bytes + PHASE_COUNTS + phase]!);
  const from = lane * layout.halves + DEVIATIONS + phase * depth;
  for (let at = 0; at < seen; at++) SCRATCH[at] = fromHalf(halves[from + at]!);
  floats[lane * layout.floats + EFFECTS + phase] = seen < 2 ? NaN : medianOfFirst(SCRATCH, seen);
}

/** The newest deviations anew, of values (oldest first) that stand at another level than when they were held back. */
export function correctDeviations(
  courses: Courses,
  lane: number,
  { values, phases }: { values: readonly number[]; phases: readonly number[] },
): void {
  const { layout, halves, bytes } = courses;
  const { depth } = layout.cadence;
  const level = baseOf(courses, lane);
  for (let index = values.length - 1; index >= 0; index--) {
    const phase = phases[index]!;
    if (phase === NO_PHASE) continue;
    let back = 1;
    for (let later = index + 1; later < values.length; later++) if (phases[later] === phase) back++;
    const counted = bytes[lane * layout.bytes + PHASE_COUNTS + phase]!;
    if (counted < back || back > depth) continue;
    halves[lane * layout.halves + DEVIATIONS + phase * depth + ((counted - back) % depth)] = toHalf(
      values[index]! - level,
    );
    refreshEffect(courses, lane, phase);
  }
}

/** All deviations of a phase, `by` farther from the level. */
export function moveDeviations(courses: Courses, lane: number, { phase, by }: { phase: number; by: number }): void {
  const { layout, halves, bytes } = courses;
  const { depth } = layout.cadence;
  const from = lane * layout.halves + DEVIATIONS + phase * depth;
  const seen = Math.min(depth, bytes[lane * layout.bytes + PHASE_COUNTS + phase]!);
  for (let at = from; at < from + seen; at++) halves[at] = toHalf(fromHalf(halves[at]!) + by);
  refreshEffect(courses, lane, phase);
}

/** How far from what was foretold a day with these tags was. */
export function learnTags(
  { layout, halves, bytes }: Courses,
  lane: number,
  { residual, tags }: { residual: number; tags: readonly CalendarTag[] },
): void {
  for (const tag of tags) {
    const index = CALENDAR_TAGS.indexOf(tag);
    const count = lane * layout.bytes + TAG_COUNTS + index;
    const counted = bytes[count]!;
    halves[lane * layout.halves + TAGGED + index * MOST_TAGGED + (counted % MOST_TAGGED)] = toHalf(residual);
    bytes[count] = nextCount(counted, MOST_TAGGED);
  }
}

/** How far from what was foretold the newest days with a tag were. */
export function daysWith({ layout, lanes, halves, bytes }: Courses, slot: number, tag: CalendarTag): number[] {
  const lane = lanes[slot]!;
  if (lane < 0) return [];
  const index = CALENDAR_TAGS.indexOf(tag);
  const seen = Math.min(MOST_TAGGED, bytes[lane * layout.bytes + TAG_COUNTS + index]!);
  const from = lane * layout.halves + TAGGED + index * MOST_TAGGED;
  return Array.from(halves.subarray(from, from + seen), fromHalf);
}

/** What the hours of a weekend brought before there was a level to reckon them from is not known. */
export function forgetOddDays({ layout, floats, bytes }: Courses, lane: number): void {
  for (let phase = layout.cadence.cycle; phase < layout.cadence.phases; phase++) {
    bytes[lane * layout.bytes + PHASE_COUNTS + phase] = 0;
    floats[lane * layout.floats + EFFECTS + phase] = NaN;
  }
}
