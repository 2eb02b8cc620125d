import type { ColumnProfile } from '../profile.ts';

/** In what the numbers of a column are reckoned: of its first accepted profile that had any, so that it never moves. */
export interface Unit {
  center: number;
  spread: number;
}

type OfUnit = 'quantiles' | 'stddev' | 'median' | 'mean' | 'min' | 'max';

/** How wide a column's numbers usually lie: IQR / 1.349, but a quarter of the standard deviation at least. Null without any. */
function robustSpread({ quantiles, stddev }: Pick<ColumnProfile, 'quantiles' | 'stddev'>): number | null {
  const [low, high] = [quantiles?.['0.25'], quantiles?.['0.75']];
  const iqr = low === undefined || high === undefined ? (stddev ?? NaN) : (high - low) / 1.349;
  const spread = Math.max(iqr, stddev === undefined ? 0 : stddev / 4);
  return Number.isFinite(spread) && spread > 0 ? spread : null;
}

/** Where no more is told of the values than their mean, its size is the unit, or a quarter of their range where that is wider. Null without a mean, and of 0. */
function unitOfMean({ mean, min, max }: Pick<ColumnProfile, 'mean' | 'min' | 'max'>): Unit | null {
  if (typeof mean !== 'number' || !Number.isFinite(mean)) return null;
  const range = Number(max) - Number(min);
  const spread = Math.max(Math.abs(mean), Number.isFinite(range) ? range / 4 : 0);
  return spread > 0 ? { center: 0, spread } : null;
}

/** The unit that a profile of a column offers; null where its numbers do not differ. */
export function unitOf(column: Pick<ColumnProfile, OfUnit>): Unit | null {
  if (column.stddev === undefined && column.quantiles === undefined) return unitOfMean(column);
  const spread = robustSpread(column);
  const center = column.quantiles?.['0.5'] ?? column.median ?? column.mean;
  return spread === null || center === undefined ? null : { center, spread };
}
