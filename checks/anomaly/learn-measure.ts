import type { Open, Watched } from './baseline.ts';
import type { Judged } from './judge-measure.ts';
import { median } from './median.ts';
import { outlookOf } from './outlook.ts';
import type { Moment } from './phase.ts';
import { extended, heldBack, moved } from './grow-series.ts';
import type { Series } from './series.ts';

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
  const { judged, value, open, watched, run, moment } = lesson;
  const { cadence } = moment;
  const facts = { outlook: watched.outlook, moment };
  if (judged !== null && judged.isBack && open?.moved !== undefined) {
    const series = moved(watched.series, -open.moved.by, { recent: [], cadence });
    const outlook = outlookOf(series, moment.phases.slice(0, -1), cadence);
    return { series: extended(series, value, { outlook, moment }), noise: watched.noise, open: undefined };
  }
  if (judged !== null && judged.score >= 1 && watched.family !== 'extreme') return suspected(lesson, judged);
  // What was once seen is no longer out of the ordinary: extreme values are always learnt.
  const isLearnt = !Number.isNaN(value) && (!lesson.isFrozen || watched.family === 'extreme');
  const series = extended(watched.series, isLearnt ? value : NaN, facts);
  const noise = watched.noise + (isLearnt ? WEIGHT * (lesson.noise - watched.noise) : 0);
  const isKept = open?.moved !== undefined && run - open.moved.at < RUNS_TO_FORGET;
  return { series, noise, open: isKept || Number.isNaN(value) ? open : undefined };
}

function suspected({ watched, value, run, moment, ...lesson }: Lesson, judged: Judged): Grown {
  const earlier = lesson.open?.moved === undefined ? lesson.open : undefined;
  const values = [...(earlier?.values ?? []), value];
  const open: Open = { since: earlier?.since ?? run, values, before: earlier?.before ?? judged.forecast.value };
  const recent = values.slice(-RUNS_TO_MOVE);
  const isSettled = values.length >= RUNS_TO_MOVE && isLevel(recent, { judged, from: open.before });
  const series = heldBack(watched.series, value, { outlook: watched.outlook, moment });
  const { noise } = watched;
  if (!isSettled && values.length < RUNS_TO_YIELD) return { series, noise, open };
  const by = median(recent) - judged.forecast.value;
  return {
    series: moved(series, by, { recent, cadence: moment.cadence }),
    noise,
    open: { ...open, moved: { by, at: run } },
  };
}

/** Do the values lie so near each other, beside how far they are from where they were, that they are one new level? */
function isLevel(values: readonly number[], { judged, from }: { judged: Judged; from: number }): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isOneSide = low > from || high < from;
  return isOneSide && high - low <= Math.max(4 * judged.deviation, Math.abs(median(values) - from) / 4);
}
