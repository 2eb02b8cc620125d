import { knownAt } from '../courses.ts';
import { FAMILIES, type FamilyRule } from '../family.ts';
import type { Judged, Situation } from '../judge-measure.ts';
import { HEADS, NOISE, RECORD, VALUE } from '../layout.ts';
import type { Measure } from '../measure.ts';
import type { Forecast } from '../outlook.ts';
import { sureness } from '../score-measure.ts';
import { newsOf, type News } from './novelty.ts';
import { beyond, highOf, isKnown, lowOf } from './range.ts';
import {
  EARLIER_REPEATED,
  isPlain,
  minutesIn,
  OF_VALUES,
  PEAK,
  QUIET,
  REPEATED,
  STEP,
  type Streams,
} from './stream.ts';

/** So many of its standard errors wide is what sampling alone makes of a measure that never changes. */
const SAMPLING_WIDTH = 4;
/** With fewer runs before, nothing is called gross, and nothing a copy. */
const FEW = 12;
const NONE: readonly number[] = [];

/** How a point of a stream compares with all that the stream brought; null when it is the first. */
export function judgeStream(measure: Measure, slot: number, situation: Situation): Judged | null {
  const { baseline, ms, strictness } = situation;
  const { streams, courses } = baseline;
  const stream = streams?.measures.get(measure.key);
  if (streams === undefined || stream === undefined || knownAt(courses, slot) === 0) return null;
  const rule = FAMILIES[measure.family];
  const at = { value: streamValue(measure), ms, floor: samplingOf(measure), isOneSided: rule.isOneSided };
  const news = newsOf(streams, stream, at);
  const sizing = { measure, rule, news, stream };
  const size = sizeOf(sizing);
  const usual = isKnown(stream, OF_VALUES, minutesIn(streams, ms))
    ? Math.min(news.score, size.effect / size.gate)
    : grossness(sizing, knownAt(courses, slot));
  const score = (usual * sureness(measure)) / strictness;
  const forecast = forecastOf({ measure, news, stream, slot }, situation);
  const isDrift = news.kind === 'level' && score >= 1;
  return {
    measure,
    slot,
    value: rule.transform(measure.scaled),
    forecast,
    z: news.score,
    limit: strictness,
    deviation: forecast.scale,
    effect: size.effect,
    gate: size.gate,
    score,
    drift: isDrift ? score : 0,
    isDrift,
    told: score,
    isBack: false,
    driftedFrom: forecast.value,
    ongoing: minutesIn(streams, ms) < stream[QUIET]! ? stream[PEAK] : undefined,
  };
}

/** What of a measure a stream remembers. */
export const streamValue = ({ family, scaled }: Measure): number =>
  isPlain(family) ? scaled : FAMILIES[family].transform(scaled);

export const samplingOf = ({ family, noise }: Measure): number => (isPlain(family) ? 0 : SAMPLING_WIDTH * noise);

interface Sizing {
  measure: Measure;
  rule: FamilyRule;
  news: News;
  stream: Float32Array;
}

/** The change in the unit of its kind and the smallest that matters. What a number of unknown kind ranges over is its only unit. */
function sizeOf({ measure, rule, news, stream }: Sizing): { effect: number; gate: number } {
  if (isPlain(measure.family)) return { effect: news.score, gate: 1 };
  const gate = measure.gate ?? rule.gate;
  if (news.kind === 'level') {
    return { effect: rule.effect(rule.inverse(news.usual + news.level), rule.inverse(news.usual)), gate };
  }
  // Of what is only ever too much, the most that it was is what is usual.
  const usual = rule.isOneSided ? highOf(stream, OF_VALUES) : news.usual;
  return { effect: rule.effect(measure.scaled, rule.inverse(usual)), gate };
}

/** On its first day a stream is only out of the ordinary where nobody takes it for chance. */
function grossness({ measure, rule, stream }: Sizing, known: number): number {
  const value = streamValue(measure);
  const far = beyond(stream, OF_VALUES, value);
  if (known < FEW || far === 0 || (rule.isOneSided && far < 0)) return 0;
  const edge = value - far;
  return rule.effect(measure.scaled, isPlain(measure.family) ? edge : rule.inverse(edge)) / rule.gross;
}

/** What was to be expected, as the models of rarer runs say it. */
function forecastOf(
  { measure, news, stream, slot }: Omit<Sizing, 'rule'> & { slot: number },
  { baseline: { courses } }: Situation,
): Forecast {
  const { transform } = FAMILIES[measure.family];
  const onScale = (value: number): number => (isPlain(measure.family) ? transform(value) : value);
  const value = onScale(news.usual);
  const scale = Math.abs(onScale(news.usual + news.line) - value);
  const head = slot * HEADS;
  const known = knownAt(courses, slot);
  return {
    model: news.isHourKnown ? 'seasonal' : 'level',
    value,
    scale,
    worst: 0,
    tried: known,
    known,
    last: courses.heads[head + VALUE]!,
    others: NONE,
    isNewPhase: false,
    range: { low: onScale(lowOf(stream, OF_VALUES)), high: onScale(highOf(stream, OF_VALUES)) },
    repeats: known < FEW || stream[REPEATED]! + stream[EARLIER_REPEATED]! > 0,
    step: stream[STEP]!,
    noise: courses.heads[head + NOISE]!,
    record: courses.heads[head + RECORD]!,
  };
}

/** The rows of streams, with one for the measure. */
export function streamOf({ measures }: Streams, key: string, made: () => Float32Array): Float32Array {
  const known = measures.get(key);
  if (known !== undefined) return known;
  const stream = made();
  measures.set(key, stream);
  return stream;
}
