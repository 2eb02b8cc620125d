import type { Basis, CheckResult } from '../result.ts';
import { finding, undecided } from './finding.ts';
import type { Finding, Subject } from './kind.ts';

const MOST_TOLD = 200;

/** The newest result of that name that another tool posted; `tool` narrows it where several use the name. */
export function externalResult({ history }: Subject, name: string, tool?: string): CheckResult | undefined {
  return history.external?.find(
    ({ expectation, basis }) => expectation === name && (tool === undefined || toolOf(basis) === tool.toLowerCase()),
  );
}

/** What another tool found, told as ours: its outcome and counts, its name as the basis. */
export function externalFinding(result: CheckResult): Finding {
  const { outcome, observed, expected, unit, tested, failed, vacuous, needs } = result;
  const basis: Basis = { kind: 'external', tool: result.basis.kind === 'external' ? result.basis.tool : 'unknown' };
  const evidence = { observed, expected, unit, tested, failed, vacuous, basis };
  const reason = result.reason.slice(0, MOST_TOLD);
  if (outcome === 'undecided') return undecided(reason, needs ?? 'a result that says pass or fail', evidence);
  return finding(outcome, reason, evidence);
}

function toolOf(basis: Basis): string | null {
  return basis.kind === 'external' ? basis.tool.toLowerCase() : null;
}
