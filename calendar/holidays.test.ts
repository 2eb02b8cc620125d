import Holidays from 'date-holidays';
import { expect, it } from 'vitest';
import { HOLIDAY_PLACES } from './holiday-places.ts';
import { holidaysOf } from './holidays.ts';

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

it('knows Thanksgiving and Christmas of the United States', () => {
  const days = holidaysOf('US', { from: 2019, to: 2019 });
  expect(days).toContain(day('2019-11-28'));
  expect(days).toContain(day('2019-12-25'));
  expect(days).not.toContain(day('2019-11-27'));
});

it('knows what only a region has', () => {
  expect(holidaysOf('DE-BY', { from: 2026, to: 2026 })).toContain(day('2026-01-06'));
  expect(holidaysOf('DE-BE', { from: 2026, to: 2026 })).not.toContain(day('2026-01-06'));
});

it('knows no holidays of a country that is none', () => {
  expect(holidaysOf('XX', { from: 2026, to: 2026 })).toBeNull();
});

it('knows the names of all countries and regions without the library', () => {
  const library = new Holidays();
  const places = Object.keys(library.getCountries()).flatMap((country) => [
    country,
    ...Object.keys(library.getStates(country) ?? {}).map((region) => `${country}-${region}`),
  ]);
  expect([...HOLIDAY_PLACES].sort()).toEqual(places.sort());
});
