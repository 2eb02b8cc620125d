import type { Expected, Scalar } from '../api/types.ts';
import { formatNumber, formatShare } from './number.ts';
import { formatDuration, formatInstant } from './time.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
/** Units that say how a number reads, and are not written after it. */
const BY_UNIT: Record<string, (value: number) => string> = {
  fraction: formatShare,
  ratio: formatShare,
  percent: (value) => `${formatNumber(value)}%`,
  '%': (value) => `${formatNumber(value)}%`,
  s: formatDuration,
  seconds: formatDuration,
};

/** A scalar with its unit: `4,190`, `12 rows`, `1.2%`, `3 h 5 min`, `EUR`. */
export function formatScalar(value: Scalar | null | undefined, unit?: string | null): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return INSTANT.test(value) ? formatInstant(value) : value;
  if (typeof value === 'boolean') return String(value);
  const byUnit = BY_UNIT[unit ?? ''];
  if (byUnit !== undefined) return byUnit(value);
  return unit === null || unit === undefined || unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

/** The low end of a range: its unit stands behind the high end, unless the unit shapes the number itself. */
const lowEnd = (value: Scalar, unit: string | null | undefined): string =>
  formatScalar(value, unit !== null && unit !== undefined && unit in BY_UNIT ? unit : null);

/** What was expected, in words: `10 to 90`, `at least 0`, `one of EUR, USD`. */
export function formatExpected(expected: Expected, unit?: string | null): string {
  if (expected === null) return '–';
  if ('text' in expected) return expected.text;
  if ('set' in expected) return formatSet(expected.set);
  const { low, high } = expected;
  if (low !== null && high !== null) {
    return low === high ? `exactly ${formatScalar(low, unit)}` : `${lowEnd(low, unit)} to ${formatScalar(high, unit)}`;
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
