import { numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { exactly, type Reading } from './reading.ts';

/**
 * The value at rank `p`: exact when that quantile was posted without a rank error, else known to lie between the posted
 * quantiles (or min and max) on both sides of p ± the error. Null when nothing posted is near.
 */
export function quantileReading(column: ColumnProfile, p: number, value?: number): Reading | null {
  const error = column.rankError ?? 0;
  const posted = value ?? quantileAt(column, p);
  if (posted !== undefined && error === 0) return exactly(posted);
  const low = nearestBelow(column, p - error);
  const high = nearestAbove(column, p + error);
  const shown = posted ?? low ?? high;
  const note = error !== 0 ? 'approximate' : 'between posted quantiles';
  return shown === null ? null : { value: shown, low, high, note };
}

/** The posted quantile of rank `p`, whatever way its key is written ("0.5", "0.50"). */
function quantileAt(column: ColumnProfile, p: number): number | undefined {
  const quantiles = column.quantiles;
  if (quantiles === undefined) return undefined;
  const key = String(p);
  if (Object.hasOwn(quantiles, key)) return quantiles[key];
  for (const other of Object.keys(quantiles)) if (Number(other) === p) return quantiles[other];
  return undefined;
}

function nearestBelow(column: ColumnProfile, p: number): number | null {
  let rank = -1;
  let value = numberOf(column.min);
  for (const [key, at] of Object.entries(column.quantiles ?? {})) {
    if (Number.isFinite(at) && Number(key) <= p && Number(key) > rank) [rank, value] = [Number(key), at];
  }
  return value;
}

function nearestAbove(column: ColumnProfile, p: number): number | null {
  let rank = 2;
  let value = numberOf(column.max);
  for (const [key, at] of Object.entries(column.quantiles ?? {})) {
    if (Number.isFinite(at) && Number(key) >= p && Number(key) < rank) [rank, value] = [Number(key), at];
  }
  return value;
}
