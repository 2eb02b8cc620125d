import { parseInstant } from './instant.ts';
import type { Scalar } from './profile.ts';

const DECIMAL = /^[+-]?\d{1,400}(?:\.\d{1,400})?$/;
const NUMERIC = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?$/;

export type Order = -1 | 0 | 1;

/**
 * Where `a` lies against `b`: -1 before, 0 the same, 1 after; null when they cannot be compared (free text, NaN, a number
 * with a date, booleans). Integers and decimals in text are compared exactly, dates and timestamps as instants.
 * @example compareScalars('9007199254740993', '9007199254740992') // => 1
 */
export function compareScalars(a: Scalar, b: Scalar): Order | null {
  if (typeof a === 'number' && typeof b === 'number') return orderOf(a, b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return null;
  const left = String(a);
  const right = String(b);
  if (NUMERIC.test(left) && NUMERIC.test(right)) return compareNumerals(left, right);
  const first = parseInstant(left);
  const second = first === null ? null : parseInstant(right);
  if (first === null || second === null) return null;
  return orderOf(first.ms, second.ms) || orderOf(first.fractionOfMs, second.fractionOfMs);
}

/** The number a scalar stands for (a numeral in text gives its nearest double); null for anything else and for NaN or infinities. */
export function numberOf(value: Scalar | null | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !NUMERIC.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Can this text be the end of a range: a numeral, a date or a timestamp? */
export function isOrderable(text: string): boolean {
  return NUMERIC.test(text) || parseInstant(text) !== null;
}

function orderOf(a: number, b: number): Order | null {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : null;
}

function compareNumerals(a: string, b: string): Order | null {
  if (!DECIMAL.test(a) || !DECIMAL.test(b)) return orderOf(Number(a), Number(b));
  const places = Math.max(decimalPlaces(a), decimalPlaces(b));
  const left = scaled(a, places);
  const right = scaled(b, places);
  return left < right ? -1 : left > right ? 1 : 0;
}

function decimalPlaces(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function scaled(text: string, places: number): bigint {
  const digits = text.replace('.', '').replace('+', '') + '0'.repeat(places - decimalPlaces(text));
  return BigInt(digits);
}
