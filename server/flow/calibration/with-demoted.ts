import type { CheckResult } from '../../../checks/index.ts';

/** Alarms of families that were seldom right in this dataset, as only shown: nobody is told and nothing is held up by them. */
export function withDemoted(results: CheckResult[], demoted: ReadonlySet<string>): CheckResult[] {
  if (demoted.size === 0) return results;
  return results.map((result) => {
    const isDemoted = result.basis.kind === 'learned' && demoted.has(result.basis.family);
    return isDemoted && result.outcome !== 'pass' ? { ...result, standing: 'shadow' } : result;
  });
}
