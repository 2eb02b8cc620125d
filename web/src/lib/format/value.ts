import type { Expected, Scalar } from '../api/types.ts';
import { formatNumber, formatShare } from './number.ts';

const isShareUnit = (unit: string | null | undefined): boolean => unit === 'fraction' || unit === 'share';

/** A scalar with its unit: `4,190`, `12 rows`, `1.2%`, “EUR”. */
export function formatScalar(value: Scalar | null | undefined, unit?: string | null): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number' && isShareUnit(unit)) return formatShare(value);
  const text = typeof value === 'number' ? formatNumber(value) : String(value);
  return unit === null || unit === undefined || unit === '' || isShareUnit(unit) ? text : `${text} ${unit}`;
}

/** What was expected, in words: `10 to 90`, `at least 0`, `one of EUR, USD`. */
export function formatExpected(expected: Expected, unit?: string | null): string {
  if (expected === null) return '–';
  if ('text' in expected) return expected.text;
  if ('set' in expected) return formatSet(expected.set);
  const { low, high } = expected;
  if (low !== null && high !== null) {
    return low === high ? `exactly ${formatScalar(low, unit)}` : `${formatScalar(low)} to ${formatScalar(high, unit)}`;
  }
  if (low !== null) return `at least ${formatScalar(low, unit)}`;
  if (high !== null) return `at most ${formatScalar(high, unit)}`;
  return 'anything';
}

const SHOWN_MEMBERS = 6;

function formatSet(set: Scalar[]): string {
  const shown = set.slice(0, SHOWN_MEMBERS).map(String).join(', ');
  return set.length > SHOWN_MEMBERS ? `one of ${shown} and ${set.length - SHOWN_MEMBERS} more` : `one of ${shown}`;
}
