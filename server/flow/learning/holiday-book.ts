/** Public holidays by country, looked up in a library that takes long to load: so it is loaded when the first is asked for. */
export interface HolidayBook {
  /** Days since 1970 (UTC) on which people of the country do not work, of the year of `at` and those beside it. */
  near(country: string | null, at: Date): Promise<ReadonlySet<number>>;
}

const none: ReadonlySet<number> = new Set();

export function createHolidayBook(): HolidayBook {
  const kept = new Map<string, ReadonlySet<number>>();
  return {
    async near(country, at) {
      if (country === null) return none;
      const year = at.getUTCFullYear();
      const key = `${country} ${year}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const { holidaysOf } = await import('../../../calendar/holidays.ts');
      const days = holidaysOf(country, { from: year - 1, to: year + 1 }) ?? none;
      kept.set(key, days);
      return days;
    },
  };
}
