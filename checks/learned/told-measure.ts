import { stepOf } from '../anomaly/drift.ts';
import { toldFactor } from '../anomaly/tuning.ts';
import type { Judged, Situation } from '../anomaly/judge-measure.ts';
import { situationOf, type LearnedInput } from '../anomaly/judge.ts';
import { alarmBand } from './alarm-band.ts';
import { formOf, type MeasureForm } from './form.ts';
import { momentWords } from './moment-words.ts';
import { isTurned, rawScaleOf } from './raw-scale.ts';

/** A measure and what was expected of it, in numbers that people know. */
export interface ToldMeasure {
  judged: Judged;
  form: MeasureForm;
  observed: number;
  /** What was foretold. */
  usual: number;
  /** What would have been no alarm; a null end is open. Null in a slow drift, where even what was foretold is one. */
  band: { low: number | null; high: number | null } | null;
  /** Where it was before it began to drift; null where the forecast says it all. */
  before: number | null;
  /** ` on Mondays`, or nothing. */
  moment: string;
}

/** A measure held against its past, for people; `sensitivity` 2 draws the line of alarms at half the score. Null for one that is not remembered. */
export function toldMeasure(
  judged: Judged,
  input: LearnedInput,
  { situation = situationOf(input), sensitivity = 1 }: { situation?: Situation; sensitivity?: number } = {},
): ToldMeasure | null {
  const { measure, forecast } = judged;
  const { slot } = measure;
  if (slot < 0) return null;
  const toRaw = rawScaleOf(measure, input.baseline, input.profile);
  const form = formOf(measure);
  const line = toldFactor(measure.family, input.tuning) / sensitivity;
  const found = alarmBand(judged, { slot, situation, line });
  const driftStart = driftedFrom(judged, slot, { situation, input });
  return {
    judged,
    form,
    observed: measure.raw,
    usual: toRaw(forecast.value),
    band: found && rawBand(found, { toRaw, form, isTurned: isTurned(measure) }),
    before: driftStart === null ? null : toRaw(driftStart),
    moment: momentWords(forecast, situation, input),
  };
}

/** Where a slow drift began, on the scale of the measure; null without one. */
function driftedFrom(
  { isDrift, value, driftedFrom: known }: Judged,
  slot: number,
  { situation, input }: { situation: Situation; input: LearnedInput },
): number | null {
  if (!isDrift) return null;
  if (known !== undefined) return known;
  const step = stepOf(input.baseline.courses, slot, { value, phase: situation.phase });
  return step === null ? null : value - step.size;
}

interface Telling {
  toRaw: (value: number) => number;
  form: MeasureForm;
  isTurned: boolean;
}

/** Ends that cannot be reached are open, but for what cannot be below zero or, of shares, above all. */
function rawBand(
  { low, high }: { low: number; high: number },
  { toRaw, form: { form }, isTurned: turned }: Telling,
): NonNullable<ToldMeasure['band']> {
  const end = (value: number): number | null => (Number.isFinite(value) ? toRaw(value) : null);
  const [first, last] = turned ? [end(high), end(low)] : [end(low), end(high)];
  const isShare = form === 'share' || form === 'mass';
  const least = form === 'number' ? first : Math.max(0, first ?? 0);
  return { low: least, high: isShare ? Math.min(1, last ?? 1) : last };
}
