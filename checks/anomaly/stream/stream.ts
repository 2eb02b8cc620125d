import type { Family } from '../family.ts';

const MINUTE_MS = 60_000;
/** Hours of workdays and of weekends (UTC) of which the usual value is known, and the newest deviations from it that are remembered. */
const HOURS = 24;
const SLOTS = 2 * HOURS;
export const NEWEST = 36;
/** The least and the most of this span of time and of the one before it; when it was first known, in minutes. */
export const [LOW, HIGH, EARLIER_LOW, EARLIER_HIGH, SINCE] = [0, 1, 2, 3, 4] as const;
const RANGE = 5;

/** Where things stand in the numbers of one measure. */
export const USUAL = 0;
/** On how many days each hour was seen, at most as many as count. */
export const DAYS = USUAL + SLOTS;
export const DEVIATIONS = DAYS + SLOTS;
/** The hour that is not over yet, since the streams began, with the mean of its values and their number. */
export const HOUR = DEVIATIONS + NEWEST;
export const [MEAN, COUNT, AT, LENGTH] = [HOUR + 1, HOUR + 2, HOUR + 3, HOUR + 4] as const;
/** Which span of time it is, until when a trouble is not over (in minutes), and how bad it was. */
export const [SPAN, QUIET, PEAK] = [HOUR + 5, HOUR + 6, HOUR + 7] as const;
/** The ranges: of the values, of how far they were from their hour, and of the mean of the newest of those. */
export const OF_VALUES = HOUR + 8;
export const OF_DEVIATIONS = OF_VALUES + RANGE;
export const OF_LEVELS = OF_DEVIATIONS + RANGE;
/** Was a value ever that of the run before, in this span of time and in the one before; how far the values are from each other, run by run. */
export const [REPEATED, EARLIER_REPEATED, STEP] = [
  OF_LEVELS + RANGE,
  OF_LEVELS + RANGE + 1,
  OF_LEVELS + RANGE + 2,
] as const;
const SIZE = STEP + 1;
export const STREAM_BYTES = 4 * SIZE;

/**
 * What is known of measures that come many times a day, each in a row of 158 numbers (632 bytes), changed in place. Times in it are
 * minutes since the first run, so that they are exact as 32-bit floats for thirty years.
 */
export interface Streams {
  /** When the first run was, in milliseconds since 1970. */
  since: number;
  measures: Map<string, Float32Array>;
}

/** Runs at most so far apart are a stream. */
const NEAR_MS = 30 * MINUTE_MS;
const FEW = 3;

/** Do runs that began at these times (ms since 1970, oldest first) come so often that each is judged as a point of a stream? */
export function isStream(times: readonly number[]): boolean {
  if (times.length < FEW) return false;
  let near = 0;
  for (let index = 1; index < times.length; index++) if (times[index]! - times[index - 1]! <= NEAR_MS) near++;
  return 2 * near > times.length;
}

/** A row for a measure of which nothing is known. */
export function newStream(): Float32Array {
  const stream = new Float32Array(SIZE);
  stream[HOUR] = -1;
  for (const range of [OF_VALUES, OF_DEVIATIONS, OF_LEVELS]) {
    stream[range + LOW] = stream[range + EARLIER_LOW] = Infinity;
    stream[range + HIGH] = stream[range + EARLIER_HIGH] = -Infinity;
  }
  return stream;
}

/** Minutes since the streams began. */
export const minutesIn = ({ since }: Streams, ms: number): number => (ms - since) / MINUTE_MS;

const HOUR_MS = 60 * MINUTE_MS;

/** Hours since the streams began. */
export const hoursIn = ({ since }: Streams, ms: number): number =>
  Math.floor(ms / HOUR_MS) - Math.floor(since / HOUR_MS);

/** Where the usual value of an hour stands, given in hours since the streams began: those of Saturdays and Sundays stand behind the others. */
export function slotAt({ since }: Streams, hours: number): number {
  const hour = Math.floor(since / HOUR_MS) + hours;
  const fromThursday = modulo(Math.floor(hour / HOURS), 7);
  return modulo(hour, HOURS) + (fromThursday === 2 || fromThursday === 3 ? HOURS : 0);
}

/** The same hour of the other kind of day. */
export const otherSlot = (slot: number): number => (slot + HOURS) % SLOTS;

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** A number of which nothing is known is taken as it is: how far it ranges says what is much. Of others on the scale of their kind. */
export const isPlain = (family: Family): boolean => family === 'custom';
