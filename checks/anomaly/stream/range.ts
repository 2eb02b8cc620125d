import { EARLIER_HIGH, EARLIER_LOW, HIGH, LOW, SINCE } from './stream.ts';

const DAY_MINUTES = 24 * 60;
/** One value widens what is known by no more than this share of its width: a spike of a thousand times leaves eyes for one of twice. */
const STRETCH = 1 / 4;

export const lowOf = (stream: Float32Array, range: number): number =>
  Math.min(stream[range + LOW]!, stream[range + EARLIER_LOW]!);
export const highOf = (stream: Float32Array, range: number): number =>
  Math.max(stream[range + HIGH]!, stream[range + EARLIER_HIGH]!);

/** How wide it is, at least `floor`; 0 while nothing is known. */
export const widthOf = (stream: Float32Array, range: number, floor: number): number =>
  Math.max(0, floor, highOf(stream, range) - lowOf(stream, range));

/** What is known of less than a day is no measure of what a day brings. */
export const isKnown = (stream: Float32Array, range: number, minutes: number): boolean =>
  lowOf(stream, range) <= highOf(stream, range) && minutes - stream[range + SINCE]! >= DAY_MINUTES;

/** How far a value lies beyond all that was seen: above 0, below as a negative number; 0 within. */
export function beyond(stream: Float32Array, range: number, value: number): number {
  const [low, high] = [lowOf(stream, range), highOf(stream, range)];
  if (value > high) return value - high;
  return value < low ? value - low : 0;
}

/** The value, or as near to it as one value may widen the range. */
export function withinReach(
  stream: Float32Array,
  range: number,
  { value, floor, minutes }: { value: number; floor: number; minutes: number },
): number {
  const reach = STRETCH * widthOf(stream, range, floor);
  if (!isKnown(stream, range, minutes) || reach === 0) return value;
  return Math.max(lowOf(stream, range) - reach, Math.min(highOf(stream, range) + reach, value));
}

export function widen(
  stream: Float32Array,
  range: number,
  { value, minutes }: { value: number; minutes: number },
): void {
  if (!(lowOf(stream, range) <= highOf(stream, range))) stream[range + SINCE] = minutes;
  if (value < stream[range + LOW]!) stream[range + LOW] = value;
  if (value > stream[range + HIGH]!) stream[range + HIGH] = value;
}

/** A new span begins: what was before the one that ends is forgotten. */
export function turn(stream: Float32Array, range: number): void {
  stream[range + EARLIER_LOW] = stream[range + LOW]!;
  stream[range + EARLIER_HIGH] = stream[range + HIGH]!;
  stream[range + LOW] = Infinity;
  stream[range + HIGH] = -Infinity;
}
