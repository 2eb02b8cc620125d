import { FAMILIES } from '../anomaly/family.ts';
import type { Judged, Situation } from '../anomaly/judge-measure.ts';
import { judgeAny } from '../anomaly/stream/judge-any.ts';

/** Between what a measure might have been without an alarm, on the scale on which it is judged; an open end is infinite. */
export interface AlarmBand {
  low: number;
  high: number;
}

/** With what a measure was judged, and the score from which on it is an alarm. */
export interface Asked {
  slot: number;
  situation: Situation;
  line: number;
}

const HALVINGS = 26;
const DOUBLINGS = 12;

/**
 * The values around the forecast that would have been no alarm, all else being the same: found by asking the judgement itself, to a
 * millionth of the way. Null where even the forecast would have been one, as in a slow drift.
 */
export function alarmBand(judged: Judged, asked: Asked): AlarmBand | null {
  const { forecast, limit, deviation } = judged;
  const isAlarm = (value: number): boolean => scoreAt(value, judged, asked) >= asked.line;
  const from = forecast.value;
  if (isAlarm(from)) return null;
  const step = Math.max(limit * deviation, Number.EPSILON * Math.max(1, Math.abs(from)));
  const line = (side: 1 | -1): number => {
    const isObserved = judged.score >= asked.line && Math.sign(judged.value - from) === side;
    const outside = isObserved ? judged.value : firstAlarm((by) => from + side * by * step, isAlarm);
    return outside === null ? side * Infinity : crossing(from, outside, isAlarm);
  };
  return { low: line(-1), high: line(1) };
}

function scoreAt(value: number, { measure }: Judged, { slot, situation }: Asked): number {
  const scaled = FAMILIES[measure.family].inverse(value);
  const isShare = measure.family === 'share' || measure.family === 'mass';
  // A number of rows is measured of as many.
  const n = measure.family === 'rows' ? Math.max(1, scaled) : measure.n;
  const other = { ...measure, scaled, n, raw: isShare ? scaled : measure.raw };
  return judgeAny(other, slot, situation)?.score ?? 0;
}

/** The first of ever longer steps that is an alarm; null when none is. */
function firstAlarm(at: (steps: number) => number, isAlarm: (value: number) => boolean): number | null {
  for (let doubling = 0; doubling < DOUBLINGS; doubling++) {
    const value = at(2 ** doubling);
    if (isAlarm(value)) return value;
  }
  return null;
}

/** Where alarms begin between a value that is none and one that is. */
function crossing(inside: number, outside: number, isAlarm: (value: number) => boolean): number {
  let [quiet, loud] = [inside, outside];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (quiet + loud) / 2;
    if (isAlarm(middle)) loud = middle;
    else quiet = middle;
  }
  return quiet;
}
