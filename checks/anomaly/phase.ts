/** How often runs come, and so which seasons there may be: of weekdays, or of the hours of Mondays, other workdays, Saturdays and Sundays. */
export interface Cadence {
  /** Runs in the shorter season: seven days, or twenty-four hours. */
  cycle: number;
  /** How many runs are remembered. */
  memory: number;
  /** How many there must be before a season is believed. */
  learning: number;
  /** How many phases there are. */
  phases: number;
  /** How many deviations are remembered of each. */
  depth: number;
  isHourly: boolean;
}

export const DAILY: Cadence = { cycle: 7, memory: 56, learning: 21, phases: 7, depth: 8, isHourly: false };
export const HOURLY: Cadence = { cycle: 24, memory: 192, learning: 72, phases: 96, depth: 5, isHourly: true };

/** A phase that is not known any more. */
export const NO_PHASE = 255;

const WEEK = 7;
const NEAR = 2;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The cadence of runs that began at these times (ms since 1970, oldest first): hourly when most are at most two hours apart. */
export function cadenceOf(times: readonly number[]): Cadence {
  if (times.length < 3) return DAILY;
  let near = 0;
  for (let index = 1; index < times.length; index++) {
    if ((times[index] as number) - (times[index - 1] as number) <= 2 * HOUR_MS) near++;
  }
  return 2 * near > times.length ? HOURLY : DAILY;
}

/** Days since 1970, UTC. */
const dayNumber = (ms: number): number => Math.floor(ms / DAY_MS);

/** By weekday from Thursday: where the hours of the day stand. After another kind of day than before, the level is another. */
const KINDS_OF_DAY = [0, 0, 48, 72, 24, 0, 0];

/** The weekday (UTC) of an instant in milliseconds since 1970, from Thursday 0; for hourly runs the hour of its kind of day. */
export function phaseOf(ms: number, { isHourly }: Cadence): number {
  const weekday = ((dayNumber(ms) % 7) + 7) % 7;
  if (!isHourly) return weekday;
  return Math.floor(ms / HOUR_MS) - 24 * dayNumber(ms) + (KINDS_OF_DAY[weekday] as number);
}

/** What may be special about a day of the calendar: a holiday or a day beside one, one of the last three days of a month, or its first. */
export const CALENDAR_TAGS = [
  'holiday',
  'near holiday',
  'month end',
  'day before month end',
  'two days before month end',
  'month start',
] as const;
export type CalendarTag = (typeof CALENDAR_TAGS)[number];

const ENDS: readonly CalendarTag[] = ['month end', 'day before month end', 'two days before month end'];

/** All tags of a day (UTC), none for most; a holiday is nothing else. `holidays` are days since 1970, UTC. */
export function calendarTags(ms: number, holidays: ReadonlySet<number>): CalendarTag[] {
  if (holidays.has(dayNumber(ms))) return ['holiday'];
  const tags: CalendarTag[] = isNearHoliday(ms, holidays) ? ['near holiday'] : [];
  if (new Date(ms).getUTCDate() === 1) return [...tags, 'month start'];
  const month = new Date(ms).getUTCMonth();
  const days = ENDS.findIndex((_, before) => new Date(ms + (before + 1) * DAY_MS).getUTCMonth() !== month);
  return days === -1 ? tags : [...tags, ENDS[days] as CalendarTag];
}

/** When a run is, as seasons and calendars see it. */
export interface Moment {
  cadence: Cadence;
  /** When the newest runs were, this one last. */
  times: readonly number[];
  /** The phase of the run itself. */
  phase: number;
  /** On days with any, a model that is more wrong than ever is not wrong. */
  tags: readonly CalendarTag[];
}

/** The moment of the last of some runs. */
export function momentOf(times: readonly number[], holidays: ReadonlySet<number>): Moment {
  const cadence = cadenceOf(times);
  const now = times.at(-1) ?? 0;
  return { cadence, times, phase: phaseOf(now, cadence), tags: calendarTags(now, holidays) };
}

/** The phase of the run so many runs before this one; NO_PHASE when it is not remembered. */
export function phaseBack({ cadence, times }: Moment, back: number): number {
  const time = times[times.length - 1 - back];
  return time === undefined ? NO_PHASE : phaseOf(time, cadence);
}

/** Is it within two days of a holiday, or between two that are a week or less apart? People then do other things than else. */
function isNearHoliday(ms: number, holidays: ReadonlySet<number>): boolean {
  const day = dayNumber(ms);
  const [before, after] = [-1, 1].map((step) => {
    for (let days = 0; days <= WEEK; days++) if (holidays.has(day + step * days)) return days;
    return Infinity;
  }) as [number, number];
  return Math.min(before, after) <= NEAR || before + after <= WEEK;
}
