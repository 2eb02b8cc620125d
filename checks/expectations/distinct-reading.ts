import type { ColumnProfile } from '../profile.ts';
import { exactly, type Reading } from './reading.ts';

/** How many different values: exact, or between the bounds of an estimate (0 where it states no number) and never above count. */
export function distinctReading(column: ColumnProfile): Reading | null {
  const distinct = column.distinct;
  if (distinct === undefined) return null;
  const { value, exact, lower, upper } = distinct;
  if (!Number.isFinite(value)) return { value, low: null, high: null, note: 'not a number' };
  const stated = lower !== undefined || upper !== undefined;
  if (exact === true || (exact === undefined && !stated)) return exactly(value);
  const most = Math.min(upper ?? Infinity, column.count ?? Infinity);
  const least = lower !== undefined && Number.isFinite(lower) ? lower : 0;
  return { value, low: least, high: Number.isFinite(most) ? most : null, note: 'approximate' };
}
