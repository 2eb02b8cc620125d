import { median as middle } from '../stats/median.ts';
import { quantileSorted } from '../stats/quantile.ts';

/** The median of some numbers; NaN for none, which stands for what is not known in a series. */
export function median(numbers: readonly number[]): number {
  return middle(numbers) ?? NaN;
}

/** The value below which `share` of some numbers lie (type 7; Hyndman & Fan 1996); NaN for none. */
export function quantile(numbers: readonly number[], share: number): number {
  return quantileSorted(Float64Array.from(numbers).sort(), share) ?? NaN;
}
