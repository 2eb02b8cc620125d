import { incompleteGamma } from '../stats/gamma.ts';
import { normalQuantile } from '../stats/normal.ts';
import type { Measure } from './measure.ts';
import type { Forecast } from './outlook.ts';

const FEW_ROWS = 3;
/** What somebody declared not to be, and never was in so many runs, needs no test. */
const HELD_RUNS = 8;
const SURE = normalQuantile(Number.MIN_VALUE);

/** Did what a counter counts never happen, in runs enough to say so? */
export function heldAlways({ range, known }: Pick<Forecast, 'range' | 'known'>): boolean {
  return range.high === 0 && known >= HELD_RUNS;
}

/**
 * How surprising it is, in standard deviations of a normal distribution, that some rows are what no row of any run before was: the
 * Poisson tail of so many rows where one in all that were seen would have been the most. 0 of what was seen before.
 */
export function noveltyOf(
  { family, raw, n, isDeclared }: Measure,
  { range, known }: Pick<Forecast, 'range' | 'known'>,
): number {
  if (range.high > 0 || (family !== 'share' && family !== 'mass')) return 0;
  const rows = Math.round(raw * n);
  if (isDeclared === true && heldAlways({ range, known })) return rows > 0 ? SURE : 0;
  if (rows < FEW_ROWS) return 0;
  return normalQuantile(Math.max(Number.MIN_VALUE, incompleteGamma(rows, 1 / known).lower));
}
