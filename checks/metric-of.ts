import { KINDS } from './expectations/index.ts';
import type { CheckResult } from './result.ts';

/**
 * The name of the metric that is evidence for a result, as scalarMetrics() spells it; null where no one number is.
 * @example metricOf({ kind: 'mean', column: 'amount', … }) // => 'amount.mean'
 */
export function metricOf(result: CheckResult): string | null {
  if (result.metric !== undefined) return result.metric;
  const metric = KINDS.get(result.kind)?.metric ?? null;
  if (typeof metric !== 'string') return null;
  return result.column === null ? metric : `${result.column}.${metric}`;
}
