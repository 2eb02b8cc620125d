import { FAMILIES, type Family } from '../anomaly/family.ts';
import { deviationParts } from '../anomaly/deviation.ts';
import type { Judged } from '../anomaly/judge-measure.ts';
import { situationOf } from '../anomaly/judge.ts';
import { modelsOf, newestValues } from '../anomaly/look-back.ts';
import type { CalendarTag } from '../anomaly/phase.ts';
import { toldFactor } from '../anomaly/tuning.ts';
import type { LearnedJudging } from './learned-judging.ts';
import { formOf, metricNameOf } from './form.ts';
import { keyOf } from './keys.ts';
import { rawScaleOf } from './raw-scale.ts';
import { excludedRuns, learnedBasis } from './row.ts';
import { bandWords, sentenceOf } from './sentence.ts';
import { toldMeasure, type ToldMeasure } from './told-measure.ts';
import { wouldChange } from './would-change.ts';

/** Everything that made the verdict on one measure. Numbers without a unit of their own are on the scale on which the family is judged. */
export interface ExplainedMeasure {
  key: string;
  /** The expectation under which it is told. */
  expectation: string;
  column: string | null;
  family: Family;
  /** The metric of the profile that is the same number; null where none is. */
  metric: string | null;
  isAlarm: boolean;
  /** What is out of the ordinary, or what is usual, in one clause. */
  sentence: string;
  wouldChange: string[];
  unit: string | null;
  observed: number;
  /** What was foretold, and between what nothing would have been told; null where a slow drift is. */
  usual: number | null;
  expected: { low: number | null; high: number | null } | null;
  /** Where a slow drift began; null without one. */
  driftedFrom: number | null;
  /** How it was measured: on the scale, of so many rows. */
  input: { value: number; rows: number };
  model: string;
  season: 'week' | 'day' | null;
  /** What each model foretells (in the unit of the measure) and how wrong it was on the average. */
  models: { model: string; value: number | null; error: number | null }[];
  /** Values that it was foretold from; the newest of them (in the unit of the measure), oldest first; runs since that were left out. */
  history: number;
  recent: number[];
  excluded: number;
  /** In alarm for how many runs running, before this one; null when it was not. */
  alarmRuns: number | null;
  /** One standard deviation, and what it is made of. */
  deviation: { total: number; errors: number; sampling: number; ignorance: number };
  z: number;
  limit: number;
  effect: number;
  gate: number;
  p: number | null;
  calibration: { version: number | null; factor: number };
  /** By the engine, and by the budget; 1 and above is an alarm. */
  score: number;
  told: number;
}

/** Why a profile was, or was not, out of the ordinary. */
export interface Explanation {
  /** Runs learnt before. */
  runs: number;
  /** How often runs come, and from how many on a season can be known. */
  cadence: 'day' | 'hour';
  seasonFrom: number;
  /** What is special about the day. */
  calendar: CalendarTag[];
  /** Measures that were judged in all. */
  judged: number;
  /** The ones that were asked for, the most suspicious first; of all when none were. */
  measures: ExplainedMeasure[];
}

export interface ExplainAsked {
  /** Only of this column; null: of the table itself. */
  column?: string | null;
  /** Only this measure: `amount.mean`, or `mean` beside a column. */
  measure?: string;
  most: number;
}

/** The verdict of learned monitors on a profile with all that it was made of. Ask before the profile is learnt. */
export function explainLearned({ input, verdict, versions }: LearnedJudging, asked: ExplainAsked): Explanation {
  const { baseline } = input;
  const { cadence } = baseline.courses.layout;
  const measures = verdict.judged
    .filter((one) => isAsked(one, asked))
    .toSorted((a, b) => b.told - a.told || b.z / b.limit - a.z / a.limit)
    .slice(0, asked.most);
  return {
    runs: baseline.runs,
    cadence: cadence.isHourly ? 'hour' : 'day',
    seasonFrom: cadence.learning,
    calendar: [...situationOf(input).tags],
    judged: verdict.judged.length,
    measures: measures.flatMap((one) => explained(one, { input, verdict, versions }) ?? []),
  };
}

function isAsked({ measure: { key, column } }: Judged, asked: ExplainAsked): boolean {
  if (asked.column !== undefined && asked.column !== column) return false;
  return asked.measure === undefined || asked.measure === key || `${column}.${asked.measure}` === key;
}

function explained(judged: Judged, judging: LearnedJudging): ExplainedMeasure | null {
  const { input } = judging;
  const told = toldMeasure(judged, input);
  if (told === null) return null;
  const { measure, forecast } = judged;
  const { key, column, family } = measure;
  return {
    key,
    ...{ expectation: keyOf(measure), column, family, metric: metricNameOf(measure), isAlarm: judged.told >= 1 },
    sentence: judged.told >= 1 ? sentenceOf(told) : usualWords(told),
    wouldChange: wouldChange(told, input),
    ...{ unit: formOf(measure).unit, observed: told.observed, usual: finite(told.usual), expected: told.band },
    driftedFrom: told.before,
    input: { value: judged.value, rows: measure.n },
    ...{ model: forecast.model, season: learnedBasis(told, judging).season, history: forecast.known },
    ...pastOf(judged, judging),
    excluded: excludedRuns(judged, input),
    ...standingOf(judged, judging),
  };
}

const usualWords = (told: ToldMeasure): string =>
  `as usual: ${bandWords(told)}${told.form.form === 'share' || told.form.form === 'mass' ? ` ${told.form.name}` : ''}${told.moment}`;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** What the models say, and what they go by. */
function pastOf(
  { measure }: Judged,
  { input }: LearnedJudging,
): Pick<ExplainedMeasure, 'models' | 'recent' | 'alarmRuns'> {
  const { baseline, profile } = input;
  const toRaw = rawScaleOf(measure, baseline, profile);
  const { slot } = measure;
  const { phase } = situationOf(input);
  const open = baseline.open.get(measure.key);
  return {
    models: modelsOf(baseline.courses, slot, phase).map(({ model, value, error }) => ({
      model,
      value: value === null ? null : finite(toRaw(value)),
      error,
    })),
    recent: newestValues(baseline.courses, slot).map(toRaw),
    alarmRuns: open === undefined || open.moved !== undefined ? null : open.runs,
  };
}

type StandingParts = 'deviation' | 'z' | 'limit' | 'effect' | 'gate' | 'p' | 'calibration' | 'score' | 'told';

function standingOf(judged: Judged, { input, versions }: LearnedJudging): Pick<ExplainedMeasure, StandingParts> {
  const { measure, forecast, z, limit, effect, gate, score, told } = judged;
  const parts = deviationParts(FAMILIES[measure.family], measure, forecast);
  const calibration = { version: versions.calibration, factor: toldFactor(measure.family, input.tuning) };
  const deviation = { total: judged.deviation, ...parts };
  return { deviation, z, limit, effect, gate, p: measure.p ?? null, calibration, score, told };
}
