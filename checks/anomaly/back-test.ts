import type { Courses } from './courses.ts';
import { likeDays } from './foretell.ts';
import { fromHalf } from './half.ts';
import { DEVIATIONS, MOST_ERRORS, PHASE_COUNTS } from './layout.ts';
import { medianOfFirst } from './small-sort.ts';

/** Of normal noise the variance of a median of few values is about so many times that of one, divided by their number. */
const SPREAD_OF_MEDIAN = 1.3;
/** With fewer errors nothing is said. */
const ENOUGH = 14;
const OTHERS = new Float64Array(8);

/** The errors of the newest back-test: of a model that knows the season, and of the level alone. The next one uses both again. */
export const SEASON_ERRORS = new Float64Array(MOST_ERRORS);
export const LEVEL_ERRORS = new Float64Array(MOST_ERRORS);

/**
 * How wrong a model that knows the weekdays would have been so far: how far each deviation remembered is from the median of the others of its
 * weekday (leave one out), less what these few know worse than all. Answers how many errors there are; 0 where there are too few, and of hours.
 */
export function backTest(courses: Courses, lane: number): number {
  const { phases, depth, isHourly } = courses.layout.cadence;
  if (isHourly) return 0;
  const counts = lane * courses.layout.bytes + PHASE_COUNTS;
  let length = 0;
  for (let phase = 0; phase < phases; phase++) {
    const seen = Math.min(depth, courses.bytes[counts + phase]!);
    if (seen >= 2) length = leaveOneOut(courses, lane, { phase, seen, length });
  }
  return length < ENOUGH ? 0 : length;
}

function leaveOneOut(
  courses: Courses,
  lane: number,
  { phase, seen, length }: { phase: number; seen: number; length: number },
): number {
  const { layout, halves } = courses;
  const from = lane * layout.halves + DEVIATIONS + phase * layout.cadence.depth;
  const ofAll = 1 + (SPREAD_OF_MEDIAN * likeDays(courses, lane, phase).weight) / seen;
  const better = Math.sqrt(ofAll / (1 + SPREAD_OF_MEDIAN / (seen - 1)));
  const until = Math.min(MOST_ERRORS, length + seen);
  for (let at = 0; length + at < until; at++) {
    let others = 0;
    for (let other = 0; other < seen; other++) if (other !== at) OTHERS[others++] = fromHalf(halves[from + other]!);
    const deviation = fromHalf(halves[from + at]!);
    LEVEL_ERRORS[length + at] = Math.abs(deviation);
    SEASON_ERRORS[length + at] = better * Math.abs(deviation - medianOfFirst(OTHERS, others));
  }
  return until;
}
