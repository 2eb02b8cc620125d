import type { ColumnProfile, Scalar } from '../profile.ts';
import type { Bracket } from './declared-rows.ts';
import { countValues, surely } from './value-counts.ts';

/**
 * How many values break a rule that each listed value can be asked; one that is hashed, not listed or that `breaks` cannot
 * tell of (null) may. Null when the column lists no value that can be asked.
 */
export function shareOfValues(column: ColumnProfile | null, breaks: (value: Scalar) => boolean | null): Bracket | null {
  const counts = column === null ? null : countValues(column);
  if (counts === null || !counts.values.some(({ value, hashed }) => value !== null && hashed !== true)) return null;
  let failing = 0;
  let fine = 0;
  for (const top of counts.values) {
    if (top.value === null) continue;
    const broken = top.hashed === true ? null : breaks(top.value);
    if (broken === true) failing += surely(top);
    else if (broken === false) fine += surely(top);
  }
  const most = counts.total === null ? null : Math.max(failing, counts.total - fine);
  return { tested: counts.total, failedLow: failing, failedHigh: most };
}
