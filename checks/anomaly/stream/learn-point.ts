import type { Open } from '../baseline.ts';
import type { Courses } from '../courses.ts';
import { FAMILIES } from '../family.ts';
import type { FeedbackVerb } from '../feedback.ts';
import type { Judged } from '../judge-measure.ts';
import { HEADS, KNOWN, MARKS, MISSING, NOISE, RECORD, VALUE } from '../layout.ts';
import type { Measure } from '../measure.ts';
import { samplingOf, streamOf, streamValue } from './judge-stream.ts';
import { learnStream } from './learn-stream.ts';
import { minutesIn, newStream, PEAK, QUIET, REPEATED, STEP, type Streams } from './stream.ts';

/** One measure of a run of a stream, to be learnt. */
export interface Point {
  measure: Measure;
  /** Where its course stands. */
  slot: number;
  judged: Judged | null;
  open: Open | undefined;
  run: number;
  ms: number;
  /** What somebody said of its alarm. */
  verb: FeedbackVerb | null;
  /** Is it told to be a copy of the run before? */
  isStale: boolean;
}

/** The measure after the run; answers the trouble that is open. Of what was said to be a fault, or to be left out, nothing is learnt. */
export function learnPoint(courses: Courses, streams: Streams, point: Point): Open | undefined {
  const { measure, slot, judged, open, run, ms, verb } = point;
  courses.walk.push(slot);
  const stream = streamOf(streams, measure.key, newStream);
  const isLeftOut = verb === 'once' || verb === 'repeats' || verb === 'real' || judged?.isSpecial === true;
  const value = isLeftOut ? NaN : streamValue(measure);
  const score = verb === null || verb === 'real' ? (judged?.score ?? 0) : 0;
  learnStream(streams, stream, { value, ms, floor: samplingOf(measure), score });
  courses.marks[slot * MARKS + MISSING] = 0;
  if (!isLeftOut) noteHead(courses, stream, point);
  const isOver = stream[PEAK]! < 1 || minutesIn(streams, ms) >= stream[QUIET]!;
  if (isOver) return undefined;
  const before = judged?.forecast.value ?? value;
  return { ...(open ?? { column: measure.column, since: run, before, recent: [] }), runs: (open?.runs ?? 0) + 1 };
}

/** Streams need no lanes: their newest value and the most of it stand where those of all measures do, on the scale of their kind. */
function noteHead({ heads, marks }: Courses, stream: Float32Array, { measure, slot, isStale }: Point): void {
  const value = FAMILIES[measure.family].transform(measure.scaled);
  const head = slot * HEADS;
  const known = marks[slot * MARKS + KNOWN]!;
  if (known > 0) noteStep(stream, Math.abs(Math.fround(value) - heads[head + VALUE]!), { known, isStale });
  heads[head + VALUE] = value;
  heads[head + NOISE] = measure.noise * Math.sqrt(measure.n);
  if (value > heads[head + RECORD]!) heads[head + RECORD] = value;
  if (known < 255) marks[slot * MARKS + KNOWN]!++;
}

/** How far it moves from run to run, the mean of about a day's; a copy that is told as one teaches nothing. */
function noteStep(stream: Float32Array, step: number, { known, isStale }: { known: number; isStale: boolean }): void {
  if (isStale) return;
  if (step === 0) stream[REPEATED] = 1;
  stream[STEP]! += (step - stream[STEP]!) / known;
}
