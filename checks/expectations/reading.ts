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

/** A value computed from others that may have been rounded: known to fourteen digits. */
export function computed(value: number): Reading {
  const room = Math.abs(value) * 1e-14;
  return { value, low: value - room, high: value + room, note: 'computed from rounded numbers' };
}

/** Of what a sample shows, the whole has at least as much (distinct values, zeros, the maximum). */
export function atLeastInSample(reading: Reading): Reading {
  return { ...reading, high: null, note: 'from a sample' };
}

/** Of what a sample shows, the whole has at most as much (the minimum). */
export function atMostInSample(reading: Reading): Reading {
  return { ...reading, low: null, note: 'from a sample' };
}

/** A sample says nothing certain about the whole. */
export function unknownInSample(reading: Reading): Reading {
  return { ...reading, low: null, high: null, note: 'from a sample' };
}
