import type { ColumnProfile } from '../profile.ts';

const FEW = new Set([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]);
/** From so many values on, twenty lie between every twentieth, and between every hundredth. */
const ENOUGH_FOR_TWENTIETHS = 400;
const ENOUGH_FOR_HUNDREDTHS = 2000;

/**
 * The quantiles that tell of no single row: hundredths of a column of fifty rows are its values. All of them where twenty rows lie
 * between each two, else twentieths, else the seven that every profile has. The same object when all may stay.
 */
export function thinQuantiles({ quantiles, count = 0 }: ColumnProfile): ColumnProfile['quantiles'] {
  if (quantiles === undefined || count >= ENOUGH_FOR_HUNDREDTHS) return quantiles;
  const keys = Object.keys(quantiles);
  const kept = keys.filter((key) => {
    const rank = Number(key);
    const isTwentieth = Math.abs(rank * 20 - Math.round(rank * 20)) < 1e-9;
    return FEW.has(rank) || (isTwentieth && count >= ENOUGH_FOR_TWENTIETHS);
  });
  // Who posts no more than the usual few has them as they are.
  if (keys.length <= 20) return quantiles;
  return Object.fromEntries(kept.map((key) => [key, quantiles[key] ?? NaN]));
}
