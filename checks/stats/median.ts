import { medianSorted } from 'simple-statistics';

/** Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(¾), rounded as R and scipy's docs do. */
export const MAD_TO_SD = 1.4826;

/** The middle value, or the mean of the two middle ones; null of nothing. The input stays as it is. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return medianSorted(values.slice().sort((a, b) => a - b));
}

/** Median absolute deviation from the median, not scaled; null of nothing. Times MAD_TO_SD it estimates a standard deviation. */
export function medianAbsoluteDeviation(values: readonly number[], centre = median(values)): number | null {
  return centre === null ? null : median(values.map((value) => Math.abs(value - centre)));
}
