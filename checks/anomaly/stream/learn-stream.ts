import { turn, widen, withinReach } from './range.ts';
import { floorOf, levelWith, MOST_DAYS, usualAt } from './novelty.ts';
import {
  AT,
  COUNT,
  DAYS,
  DEVIATIONS,
  EARLIER_REPEATED,
  HOUR,
  hoursIn,
  LENGTH,
  MEAN,
  minutesIn,
  NEWEST,
  OF_DEVIATIONS,
  OF_LEVELS,
  OF_VALUES,
  PEAK,
  QUIET,
  REPEATED,
  slotAt,
  SPAN,
  USUAL,
  type Streams,
} from './stream.ts';

/** What a stream brought is known for four to eight weeks. */
const SPAN_MINUTES = 28 * 24 * 60;
/** A trouble is over when nothing was out of the ordinary for so long: 2 hours. */
const QUIET_MINUTES = 120;
/** From this score on there may be trouble: that of the largest budget for false alarms. */
const TROUBLE = 0.7;

interface Lesson {
  value: number;
  ms: number;
  floor: number;
  /** How new the value is. */
  score: number;
}

/**
 * Learns a value, in alarm or not: what was once seen is not new. No value widens a range by more than a quarter, nor moves a level or
 * an hour by more than it may widen a range.
 */
export function learnStream(
  streams: Streams,
  stream: Float32Array,
  { value, ms, floor: sampling, score }: Lesson,
): void {
  const minutes = minutesIn(streams, ms);
  keepTrouble(stream, score, minutes);
  if (Number.isNaN(value)) return;
  turnTo(stream, Math.floor(minutes / SPAN_MINUTES));
  const floor = floorOf(stream, sampling);
  const within = withinReach(stream, OF_VALUES, { value, floor, minutes });
  const deviation = withinReach(stream, OF_DEVIATIONS, { value: value - usualAt(streams, stream, ms), floor, minutes });
  if (!Number.isNaN(deviation)) {
    const level = levelWith(stream, deviation);
    if (!Number.isNaN(level)) {
      widen(stream, OF_LEVELS, { value: withinReach(stream, OF_LEVELS, { value: level, floor, minutes }), minutes });
    }
    widen(stream, OF_DEVIATIONS, { value: deviation, minutes });
    stream[DEVIATIONS + stream[AT]!] = deviation;
    stream[AT] = (stream[AT]! + 1) % NEWEST;
    if (stream[LENGTH]! < NEWEST) stream[LENGTH]!++;
  }
  widen(stream, OF_VALUES, { value: within, minutes });
  learnHour(streams, stream, { value: within, ms });
}

/** A trouble goes on while its runs are out of the ordinary, and for a while after. */
function keepTrouble(stream: Float32Array, score: number, minutes: number): void {
  if (minutes >= stream[QUIET]!) stream[PEAK] = 0;
  if (score < TROUBLE) return;
  stream[QUIET] = minutes + QUIET_MINUTES;
  stream[PEAK] = Math.max(stream[PEAK]!, score);
}

function turnTo(stream: Float32Array, span: number): void {
  for (let left = Math.min(2, span - stream[SPAN]!); left > 0; left--) {
    for (const range of [OF_VALUES, OF_DEVIATIONS, OF_LEVELS]) turn(stream, range);
    stream[EARLIER_REPEATED] = stream[REPEATED]!;
    stream[REPEATED] = 0;
  }
  stream[SPAN] = span;
}

/** The mean of an hour's values counts as one day once the hour is over. */
function learnHour(streams: Streams, stream: Float32Array, { value, ms }: { value: number; ms: number }): void {
  const count = hoursIn(streams, ms);
  if (stream[HOUR] !== count) {
    if (stream[COUNT]! > 0) settleHour(streams, stream);
    stream[HOUR] = count;
    stream[MEAN] = stream[COUNT] = 0;
  }
  stream[COUNT]!++;
  stream[MEAN]! += (value - stream[MEAN]!) / stream[COUNT]!;
}

function settleHour(streams: Streams, stream: Float32Array): void {
  const slot = slotAt(streams, stream[HOUR]!);
  const days = Math.min(MOST_DAYS, stream[DAYS + slot]! + 1);
  stream[DAYS + slot] = days;
  stream[USUAL + slot]! += (stream[MEAN]! - stream[USUAL + slot]!) / days;
}
