import type { ColumnProfile, TopValue } from '../profile.ts';

/** The values a column profile lists with their counts, nulls among them left out of `total` and `listed`. */
export interface ValueCounts {
  values: readonly TopValue[];
  /** Values of the column: its count, else what is listed. */
  total: number;
  /** How many of them may be none of those listed. */
  rest: number;
  /** Every value that occurs is listed. */
  complete: boolean;
}

/** Value counts of a column; null when it lists none. Complete only when said so (or nothing is left) and the sums agree. */
export function countValues(column: ColumnProfile): ValueCounts | null {
  const values = column.topValues;
  if (values === undefined) return null;
  let listed = 0;
  let estimated = false;
  for (const { value, count, errorUpper } of values) {
    if (value === null) continue;
    listed += count;
    if (errorUpper) estimated = true;
  }
  const total = column.count ?? listed + (column.otherCount ?? 0);
  const rest = Math.max(0, total - listed);
  const said = column.valueCountsComplete ?? (column.otherCount === 0 && column.count !== undefined);
  const sound = Number.isFinite(listed) && listed === total && !column.otherCount;
  return { values, total, rest, complete: said && sound && !estimated };
}

/** Rows that surely hold the value: its count less the overestimate of a frequency sketch, none when that is no number. */
export function surely(top: TopValue): number {
  const least = top.count - (top.errorUpper ?? 0);
  return least > 0 && Number.isFinite(least) ? least : 0;
}
