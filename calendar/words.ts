import { dayOf } from './day.ts';
import { wallMs } from './zone.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;
const two = (value: number) => String(value).padStart(2, '0');

/** A time of day from its minutes: `06:00`. */
export const clockWords = (minuteOfDay: number): string =>
  `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;

/** The calendar day in a zone at an instant: `25 Nov`. */
export function dayWords(at: Date, zone: string): string {
  const day = new Date(dayOf(at, zone) * DAY_MS);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}

/** Day and time in a zone at an instant: `24 Nov 05:41`. */
export function momentWords(at: Date, zone: string): string {
  const minute = Math.floor(wallMs(at, zone) / 60_000);
  return `${dayWords(at, zone)} ${clockWords(((minute % 1440) + 1440) % 1440)}`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A length of time in its two largest units, as a rule states it: `24 h` stays hours, `47 min`, `2 d 4 h`. Never negative. */
export function lengthWords(seconds: number): string {
  let left = Math.round(Math.abs(seconds));
  const first = UNITS.findIndex(([unit, size]) => left >= (unit === 'd' ? 2 * size : size));
  if (first < 0) return '0 s';
  const parts = UNITS.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return parts.join(' ');
}
