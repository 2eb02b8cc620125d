import type { Courses } from './courses.ts';
import { extend, holdBack, settle, shift } from './grow.ts';
import { HIGH, LENGTH, LOW } from './layout.ts';
import { NO_PHASE, phaseBack, type Moment } from './phase.ts';
import { moveDeviations } from './season.ts';

/** A move that was none: how far it was, its first run, and the one that was where it had been before. */
export interface Undone {
  by: number;
  from: number;
  until: number;
}

/** Two moves are alike that differ by no more than this share of the newer. */
const ALIKE = 1 / 4;
/** For so many cycles one is remembered. */
const CYCLES = 2;

interface Back {
  courses: Courses;
  slot: number;
  move: Undone;
  /** The newest of the same measure before it. */
  earlier: Undone | undefined;
  /** The run that is where it had been. */
  value: number;
  moment: Moment;
}

/**
 * The course where it had been before a move that was none, with the run that showed it: what was learnt meanwhile is told from the old level, as
 * of an outage. When the same came and went a cycle ago it is no outage but what these days bring, such as workdays to one that began on a
 * weekend: then it is as if they had always brought it.
 */
export function moveBack({ courses, slot, move, earlier, value, moment }: Back): void {
  shift(courses, slot, -move.by);
  const lane = courses.lanes[slot]!;
  const { cycle } = courses.layout.cadence;
  if (lane < 0 || earlier === undefined || !isOfSeason(move, earlier, cycle))
    return extend(courses, slot, { value, moment });
  const phases = new Set(Array.from({ length: move.until - move.from }, (_, back) => phaseBack(moment, back + 1)));
  for (const phase of phases) bringAlways(courses, lane, { phase, by: move.by });
  settle(courses, slot, { values: [], phases: [] });
  // The models were told of another level: what they foretold of this run says nothing of them.
  holdBack(courses, slot, { value, moment, isNews: false });
  settle(courses, slot, { values: [value], phases: [moment.phase] });
}

/** Those that may still come again in the run. */
export const stillUndone = (undone: ReadonlyMap<string, Undone>, run: number, cycle: number): Map<string, Undone> =>
  new Map([...undone].filter(([, { until }]) => run - until <= CYCLES * cycle));

function isOfSeason(move: Undone, earlier: Undone, cycle: number): boolean {
  const isCycleLater = Math.abs(move.from - earlier.from - cycle) <= 1;
  return isCycleLater && Math.abs(move.by - earlier.by) <= ALIKE * Math.abs(move.by);
}

/** All values of a phase are `by` farther from the level, and its deviations too. */
function bringAlways(courses: Courses, lane: number, { phase, by }: { phase: number; by: number }): void {
  const { layout, floats, bytes } = courses;
  const [from, phases] = [lane * layout.floats, lane * layout.bytes + layout.valuePhases];
  if (phase === NO_PHASE) return;
  moveDeviations(courses, lane, { phase, by });
  for (let at = 0; at < bytes[lane * layout.bytes + LENGTH]!; at++) {
    if (bytes[phases + at] !== phase) continue;
    const value = (floats[from + layout.values + at]! += by);
    floats[from + LOW] = Math.min(floats[from + LOW]!, value);
    floats[from + HIGH] = Math.max(floats[from + HIGH]!, value);
  }
}
