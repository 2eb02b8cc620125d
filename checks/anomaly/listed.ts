import { categoryKey, MOST_CODES } from '../drift/category-distribution.ts';
import type { ColumnProfile } from '../profile.ts';
import type { Listed } from './value-memory.ts';

/** A column of nearly all different values, and not of a few rows, has no usual ones. */
export const MOST_DISTINCT = 0.5;
export const MANY_VALUES = 20;

/** The values that a column's profile lists; null where it lists none, or nearly all are different. */
export function listedValues({ type, topValues, valueCountsComplete, count, distinct }: ColumnProfile): Listed | null {
  if (type === 'timestamp' || type === 'date') return null;
  if (topValues === undefined || topValues.length === 0 || count === undefined || count === 0) return null;
  if (distinct !== undefined && distinct.value > MOST_DISTINCT * count && distinct.value > MANY_VALUES) return null;
  if (type === 'number' && (distinct === undefined || distinct.value > MOST_CODES)) return null;
  const counts = new Map(
    topValues.map(({ value, count: rows }) => [value === null ? 'null' : categoryKey(value), rows]),
  );
  return { counts, total: count, hidden: valueCountsComplete === true ? 0 : leastOf(counts) / count };
}

/** The shapes of text that a column's profile lists. */
export function listedShapes({ shapes, otherShapeCount, count }: ColumnProfile): Listed | null {
  if (shapes === undefined || shapes.length === 0 || count === undefined || count === 0) return null;
  const counts = new Map(shapes.map(({ shape, count: rows }) => [shape, rows]));
  return { counts, total: count, hidden: otherShapeCount === 0 ? 0 : leastOf(counts) / count };
}

const leastOf = (counts: ReadonlyMap<string, number>): number => Math.min(...counts.values());
