import type { ColumnProfile, Scalar, TopValue } from '../profile.ts';
import type { Bracket } from './declared-rows.ts';
import { countValues, surely } from './value-counts.ts';

/**
 * How many values break a rule that each listed value can be asked; one that is not listed, or that `breaks` cannot tell of
 * (null), may. Null when the column lists none.
 */
export function shareOfListed(column: ColumnProfile | null, breaks: (top: TopValue) => boolean | null): Bracket | null {
  const counts = column === null ? null : countValues(column);
  if (counts === null) return null;
  let failing = 0;
  let fine = 0;
  for (const top of counts.values) {
    if (top.value === null) continue;
    const broken = breaks(top);
    if (broken === true) failing += surely(top);
    else if (broken === false) fine += surely(top);
  }
  const most = counts.total === null ? null : Math.max(failing, counts.total - fine);
  return { tested: counts.total, failedLow: failing, failedHigh: most };
}

/** The same of values that are asked as they are, which hashed ones cannot be. Null also when the column lists no others. */
export function shareOfValues(column: ColumnProfile | null, breaks: (value: Scalar) => boolean | null): Bracket | null {
  const canAsk = column?.topValues?.some(({ value, hashed }) => value !== null && hashed !== true) ?? false;
  if (!canAsk) return null;
  return shareOfListed(column, ({ value, hashed }) => (hashed === true || value === null ? null : breaks(value)));
}
