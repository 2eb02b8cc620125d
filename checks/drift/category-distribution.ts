import { surely } from '../expectations/value-counts.ts';
import type { ColumnProfile, Scalar } from '../profile.ts';

/**
 * What is known of how often each value occurs: those listed, most frequent first, and the rest. A listed value has `counts[i]` rows
 * and at most `hidden[i]` more; one that is not listed has at most `mostUnlisted`.
 */
export interface CategoryDistribution {
  rows: number;
  values: readonly string[];
  counts: ArrayLike<number>;
  hidden: ArrayLike<number>;
  /** Rows of values that are not listed. */
  other: number;
  mostUnlisted: number;
}

/** More values than this are not told apart: their rows count as other. */
const MOST_CATEGORIES = 200;
/** Numbers with more different values than this are a quantity, not a code. */
export const MOST_CODES = 50;

/** A value as the text it is told apart by: 1, "1" and true stay three values. */
export function categoryKey(value: Scalar): string {
  return typeof value === 'string' ? `"${value}` : String(value);
}

/** Values known exactly, in any order: all of them, with their rows. */
export function categoriesFromCounts(counts: ReadonlyMap<string, number>): CategoryDistribution {
  const listed = [...counts].filter(([, count]) => count > 0).map(([value, count]) => ({ value, count, hidden: 0 }));
  const rows = listed.reduce((sum, { count }) => sum + count, 0);
  return listing(listed, { rows, mostUnlisted: 0 });
}

/** The most frequent of some listed values, and the rest as other. */
function listing(
  listed: { value: string; count: number; hidden: number }[],
  { rows, mostUnlisted }: { rows: number; mostUnlisted: number },
): CategoryDistribution {
  listed.sort((a, b) => b.count - a.count);
  const dropped = listed.splice(MOST_CATEGORIES);
  const most = dropped.reduce((found, { count, hidden }) => Math.max(found, count + hidden), mostUnlisted);
  const other = Math.max(0, rows - listed.reduce((sum, { count }) => sum + count, 0));
  return {
    rows,
    values: listed.map(({ value }) => value),
    counts: listed.map(({ count }) => count),
    hidden: listed.map(({ hidden }) => hidden),
    other,
    mostUnlisted: Math.min(other, most),
  };
}

/** The categories of a column: booleans, texts, and numbers of which at most 50 occur and all are listed. Null where none are listed. */
export function categoriesOf(column: ColumnProfile): CategoryDistribution | null {
  const { topValues, trueCount, falseCount, count: rows } = column;
  if (topValues === undefined && trueCount !== undefined && falseCount !== undefined) {
    if (!(trueCount >= 0 && falseCount >= 0 && isCount(trueCount + falseCount))) return null;
    return categoriesFromCounts(
      new Map([
        ['true', trueCount],
        ['false', falseCount],
      ]),
    );
  }
  if (topValues === undefined || rows === undefined || !isCount(rows)) return null;
  if (isQuantity(column)) return null;
  const listed: { value: string; count: number; hidden: number }[] = [];
  let least = Infinity;
  for (const top of topValues) {
    if (top.value === null) continue;
    if (!(top.count >= 0)) return null;
    const count = surely(top);
    least = Math.min(least, top.count);
    listed.push({ value: categoryKey(top.value), count, hidden: top.count - count });
  }
  if (!(listed.reduce((sum, { count }) => sum + count, 0) <= rows)) return null;
  return listing(listed, { rows, mostUnlisted: column.valueCountsComplete === true ? 0 : Math.min(least, rows) });
}

function isQuantity({ topValues = [], valueCountsComplete }: ColumnProfile): boolean {
  if (!topValues.some(({ value }) => typeof value === 'number')) return false;
  return valueCountsComplete !== true || topValues.length > MOST_CODES;
}

/** Can so many rows be compared with others: at least one, and few enough to be counted exactly. */
export function isCount(rows: number): boolean {
  return rows >= 1 && rows <= Number.MAX_SAFE_INTEGER;
}
