import type { FamilyRule } from './family.ts';
import type { Measure } from './measure.ts';
import type { Forecast } from './outlook.ts';

/** So many runs tell as much again of how wide a measure lies as each one before. */
const TOLD = 14;

interface Scaling {
  rule: FamilyRule;
  measure: Measure;
  forecast: Forecast;
}

/**
 * The standard deviation to reckon with: of the model's errors, of sampling, and of ignorance while little is known. Of
 * today's own sampling error half counts: a single wild value moves a mean by no more than that.
 */
export function deviationOf(scaling: Scaling): number {
  const { errors, sampling, ignorance } = deviationParts(scaling);
  const known = Math.max(errors, sampling);
  return Math.sqrt(known * known + ignorance * ignorance);
}

/** What a standard deviation is made of: the larger of the model's errors and of sampling, and ignorance beside it. */
export function deviationParts({
  rule,
  measure,
  forecast,
}: Scaling): Record<'errors' | 'sampling' | 'ignorance', number> {
  return {
    errors: forecast.scale * (1 + 1.5 / Math.max(1, forecast.tried)),
    sampling: Math.max(forecast.noise / Math.sqrt(measure.n), measure.noise / 2),
    ignorance: (rule.prior * 2) / (2 + forecast.known + forecast.known ** 2 / TOLD),
  };
}
