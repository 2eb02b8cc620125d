import type { Open } from './baseline.ts';
import { familyAt, type Courses } from './courses.ts';
import type { FeedbackVerb } from './feedback.ts';
import { extend, holdBack, learnDay, settle, shift } from './grow.ts';
import type { Judged } from './judge-measure.ts';
import { HEADS, NOISE, RECORD } from './layout.ts';
import { median } from './median.ts';
import { forecastAt } from './outlook.ts';
import type { CalendarTag, Moment } from './phase.ts';
import { moveBack, type Undone } from './undone.ts';

/** So many runs running at one new level are no accident. */
const RUNS_TO_MOVE = 3;
/** So many runs running in alarm are the new normal whatever they are. */
const RUNS_TO_YIELD = 10;
/** So long after a move the old level is still known. */
const RUNS_TO_FORGET = 7;
/** Values of one new level differ by no more than this share of how far it is from the old one, or by what noise explains. */
const ALIKE = 1 / 8;
/** A drift that was told goes on while it is this much of one. */
const STILL_DRIFTING = 0.5;
/** How much the newest run counts for what sampling gives. */
const WEIGHT = 1 / 7;

/** So many of the last days of a month came before. */
const DAYS_INTO_END: Readonly<Partial<Record<CalendarTag, number>>> = { 'day before month end': 1, 'month end': 2 };

/** One measure in a run that is to be learnt from. */
export interface Lesson {
  courses: Courses;
  slot: number;
  key: string;
  column: string | null;
  /** Moves that were none, by the key of their measure: to be changed. */
  undone: Map<string, Undone>;
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
  /** What somebody said of its alarm. */
  verb: FeedbackVerb | null;
}

/** The measure after the run: its course grown, frozen while it is in alarm, or moved to a new level. Answers the trouble that is open. */
export function learnMeasure(lesson: Lesson): Open | undefined {
  const { courses, slot, value, judged, open, moment, verb } = lesson;
  if (verb === 'once' || verb === 'repeats') return forgotten(lesson);
  if (judged !== null && verb === 'real') return real(lesson, judged);
  const record = slot * HEADS + RECORD;
  if (value > courses.heads[record]!) courses.heads[record] = value;
  const isExtreme = familyAt(courses, slot) === 'extreme';
  if (judged !== null && judged.isBack && open?.moved !== undefined) {
    const { key, undone } = lesson;
    const move = { by: open.moved.by, from: open.moved.from, until: lesson.run };
    moveBack({ courses, slot, move, earlier: undone.get(key), value, moment });
    undone.set(key, move);
    return undefined;
  }
  if (judged?.isSpecial === true) return forgotten(lesson);
  if (judged !== null && judged.score >= 1 && !judged.isDrift && !isExtreme && verb !== 'false_alarm') {
    if (verb === 'new_normal') return moved(lesson, judged);
    return open?.isReal === true ? real(lesson, judged) : suspected(lesson, judged);
  }
  // What was once seen is no longer out of the ordinary: extreme values are always learnt.
  if (!Number.isNaN(value) && (!lesson.isFrozen || isExtreme)) {
    extend(courses, slot, lesson);
    const noise = slot * HEADS + NOISE;
    courses.heads[noise]! += WEIGHT * (lesson.noise - courses.heads[noise]!);
  }
  return verb === null ? stillOpen(lesson) : closed(open);
}

/** A run of which nothing is learnt but what days with its tags bring; the trouble is over. */
function forgotten({ courses, slot, value, moment, open }: Lesson): Open | undefined {
  if (!Number.isNaN(value)) learnDay(courses, slot, { value, moment });
  return closed(open);
}

/** The trouble is over; where it was before a move is still known. */
const closed = (open: Open | undefined): Open | undefined =>
  open?.moved === undefined ? undefined : { ...open, runs: 0, recent: [] };

/** A real fault: nothing is learnt of it, however long it lasts. */
function real({ column, value, open, run, moment }: Lesson, judged: Judged): Open {
  const recent = [...(open?.recent ?? []).slice(1 - RUNS_TO_MOVE), { value, phase: moment.phase }];
  const begun = open ?? { column, since: run, before: judged.forecast.value };
  return { ...begun, runs: (open?.runs ?? 0) + 1, recent, isReal: true };
}

/** The new normal from this run on: the level is where it is now, with the shape and noise of the old one, which is known for a week. */
function moved({ courses, slot, column, value, run, moment, open }: Lesson, judged: Judged): Open | undefined {
  const { family } = judged.measure;
  // What it was compared with is what it is now: such a distance or such new values do not come again.
  if (family === 'distance' || family === 'mass') return closed(open);
  const by = value - judged.forecast.value;
  holdBack(courses, slot, { value, moment, isNews: false });
  shift(courses, slot, by);
  settle(courses, slot, { values: [value], phases: [moment.phase] });
  const { before, since } = open ?? { before: judged.forecast.value, since: run };
  return { column, since, before, runs: 0, recent: [], moved: { by: by + (open?.moved?.by ?? 0), at: run, from: run } };
}

/** Trouble that goes on though this run alone is no alarm. */
function stillOpen({ judged, column, value, open, run, moment }: Lesson): Open | undefined {
  const told = isDrifting(open) ? open : undefined;
  if (told !== undefined && run - told.since < RUNS_TO_FORGET) return told;
  if (judged !== null && judged.drift >= (told === undefined ? 1 : STILL_DRIFTING)) {
    return open ?? { column, since: run, runs: 0, recent: [], before: judged.forecast.value };
  }
  // A special day, or a run without the measure, ends nothing.
  const isSuspected = open !== undefined && open.runs > 0;
  if (Number.isNaN(value) || (isSuspected && moment.tags.length > 0)) return open;
  const isKept = open?.moved !== undefined && run - open.moved.at < RUNS_TO_FORGET;
  return isKept ? { ...open, runs: 0, recent: [] } : undefined;
}

/** A drift is open without runs that were held back: they are learnt. */
const isDrifting = (open: Open | undefined): boolean => open?.moved === undefined && open?.runs === 0;

function suspected({ courses, slot, column, value, run, moment, ...lesson }: Lesson, judged: Judged): Open {
  const earlier = lesson.open?.runs === 0 ? undefined : lesson.open;
  const past = lesson.open?.moved;
  const recent = [...(earlier?.recent ?? []).slice(1 - RUNS_TO_MOVE), { value, phase: moment.phase }];
  const open: Open = {
    ...(earlier ?? { column, since: run, before: judged.forecast.value, ...(past && { moved: past }) }),
    runs: (earlier?.runs ?? 0) + 1,
    recent,
  };
  const away = recent.map((one) => one.value - (forecastAt(courses, slot, one.phase)?.value ?? NaN));
  holdBack(courses, slot, { value, moment, isNews: earlier === undefined || isOfOneEnd(moment, earlier) });
  const isSettled = open.runs >= RUNS_TO_MOVE && isLevel(away, judged);
  if (!isSettled && open.runs < RUNS_TO_YIELD) return open;
  const by = median(away);
  shift(courses, slot, by);
  settle(courses, slot, { values: recent.map((one) => one.value), phases: recent.map((one) => one.phase) });
  const from = run + 1 - recent.length;
  return { ...open, runs: 0, recent: [], moved: { by: by + (past?.by ?? 0), at: run, from } };
}

/** Did the trouble begin with the last days of this month? They are told apart, and each is learnt. */
const isOfOneEnd = ({ tags }: Moment, { runs }: Open): boolean => tags.some((tag) => runs <= (DAYS_INTO_END[tag] ?? 0));

/** Do the values lie so near each other, beside how far they are from what was foretold, that they are one new level? */
function isLevel(away: readonly number[], { deviation }: Judged): boolean {
  const [low, high] = [Math.min(...away), Math.max(...away)];
  const isOneSide = low > 0 || high < 0;
  return isOneSide && high - low <= Math.max(4 * deviation, Math.abs(median(away)) * ALIKE);
}
