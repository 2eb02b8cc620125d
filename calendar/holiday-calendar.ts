const NONE: ReadonlySet<number> = new Set();

/** Holidays as days since 1970 (UTC) around an instant: of its year, the one before and the one after. None without a calendar. */
export interface HolidayCalendar {
  around(calendar: string | null, at: Date): Promise<ReadonlySet<number>>;
}

/**
 * Holidays by calendar (`DE`, `US-NY`) and year, each reckoned once. The library behind is loaded when the first is asked for; a calendar
 * that it does not know has none.
 */
export function createHolidayCalendar(): HolidayCalendar {
  const kept = new Map<string, Promise<ReadonlySet<number>>>();
  return {
    around(calendar, at) {
      const year = at.getUTCFullYear();
      if (calendar === null || !Number.isInteger(year)) return Promise.resolve(NONE);
      const key = `${calendar} ${year}`;
      const known = kept.get(key) ?? holidaysAround(calendar, year);
      kept.set(key, known);
      return known;
    },
  };
}

async function holidaysAround(calendar: string, year: number): Promise<ReadonlySet<number>> {
  const { holidaysOf } = await import('./holidays.ts');
  return holidaysOf(calendar, { from: year - 1, to: year + 1 }) ?? NONE;
}
