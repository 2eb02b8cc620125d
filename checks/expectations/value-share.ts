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
  let failedLow = 0;
  let listed = 0;
  for (const top of counts.values) {
    if (top.value === null) continue;
    const broken = top.hashed === true ? null : breaks(top.value);
    if (broken === false) continue;
    listed += top.count;
    if (broken === true) failedLow += surely(top);
  }
  const most = counts.complete ? listed : Math.max(listed, Math.min(counts.total, listed + counts.rest));
  const failedHigh = counts.complete || most > failedLow ? most : null;
  return { tested: counts.total, failedLow, failedHigh };
}
