import type { Open, Watched } from './baseline.ts';
import type { Judged } from './judge-measure.ts';
import { median } from './median.ts';
import { forecastAt, outlookOf } from './outlook.ts';
import type { Moment } from './phase.ts';
import { extended, heldBack, moved } from './grow-series.ts';
import type { Series } from './series.ts';

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
  moment: Moment;
}

export interface Learnt {
  watched: Watched;
  open: Open | undefined;
}

/** The measure after the run: its series grown, frozen while it is in alarm, or moved to a new level. */
export function learnMeasure(lesson: Lesson): Learnt {
  const { series, noise, open } = lessonOf(lesson);
  return {
    watched: {
      ...lesson.watched,
      series,
      noise,
      record: Number.isNaN(lesson.value) ? lesson.watched.record : Math.max(lesson.watched.record, lesson.value),
      outlook: outlookOf(series, lesson.moment.phases, lesson.moment.cadence),
    },
    open,
  };
}

interface Grown {
  series: Series;
  noise: number;
  open: Open | undefined;
}

function lessonOf(lesson: Lesson): Grown {
  const { judged, value, open, watched, moment } = lesson;
  const { cadence } = moment;
  const facts = { outlook: watched.outlook, moment };
  if (judged !== null && judged.isBack && open?.moved !== undefined) {
    const series = moved(watched.series, -open.moved.by, { recent: [], cadence });
    const outlook = outlookOf(series, moment.phases.slice(0, -1), cadence);
    return { series: extended(series, value, { outlook, moment }), noise: watched.noise, open: undefined };
  }
  const isSudden = judged !== null && judged.score >= 1 && !judged.isDrift;
  if (isSudden && watched.family !== 'extreme') return suspected(lesson, judged);
  // What was once seen is no longer out of the ordinary: extreme values are always learnt.
  const isLearnt = !Number.isNaN(value) && (!lesson.isFrozen || watched.family === 'extreme');
  const series = extended(watched.series, isLearnt ? value : NaN, facts);
  const noise = watched.noise + (isLearnt ? WEIGHT * (lesson.noise - watched.noise) : 0);
  return { series, noise, open: stillOpen(lesson) };
}

/** Trouble that goes on though this run alone is no alarm. */
function stillOpen({ judged, value, open, run, moment }: Lesson): Open | undefined {
  if (judged !== null && judged.drift >= (isDrifting(open) ? STILL_DRIFTING : 1)) {
    return open ?? { since: run, values: [], before: judged.forecast.value };
  }
  // A special day, or a run without the measure, ends nothing.
  const isSuspected = open !== undefined && open.values.length > 0;
  if (Number.isNaN(value) || (isSuspected && moment.tags.length > 0)) return open;
  const isKept = open?.moved !== undefined && run - open.moved.at < RUNS_TO_FORGET;
  return isKept ? { ...open, values: [] } : undefined;
}

/** A drift is open without values: they are learnt. */
const isDrifting = (open: Open | undefined): boolean => open?.moved === undefined && open?.values.length === 0;

function suspected({ watched, value, run, moment, ...lesson }: Lesson, judged: Judged): Grown {
  const values = [...(lesson.open?.values ?? []), value];
  const { since, before, moved: earlier } = lesson.open ?? { since: run, before: judged.forecast.value };
  const recent = values.slice(-RUNS_TO_MOVE);
  const away = recent.map((each, index) => each - foretoldOf(watched, moment.phases.at(index - recent.length) ?? 0));
  const isSettled = values.length >= RUNS_TO_MOVE && isLevel(away, judged);
  const isNews = lesson.open === undefined;
  const series = heldBack(watched.series, value, { facts: { outlook: watched.outlook, moment }, isNews });
  const { noise } = watched;
  if (!isSettled && values.length < RUNS_TO_YIELD)
    return { series, noise, open: { since, before, values, ...(earlier && { moved: earlier }) } };
  const by = median(away);
  return {
    series: moved(series, by, { recent, cadence: moment.cadence }),
    noise,
    open: { since, before, values: [], moved: { by: by + (earlier?.by ?? 0), at: run } },
  };
}

const foretoldOf = ({ outlook }: Watched, phase: number): number => forecastAt(outlook, phase)?.value ?? NaN;

/** Do the values lie so near each other, beside how far they are from what was foretold, that they are one new level? */
function isLevel(away: readonly number[], { deviation }: Judged): boolean {
  const [low, high] = [Math.min(...away), Math.max(...away)];
  const isOneSide = low > 0 || high < 0;
  return isOneSide && high - low <= Math.max(4 * deviation, Math.abs(median(away)) * ALIKE);
}
