import type { Open } from './baseline.ts';
import { familyAt, type Courses } from './courses.ts';
import { extend, holdBack, settle, shift } from './grow.ts';
import type { Judged } from './judge-measure.ts';
import { HEADS, NOISE, RECORD } from './layout.ts';
import { median } from './median.ts';
import type { Moment } from './phase.ts';

/** So many runs running at one new level are no accident. */
const RUNS_TO_MOVE = 3;
/** So many runs running in alarm are the new normal whatever they are. */
const RUNS_TO_YIELD = 10;
/** So long after a move the old level is still known. */
const RUNS_TO_FORGET = 7;
/** How much the newest run counts for what sampling gives. */
const WEIGHT = 1 / 7;

/** One measure in a run that is to be learnt from. */
export interface Lesson {
  courses: Courses;
  slot: number;
  column: string | null;
  /** On the scale on which it is judged; NaN when the run had none. */
  value: number;
  /** What sampling gives it by one row. */
  noise: number;
  judged: Judged | null;
  open: Open | undefined;
  /** Something in its neighbourhood is in alarm: nothing is to be learnt of this value. */
  isFrozen: boolean;
  run: number;
  moment: Moment;
}

/** The measure after the run: its course grown, frozen while it is in alarm, or moved to a new level. Answers the trouble that is open. */
export function learnMeasure(lesson: Lesson): Open | undefined {
  const { courses, slot, value } = lesson;
  const record = slot * HEADS + RECORD;
  if (value > courses.heads[record]!) courses.heads[record] = value;
  const { judged, open, run, moment } = lesson;
  const isExtreme = familyAt(courses, slot) === 'extreme';
  if (judged !== null && judged.isBack && open?.moved !== undefined) {
    shift(courses, slot, -open.moved.by);
    extend(courses, slot, { value, moment });
    return undefined;
  }
  if (judged !== null && judged.score >= 1 && !isExtreme) return suspected(lesson, judged);
  // What was once seen is no longer out of the ordinary: extreme values are always learnt.
  if (!Number.isNaN(value) && (!lesson.isFrozen || isExtreme)) {
    extend(courses, slot, { value, moment });
    const noise = slot * HEADS + NOISE;
    courses.heads[noise]! += WEIGHT * (lesson.noise - courses.heads[noise]!);
  }
  const isKept = open?.moved !== undefined && run - open.moved.at < RUNS_TO_FORGET;
  return isKept || Number.isNaN(value) ? open : undefined;
}

function suspected({ courses, slot, column, value, run, moment, ...lesson }: Lesson, judged: Judged): Open {
  const earlier = lesson.open?.moved === undefined ? lesson.open : undefined;
  const recent = [...(earlier?.recent ?? []).slice(1 - RUNS_TO_MOVE), { value, phase: moment.phase }];
  const open: Open = {
    column,
    since: earlier?.since ?? run,
    runs: (earlier?.runs ?? 0) + 1,
    recent,
    before: earlier?.before ?? judged.forecast.value,
  };
  holdBack(courses, slot, { value, moment });
  const values = recent.map((one) => one.value);
  const isSettled = open.runs >= RUNS_TO_MOVE && isLevel(values, { judged, from: open.before });
  if (!isSettled && open.runs < RUNS_TO_YIELD) return open;
  const by = median(values) - judged.forecast.value;
  shift(courses, slot, by);
  settle(courses, slot, { values, phases: recent.map((one) => one.phase) });
  return { ...open, moved: { by, at: run } };
}

/** Do the values lie so near each other, beside how far they are from where they were, that they are one new level? */
function isLevel(values: readonly number[], { judged, from }: { judged: Judged; from: number }): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isOneSide = low > from || high < from;
  return isOneSide && high - low <= Math.max(4 * judged.deviation, Math.abs(median(values) - from) / 4);
}
