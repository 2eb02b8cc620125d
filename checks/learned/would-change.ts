import { HOURLY } from '../anomaly/phase.ts';
import type { LearnedInput } from '../anomaly/judge.ts';
import { besideWords, numberWords, percent } from './numbers.ts';
import type { ToldMeasure } from './told-measure.ts';

/** With so many runs before, gross errors are found. */
const FEW_RUNS = 3;

/** What would have made the verdict on a measure another one, in short sentences without a full stop; the nearest first. */
export function wouldChange(told: ToldMeasure, { baseline: { courses, streams }, tuning }: LearnedInput): string[] {
  const { judged } = told;
  const { known } = judged.forecast;
  const sentences = [bandSentence(told), ...(streams === undefined ? gateSentences(told) : newsSentences(told))];
  const { learning } = courses.layout.cadence;
  const season = courses.layout.cadence === HOURLY ? 'the hours of a day' : 'weekdays';
  if (streams === undefined && known < FEW_RUNS)
    sentences.push(`from ${FEW_RUNS} runs on gross errors are found by their size alone (${known} so far)`);
  if (streams === undefined && known < learning)
    sentences.push(`from ${learning} runs on it can know ${season} (${known} so far)`);
  if (judged.score >= 1 && judged.told < 1)
    sentences.push(`with a larger budget for false alarms it would have been told (now ${tuning?.budget ?? 'normal'})`);
  if (judged.score < 1 && judged.told >= 1)
    sentences.push('with a normal budget for false alarms nothing would have been told');
  return sentences.filter((sentence) => sentence !== '');
}

/** Where the line of alarms lies. */
function bandSentence({ judged, band, observed, form, before }: ToldMeasure): string {
  if (before !== null)
    return 'it is the newest runs together that moved; no value of this one alone would have been as usual';
  if (band === null) return '';
  const isShare = form.form === 'share' || form.form === 'mass';
  const scale = (value: number): number => (isShare ? percent(value) : value);
  const words = (value: number): string =>
    `${besideWords([scale(value)], [scale(observed)]).join('')}${isShare ? ' %' : ''}`;
  const { low, high } = band;
  if (judged.told >= 1) {
    if (high !== null && observed > high) return `up to ${words(high)} it would have been no alarm`;
    return low !== null && observed < low ? `from ${words(low)} on it would have been no alarm` : '';
  }
  const isLowest = low === null || (low === 0 && form.form !== 'number');
  const isHighest = high === null || (isShare && high >= 1);
  const ends = [...(isLowest ? [] : [`below ${words(low)}`]), ...(isHighest ? [] : [`above ${words(high)}`])];
  return ends.length === 0 ? 'no value would have been an alarm' : `${ends.join(' or ')} it would have been an alarm`;
}

/** The same of a point of a stream, where what counts is how far it is beyond all that was seen. */
function newsSentences({ judged }: ToldMeasure): string[] {
  const { z, limit, effect, gate, score } = judged;
  if (score >= 1) return [];
  if (judged.isHeld === true) return ['after 2 hours without anything out of the ordinary it is over'];
  if (z >= limit && effect < gate)
    return [`it is new, but ${numberWords(effect)} is less than the ${numberWords(gate)} that matters`];
  return [];
}

/** Which of the conditions of an alarm is not met, where another one is. */
function gateSentences({ judged }: ToldMeasure): string[] {
  const { z, limit, effect, gate, score, measure, isBack } = judged;
  if (score >= 1) return [];
  if (isBack) return ['it is where it was before its newest move, which is no alarm for a while'];
  const { p } = measure;
  if (z >= limit && effect < gate)
    return [
      `it is far enough out (${numberWords(z)} of ${numberWords(limit)} deviations), but ${numberWords(effect)} is less than the ${numberWords(gate)} that matters`,
    ];
  if (effect >= gate && z < limit)
    return [`the change is large enough, but only ${numberWords(z)} of ${numberWords(limit)} deviations out`];
  if (z >= limit && p !== undefined && p > 1e-4)
    return [`its test is not sure: so much comes by chance with p = ${numberWords(p)}`];
  return z >= limit ? ['its model was nearly as wrong before'] : [];
}
