import type { FamilyRule } from './family.ts';
import type { Measure } from './measure.ts';
import type { Forecast } from './outlook.ts';

/** So many runs tell as much again of how wide a measure lies as each one before. */
const TOLD = 14;

/**
 * The standard deviation to reckon with: of the model's errors, of sampling, and of ignorance while little is known. Of
 * today's own sampling error half counts: a single wild value moves a mean by no more than that.
 */
export function deviationOf(rule: FamilyRule, measure: Measure, forecast: Forecast): number {
  const known = Math.max(errorsOf(forecast), samplingOf(measure, forecast));
  const ignorance = ignoranceOf(rule, forecast);
  return Math.sqrt(known * known + ignorance * ignorance);
}

const errorsOf = ({ scale, tried }: Forecast): number => scale * (1 + 1.5 / Math.max(1, tried));
const samplingOf = (measure: Measure, forecast: Forecast): number =>
  Math.max(forecast.noise / Math.sqrt(measure.n), measure.noise / 2);
const ignoranceOf = ({ prior }: FamilyRule, { known }: Forecast): number =>
  (prior * 2) / (2 + known + known ** 2 / TOLD);

/** What a standard deviation is made of: the larger of the model's errors and of sampling, and ignorance beside it. */
export const deviationParts = (
  rule: FamilyRule,
  measure: Measure,
  forecast: Forecast,
): Record<'errors' | 'sampling' | 'ignorance', number> => ({
  errors: errorsOf(forecast),
  sampling: samplingOf(measure, forecast),
  ignorance: ignoranceOf(rule, forecast),
});
