/** How often runs come, and so which seasons there may be: of weekdays, or of the hours of workdays and of weekends. */
export interface Cadence {
  /** Runs in the shorter season: seven days, or twenty-four hours. */
  cycle: number;
  /** How many runs are remembered. */
  memory: number;
  /** How many there must be before a season is believed. */
  learning: number;
  /** How many phases there are; holidays are the last. */
  phases: number;
  isHourly: boolean;
}

const DAILY: Cadence = { cycle: 7, memory: 56, learning: 21, phases: 8, isHourly: false };
const HOURLY: Cadence = { cycle: 24, memory: 192, learning: 72, phases: 49, isHourly: true };

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
export const dayNumber = (ms: number): number => Math.floor(ms / DAY_MS);

/** The weekday (UTC) of an instant in milliseconds since 1970, from Thursday 0; for hourly runs the hour, those of weekends apart. */
export function plainPhase(ms: number, { isHourly }: Cadence): number {
  const weekday = ((dayNumber(ms) % 7) + 7) % 7;
  if (!isHourly) return weekday;
  const hour = Math.floor(ms / HOUR_MS) - 24 * dayNumber(ms);
  const isWeekend = weekday === 2 || weekday === 3;
  return hour + (isWeekend ? 24 : 0);
}

/** The phase of the season: as `plainPhase`, or that of holidays. `holidays` are days since 1970, UTC. */
export function phaseOf(ms: number, cadence: Cadence, holidays: ReadonlySet<number>): number {
  return holidays.has(dayNumber(ms)) ? cadence.phases - 1 : plainPhase(ms, cadence);
}

/** Is it within two days of a holiday, or between two that are a week or less apart? People then do other things than else. */
export function isNearHoliday(ms: number, holidays: ReadonlySet<number>): boolean {
  const day = dayNumber(ms);
  const [before, after] = [-1, 1].map((step) => {
    for (let days = 0; days <= WEEK; days++) if (holidays.has(day + step * days)) return days;
    return Infinity;
  }) as [number, number];
  return Math.min(before, after) <= NEAR || before + after <= WEEK;
}
