import type { Judged } from '../anomaly/judge-measure.ts';
import { situationOf } from '../anomaly/judge.ts';
import type { CheckResult } from '../result.ts';
import { alarmOutcome, measuredPart, rowOf, type RowContext } from './row.ts';
import { sentenceOf } from './sentence.ts';
import { toldMeasure } from './told-measure.ts';

const MOST_PARTS = 5;

/** A row of the first of some measures in alarm, with the others as evidence. */
export function measuredRow(key: string, own: readonly Judged[], context: RowContext): CheckResult | null {
  const [first, ...others] = own;
  const told = first === undefined ? null : toldMeasure(first, context.input);
  if (told === null) return null;
  const outcome = alarmOutcome(context.settings);
  return rowOf(key, { ...measuredPart(told, context), outcome, ...partsOf(others, context) }, context);
}

/** Measures as evidence beneath a row, the first few of them. */
export function partsOf(measures: readonly Judged[], { input, settings }: RowContext): Pick<CheckResult, 'parts'> {
  const situation = situationOf(input);
  const told = measures.slice(0, MOST_PARTS).flatMap((one) => toldMeasure(one, input, { situation }) ?? []);
  if (told.length === 0) return {};
  const outcome = alarmOutcome(settings);
  return { parts: told.map((one) => ({ expectation: one.judged.measure.key, outcome, reason: sentenceOf(one) })) };
}
