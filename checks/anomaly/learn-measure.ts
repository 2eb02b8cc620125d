import type { Open, Watched } from './baseline.ts';
import type { Judged } from './judge-measure.ts';
import { median } from './median.ts';
import { extended, heldBack, newest, shifted, type Phases, type Series } from './series.ts';

/** So many runs running at one new level are no accident. */
const RUNS_TO_MOVE = 3;
/** So many runs running in alarm are the new normal whatever they are. */
const RUNS_TO_YIELD = 10;
/** So long after a move the old level is still known. */
const RUNS_TO_FORGET = 7;

/** One measure in a run that is to be learnt from. */
export interface Lesson {
  watched: Watched;
  /** On the scale on which it is judged; NaN when the run had none. */
  value: number;
  /** What sampling gives it by one row. */
  noise: number;
  judged: Judged | null;
  open: Open | undefined;
  /** Something in its neighbourhood is in alarm: nothing is to be learnt of this value. */
  isFrozen: boolean;
  run: number;
  phases: Phases;
}

export interface Learnt {
  watched: Watched;
  open: Open | undefined;
}

/** The measure after the run: its series grown, frozen while it is in alarm, or moved to a new level. */
export function learnMeasure(lesson: Lesson): Learnt {
  const { judged, value, open } = lesson;
  if (judged !== null && judged.isBack && open?.moved !== undefined) return movedBack(lesson, open.moved.by);
  if (judged !== null && judged.score >= 1 && lesson.watched.family !== 'extreme') return suspected(lesson, judged);
  const { watched } = lesson;
  // What was once seen is no longer out of the ordinary: extreme values are always learnt.
  const isLearnt = !Number.isNaN(value) && (!lesson.isFrozen || watched.family === 'extreme');
  const grown = extended(watched.series, isLearnt ? value : NaN, lesson.phases);
  const noise = watched.noise + (isLearnt ? (lesson.noise - watched.noise) / 7 : 0);
  const isKept = open?.moved !== undefined && lesson.run - open.moved.at < RUNS_TO_FORGET;
  return { watched: { ...watched, series: grown, noise }, open: isKept || Number.isNaN(value) ? open : undefined };
}

function movedBack({ watched, value, phases }: Lesson, by: number): Learnt {
  return { watched: { ...watched, series: extended(shifted(watched.series, -by), value, phases) }, open: undefined };
}

function suspected({ watched, value, run, phases, ...lesson }: Lesson, judged: Judged): Learnt {
  const before = lesson.open?.moved === undefined ? lesson.open : undefined;
  const values = [...(before?.values ?? []), value];
  const open: Open = { since: before?.since ?? run, values, before: before?.before ?? judged.forecast.value };
  const recent = values.slice(-RUNS_TO_MOVE);
  const isSettled = values.length >= RUNS_TO_MOVE && isLevel(recent, { judged, from: open.before });
  const series = heldBack(watched.series, value, phases);
  if (!isSettled && values.length < RUNS_TO_YIELD) return { watched: { ...watched, series }, open };
  const by = median(recent) - judged.forecast.value;
  const moved = filled(shifted(series, by), recent);
  return { watched: { ...watched, series: moved }, open: { ...open, moved: { by, at: run } } };
}

/** Do the values lie so near each other, beside how far they are from where they were, that they are one new level? */
function isLevel(values: readonly number[], { judged, from }: { judged: Judged; from: number }): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isOneSide = low > from || high < from;
  return isOneSide && high - low <= Math.max(4 * judged.deviation, Math.abs(median(values) - from) / 4);
}

/** The series with the values that were held back, in the places of the newest runs. */
function filled(series: Series, recent: readonly number[]): Series {
  const values = [...series.values.slice(0, series.values.length - recent.length), ...recent];
  const week = newest(values, 7);
  const held = recent.map((value) => (week.length < 7 ? NaN : value - median(week)));
  return { ...series, values, deviations: [...series.deviations.slice(0, series.deviations.length - held.length), ...held] };
}
