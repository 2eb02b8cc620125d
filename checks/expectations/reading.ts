import type { Scalar } from '../profile.ts';

/** A measured value and what it may truly be: from `low` to `high`, a null end is unlimited. Exact when all three agree. */
export interface Reading {
  value: Scalar;
  low: Scalar | null;
  high: Scalar | null;
  /** Why it is not exact: `approximate`, `from a sample`. */
  note: string | null;
}

/** A value known exactly; null in, null out. */
export function exactly(value: Scalar | null | undefined): Reading | null {
  return value === undefined || value === null ? null : { value, low: value, high: value, note: null };
}

/** A value known only to lie in a range. */
export function within(value: Scalar, low: Scalar | null, high: Scalar | null, note: string): Reading {
  return { value, low, high, note };
}

/** Of what a sample shows, the whole has at least as much (distinct values, zeros, the maximum). */
export function atLeastInSample(reading: Reading): Reading {
  return within(reading.value, reading.low, null, 'from a sample');
}

/** Of what a sample shows, the whole has at most as much (the minimum). */
export function atMostInSample(reading: Reading): Reading {
  return within(reading.value, null, reading.high, 'from a sample');
}

/** A sample says nothing certain about the whole. */
export function unknownInSample(reading: Reading): Reading {
  return within(reading.value, null, null, 'from a sample');
}
