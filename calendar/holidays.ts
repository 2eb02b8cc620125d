import Holidays from 'date-holidays';

const DAY_MS = 86_400_000;

/**
 * The public holidays of a country (ISO 3166, `US`, or with a region: `DE-BY`) from one year to another, both included, as days
 * since 1970. Of the library date-holidays, which takes a
 * fifth of a second to load: so it is no part of index.ts. Null for a country that it does not know.
 */
export function holidaysOf(country: string, years: { from: number; to: number }): ReadonlySet<number> | null {
  const [name = '', ...region] = country.split('-');
  const calendar = new Holidays();
  if (!(name in calendar.getCountries())) return null;
  calendar.init(name, ...region);
  const days = new Set<number>();
  for (let year = years.from; year <= years.to; year++) {
    for (const { date, type } of calendar.getHolidays(year)) {
      if (type === 'public') days.add(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS);
    }
  }
  return days;
}
