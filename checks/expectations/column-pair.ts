import { compareScalars, type Order } from '../compare.ts';
import type { ColumnProfile, Scalar } from '../profile.ts';
import { aboutColumn } from './column-list.ts';
import type { Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { countValues } from './value-counts.ts';

/** Two columns whose values are compared row by row, and what is known of how many rows have both. */
export interface ColumnPair {
  a: ColumnProfile;
  b: ColumnProfile;
  /** Rows in which both have a value: at least, and exactly where one column has no null. */
  bothLow: number;
  both: number | null;
}

/** The two columns of a rule; null when one was not measured. */
export function pairOf(subject: Subject, first: string, second: string): ColumnPair | null {
  const [left, right] = [aboutColumn(subject, first), aboutColumn(subject, second)];
  if (left.column === null || right.column === null) return null;
  const [a, b] = [rowBasis(left), rowBasis(right)];
  const overlap = a.values === null || b.nulls === null ? 0 : Math.max(0, a.values - b.nulls);
  const both = b.nulls === 0 ? a.values : a.nulls === 0 ? b.values : null;
  return { a: left.column, b: right.column, bothLow: both ?? overlap, both };
}

/** Smallest and largest value of a column, each null where it is not posted, and where values are counted that are no numbers. */
export function endsOf(column: ColumnProfile): { min: Scalar | null; max: Scalar | null } {
  if ((column.nanCount ?? 0) !== 0 || (column.infCount ?? 0) !== 0) return { min: null, max: null };
  return {
    min: column.min ?? column.timestamp?.min ?? null,
    max: column.max ?? column.timestamp?.max ?? null,
  };
}

/** Both ends of a column; null where one is not known, or where they cannot be the ends of one range. */
export function spanOf(column: ColumnProfile): { min: Scalar; max: Scalar } | null {
  const { min, max } = endsOf(column);
  if (min === null || max === null) return null;
  const order = compareScalars(min, max);
  return order === null || order === 1 ? null : { min, max };
}

/** Where all of a column lies against all of another: -1 below, 1 above, 0 both hold one and the same value; else null. */
export function spanOrder(a: ColumnProfile, b: ColumnProfile): Order | null {
  const [left, right] = [spanOf(a), spanOf(b)];
  if (left === null || right === null) return null;
  if (compareScalars(left.max, right.min) === -1) return -1;
  if (compareScalars(left.min, right.max) === 1) return 1;
  const isOne = compareScalars(left.min, left.max) === 0 && compareScalars(right.min, right.max) === 0;
  return isOne && compareScalars(left.min, right.min) === 0 ? 0 : null;
}

/** Do the complete value lists of two columns have no value in common? False when that is not known. */
export function shareNoValue(a: ColumnProfile, b: ColumnProfile): boolean {
  const [left, right] = [countValues(a), countValues(b)];
  if (left?.complete !== true || right?.complete !== true) return false;
  const texts = new Set<string>();
  for (const { value, hashed } of left.values) {
    if (hashed === true) return false;
    if (value !== null) texts.add(String(value));
  }
  return right.values.every(({ value, hashed }) => hashed !== true && (value === null || !texts.has(String(value))));
}
