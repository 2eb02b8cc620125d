/** Seven weekdays, and holidays. */
export const PHASES = 8;
/** The phase of a run on a holiday, of whatever weekday. */
export const HOLIDAY = 7;

const DAY_MS = 86_400_000;

/** Days since 1970, UTC. */
export const dayNumber = (ms: number): number => Math.floor(ms / DAY_MS);

/** The weekday (UTC) of an instant in milliseconds since 1970, from Thursday 0. */
export function weekdayPhase(ms: number): number {
  return ((dayNumber(ms) % 7) + 7) % 7;
}

/** The phase of the season: the weekday, or that of holidays. `holidays` are days since 1970, UTC. */
export function phaseOf(ms: number, holidays: ReadonlySet<number>): number {
  return holidays.has(dayNumber(ms)) ? HOLIDAY : weekdayPhase(ms);
}

/** Is it a holiday, or the day before or after one? People then do other things than on other days. */
export function isNearHoliday(ms: number, holidays: ReadonlySet<number>): boolean {
  const day = dayNumber(ms);
  return holidays.has(day - 1) || holidays.has(day) || holidays.has(day + 1);
}
