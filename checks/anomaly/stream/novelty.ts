import { beyond, highOf, isKnown, lowOf, widthOf } from './range.ts';
import {
  DAYS,
  DEVIATIONS,
  hoursIn,
  otherSlot,
  slotAt,
  LENGTH,
  minutesIn,
  NEWEST,
  OF_DEVIATIONS,
  OF_LEVELS,
  OF_VALUES,
  SINCE,
  AT,
  USUAL,
  type Streams,
} from './stream.ts';

/** How far beyond all that was seen makes an alarm, as a share of how wide that is. A mean of many moves less. */
const LINES = { value: 0.05, deviation: 0.1, level: 0.02 } as const;
/** The width of what never changed counts as this share of its size. */
const LEAST_WIDTH = 0.02;
/** At most so many days say what an hour usually brings. */
export const MOST_DAYS = 14;
const MOST = 1000;
const EARLY = 2;
const DAY_MINUTES = 1440;

/** What is new about a value: the value itself, how far it is from what its hour usually brings, or the level of the newest ones. */
export type NewsKind = keyof typeof LINES;

/** How new a value is, beside what was to be expected. */
export interface News {
  kind: NewsKind;
  /** What its hour usually brings; of an hour never seen, the nearest that was ever seen. */
  usual: number;
  isHourKnown: boolean;
  /** How far beyond all that was seen makes an alarm. */
  line: number;
  /** How many times as far it is: 1 and above is out of the ordinary. */
  score: number;
  /** The mean of the newest deviations, this one among them; NaN while there are too few. */
  level: number;
}

interface At {
  value: number;
  ms: number;
  /** Width that sampling alone gives. */
  floor: number;
  isOneSided: boolean;
}

/** What the hour usually brings, by earlier days of its kind, else by those of the other; NaN of an hour never seen on one. */
export function usualAt(streams: Streams, stream: Float32Array, ms: number): number {
  const slot = slotAt(streams, hoursIn(streams, ms));
  if (stream[DAYS + slot]! > 0) return stream[USUAL + slot]!;
  const other = otherSlot(slot);
  return stream[DAYS + other]! > 0 ? stream[USUAL + other]! : NaN;
}

/** The mean of the newest deviations with one more; NaN while there are fewer than are remembered. */
export function levelWith(stream: Float32Array, deviation: number): number {
  if (stream[LENGTH]! < NEWEST - 1 || Number.isNaN(deviation)) return NaN;
  let sum = deviation;
  const length = stream[LENGTH]!;
  const oldest = length < NEWEST ? -1 : stream[AT]!;
  for (let index = 0; index < length; index++) if (index !== oldest) sum += stream[DEVIATIONS + index]!;
  return sum / NEWEST;
}

/** The least width that counts for a stream's ranges. */
export const floorOf = (stream: Float32Array, sampling: number): number => {
  const size = Math.max(Math.abs(lowOf(stream, OF_VALUES)), Math.abs(highOf(stream, OF_VALUES)));
  return Math.max(sampling, Number.isFinite(size) ? LEAST_WIDTH * size : 0);
};

/**
 * How far a value is beyond everything that the stream brought in the last weeks: conformal by rank (what is beyond n exchangeable values
 * has p = 1/(n + 1)), and by its size where the rank alone says no more. The newest of three kinds of news counts.
 */
export function newsOf(streams: Streams, stream: Float32Array, at: At): News {
  const { value, ms } = at;
  const minutes = minutesIn(streams, ms);
  const hourly = usualAt(streams, stream, ms);
  const isHourKnown = !Number.isNaN(hourly);
  const usual = isHourKnown ? hourly : Math.max(lowOf(stream, OF_VALUES), Math.min(highOf(stream, OF_VALUES), value));
  const deviation = value - hourly;
  const level = levelWith(stream, deviation);
  const floor = floorOf(stream, at.floor);
  const news: News = { kind: 'value', usual, isHourKnown, line: 0, score: -1, level };
  const hear = (kind: NewsKind, range: number, own: number): void => {
    const days = (minutes - stream[range + SINCE]!) / DAY_MINUTES;
    const line = LINES[kind] * (1 + EARLY / days) * widthOf(stream, range, floor);
    const far = Number.isNaN(own) || !isKnown(stream, range, minutes) ? 0 : beyond(stream, range, own);
    const size = at.isOneSided ? Math.max(0, far) : Math.abs(far);
    const score = size === 0 ? 0 : Math.min(MOST, size / line);
    if (score <= news.score) return;
    news.kind = kind;
    news.line = line;
    news.score = score;
  };
  hear('value', OF_VALUES, value);
  hear('deviation', OF_DEVIATIONS, deviation);
  hear('level', OF_LEVELS, level);
  return news;
}
