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
  let fine = 0;
  for (const top of counts.values) {
    if (top.value === null || top.hashed === true) continue;
    const broken = breaks(top.value);
    if (broken === true) failedLow += surely(top);
    if (broken === false) fine += surely(top);
  }
  const failedHigh = counts.total === null ? null : Math.max(failedLow, counts.total - fine);
  return { tested: counts.total, failedLow, failedHigh };
}
