import type { Judged } from '../anomaly/judge-measure.ts';
import type { LearnedInput } from '../anomaly/judge.ts';
import type { Basis, CheckResult, LearnedBasis } from '../result.ts';
import { metricNameOf } from './form.ts';
import { seasonOf } from './moment-words.ts';
import { sentenceOf } from './sentence.ts';
import type { LearnSettings } from './settings.ts';
import { LEARNED_SUITE } from './suite.ts';
import type { ToldMeasure } from './told-measure.ts';

/** The versions by which something was judged, as results name them. */
export interface LearnedVersions {
  engine: number;
  /** Null: by the built-in alarm lines. */
  calibration: number | null;
}

/** What every row of one profile is made with. */
export interface RowContext {
  input: LearnedInput;
  settings: LearnSettings;
  versions: LearnedVersions;
  /** The filter of `where` that the profile declares, where some suite names it. */
  where: string | null;
}

type Told = Pick<CheckResult, 'outcome' | 'reason'> & Partial<CheckResult>;

/** A result of the learned monitors; what is not said is that of a table that no one number tells. */
export function rowOf(expectation: string, told: Told, { input, settings, versions, where }: RowContext): CheckResult {
  const { segment } = input.profile;
  const row: CheckResult = {
    expectation,
    kind: 'anomaly',
    column: null,
    suite: LEARNED_SUITE,
    ruleVersion: versions.engine,
    severity: settings.severity,
    observed: null,
    expected: null,
    unit: null,
    tested: null,
    failed: null,
    vacuous: false,
    basis: plainBasis('schema', { input, versions }),
    ...told,
  };
  if (segment !== undefined && segment !== null && segment.length > 0) row.segment = segment;
  if (where !== null) row.where = where;
  return row;
}

/** A finding counts as a warning; where the suite says that it is worse, as a failure. */
export const alarmOutcome = ({ severity }: LearnSettings): 'warn' | 'fail' => (severity === 'warn' ? 'warn' : 'fail');

/** The basis of what no forecast tells: the columns, a copy of the run before. */
export function plainBasis(
  family: 'schema' | 'stale',
  { input, versions }: Pick<RowContext, 'input' | 'versions'>,
): Basis {
  return {
    kind: 'learned',
    family,
    model: null,
    season: null,
    history: input.baseline.runs,
    excluded: 0,
    value: null,
    ...versions,
  };
}

/** How many of the newest runs nothing was learnt of, because the measure was in alarm. */
export function excludedRuns({ measure }: Judged, { baseline: { open, streams } }: LearnedInput): number {
  // All of a stream is learnt.
  if (streams !== undefined) return 0;
  const trouble = open.get(measure.key);
  return trouble === undefined || trouble.moved !== undefined ? 0 : trouble.runs;
}

/** What a measure was foretold from. */
export function learnedBasis(
  { judged, usual }: ToldMeasure,
  { input, versions }: Pick<RowContext, 'input' | 'versions'>,
): LearnedBasis {
  const { measure, forecast } = judged;
  return {
    kind: 'learned',
    family: measure.family,
    model: forecast.model,
    season: seasonOf(forecast, input),
    history: forecast.known,
    excluded: excludedRuns(judged, input),
    value: Number.isFinite(usual) ? usual : null,
    ...versions,
  };
}

/** What a row says of the measure that shows the trouble best. */
export function measuredPart(told: ToldMeasure, context: RowContext): Told {
  const { judged, observed, band, form } = told;
  const { measure } = judged;
  const metric = metricNameOf(measure);
  return {
    outcome: 'warn',
    reason: sentenceOf(told),
    column: measure.column,
    observed,
    expected: band,
    unit: form.unit,
    tested: measure.family === 'rows' || measure.family === 'custom' ? null : measure.n,
    basis: learnedBasis(told, context),
    ...(metric !== null && { metric }),
  };
}
