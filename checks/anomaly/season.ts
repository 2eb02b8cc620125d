import type { Courses } from './courses.ts';
import { fromHalf, toHalf } from './half.ts';
import {
  DEVIATIONS,
  EFFECTS,
  LENGTH,
  LEVEL,
  MODEL,
  MOST_TAGGED,
  PHASE_COUNTS,
  PLAIN,
  TAG_COUNTS,
  TAGGED,
} from './layout.ts';
import { CALENDAR_TAGS, type Moment, NO_PHASE } from './phase.ts';
import { medianOfFirst } from './small-sort.ts';

const SCRATCH = new Float64Array(16);
/** Counts of what came into a ring stay below this. */
const WRAPPED = 128;

/** The next count of a ring of so many places: below WRAPPED, and the same place as ever. */
function nextCount(count: number, places: number): number {
  return count + 1 < WRAPPED ? count + 1 : WRAPPED - places * Math.floor(WRAPPED / (2 * places));
}

/** How far a value is from the level: what its phase brings. Of a phase the newest few are remembered. */
export function learnDeviation(
  courses: Courses,
  lane: number,
  { value, phase }: { value: number; phase: number },
): void {
  const { layout, floats, halves, bytes } = courses;
  const { cycle, depth } = layout.cadence;
  const [from, marks] = [lane * layout.floats, lane * layout.bytes];
  if (bytes[marks + LENGTH]! < cycle || phase === NO_PHASE) return;
  const counter = marks + PHASE_COUNTS + phase;
  const counted = bytes[counter]!;
  halves[lane * layout.halves + DEVIATIONS + phase * depth + (counted % depth)] = toHalf(value - floats[from + LEVEL]!);
  bytes[counter] = nextCount(counted, depth);
  refreshEffect(courses, lane, phase);
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
  const { layout, floats, halves, bytes } = courses;
  const { depth } = layout.cadence;
  const level = floats[lane * layout.floats + LEVEL]!;
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

/** How far from what was foretold a day with a tag was. */
export function learnTag(
  { layout, halves, bytes }: Courses,
  lane: number,
  { value, moment, foretold }: { value: number; moment: Moment; foretold: Float64Array },
): void {
  if (moment.tag === null) return;
  const marks = lane * layout.bytes;
  const chosen = foretold[bytes[marks + MODEL]!]!;
  const expected = Number.isNaN(chosen) ? foretold[bytes[marks + PLAIN]!]! : chosen;
  const tag = CALENDAR_TAGS.indexOf(moment.tag);
  const counted = bytes[marks + TAG_COUNTS + tag]!;
  halves[lane * layout.halves + TAGGED + tag * MOST_TAGGED + (counted % MOST_TAGGED)] = toHalf(value - expected);
  bytes[marks + TAG_COUNTS + tag] = nextCount(counted, MOST_TAGGED);
}
