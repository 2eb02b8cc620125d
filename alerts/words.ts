import type { Failure } from './types.ts';

const DIGITS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const SMALL = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const EXACT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 15 });
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Line ends, other controls, lone surrogates and direction marks: they could forge a line or a header, or turn a sentence round. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text on one line, at most `longest` characters, an ellipsis where it was cut. */
export function oneLine(text: string, longest = 300): string {
  const clean = text.replace(UNSAFE, ' ').replace(/ {2,}/g, ' ').trim();
  const characters = clean.length > longest ? [...clean] : [];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
}

/**
 * A number for people: thousands in groups, whole from 1,000 up, two decimals from 1, else three significant digits.
 * @example formatNumber(4190) // => '4,190'
 */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1000) return size >= 1e15 ? value.toPrecision(6) : WHOLE.format(value);
  return size >= 1 ? DIGITS.format(value) : size < 1e-6 ? value.toPrecision(3) : SMALL.format(value);
}

/** Like `formatNumber`, but so many digits that it does not look equal to a different number it is told beside. */
function formatBeside(value: number, others: readonly (number | null)[]): string {
  const short = formatNumber(value);
  const looksEqual = others.some((other) => other !== null && other !== value && formatNumber(other) === short);
  return looksEqual ? EXACT.format(value) : short;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/**
 * A length of time in its two largest units.
 * @example formatDuration(5025) // => '1 h 23 min'
 */
export function formatDuration(seconds: number): string {
  let left = Math.round(Math.abs(seconds));
  const first = UNITS.findIndex(([, size]) => left >= size);
  if (first < 0) return '0 s';
  const parts = UNITS.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return `${seconds < 0 ? '−' : ''}${parts.join(' ')}`;
}

/**
 * An instant to the minute, always in UTC and saying so; text that is no instant is answered as it is.
 * @example formatInstant('2026-11-22T05:58:12Z') // => '2026-11-22 05:58 UTC'
 */
export function formatInstant(text: string): string {
  const at = INSTANT.test(text) ? new Date(text) : null;
  if (at === null || Number.isNaN(at.getTime())) return oneLine(text);
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** An observed value or a bound in the unit it is measured in; `beside` are the numbers it will be compared with. */
export function formatValue(
  value: NonNullable<Failure['observed']>,
  unit: string | null,
  beside: readonly (number | null)[] = [],
): string {
  if (typeof value === 'string') return oneLine(INSTANT.test(value) ? formatInstant(value) : value, 120);
  if (typeof value === 'boolean') return String(value);
  switch (unit) {
    case 'fraction':
    case 'ratio':
      return `${formatBeside(scaled(value), beside.map(scaled))} %`;
    case 'percent':
    case '%':
      return `${formatBeside(value, beside)} %`;
    case 's':
    case 'seconds':
      return formatDuration(value);
    default:
      return formatBeside(value, beside);
  }
}

/** To a hundred, without the dust of binary fractions (0.07 × 100 is 7, not 7.000000000000001). */
function scaled<T extends number | null>(value: T): T {
  return (value === null ? null : Number((value * 100).toPrecision(12))) as T;
}
