import type { ColumnProfile, TopValue } from '../profile.ts';

/** The values a column profile lists with their counts; nulls among them count for nothing. */
export interface ValueCounts {
  values: readonly TopValue[];
  /** Values of the column: its count, else what is listed and the rest; null where neither tells. */
  total: number | null;
  /** How many of them at most may be none of those listed; null where the total is not known. */
  rest: number | null;
  /** Every value that occurs is listed, and each count is exact. */
  complete: boolean;
}

/** Value counts of a column; null when it lists none. Complete only when said so (or nothing is left) and the sums agree. */
export function countValues(column: ColumnProfile): ValueCounts | null {
  const { topValues: values, count, otherCount } = column;
  if (values === undefined) return null;
  let listed = 0;
  let sure = 0;
  let estimated = false;
  for (const top of values) {
    if (top.value === null) continue;
    listed += Number.isFinite(top.count) ? top.count : NaN;
    sure += surely(top);
    if (top.errorUpper !== undefined && top.errorUpper !== 0) estimated = true;
  }
  const said = column.valueCountsComplete ?? (otherCount === 0 && count !== undefined);
  const adds = !estimated && (otherCount !== undefined || said);
  const total = count ?? (adds ? listed + (otherCount ?? 0) : null);
  const sound = Number.isFinite(listed) && listed === total && !otherCount;
  const rest = total === null ? null : Math.max(0, total - sure);
  return { values, total, rest, complete: said && sound && !estimated };
}

/** Rows that surely hold the value: its count less the overestimate of a frequency sketch, none when that is no number. */
export function surely(top: TopValue): number {
  const { count, errorUpper: error = 0 } = top;
  const least = error >= 0 && Number.isFinite(error) && Number.isFinite(count) ? count - error : 0;
  return Math.max(0, least);
}
