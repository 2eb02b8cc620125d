import { countedOutcome, type CheckResult } from '../../../checks/index.ts';
import type { IncidentFacts } from '../../../alerts/index.ts';
import type { ReceivedProfile, ReplayDataset } from '../../store/replay.ts';
import type { Firing } from './answer.ts';

interface Place {
  dataset: ReplayDataset;
  row: ReceivedProfile;
  incident: IncidentFacts | null;
}

const bad = (outcome: string | null) => outcome === 'fail' || outcome === 'warn';

/** A result that counts as failing or warning, or would if it were not in shadow mode. */
export function firingOf(result: CheckResult, { dataset, row, incident }: Place): Firing | null {
  const { standing = null, outcome } = result;
  if (!bad(standing === 'shadow' ? outcome : countedOutcome(result))) return null;
  const isIn = incident?.failures.some((one) => one.expectation === result.expectation && one.healedAt === null);
  return {
    at: row.received_at.toISOString(),
    effectiveAt: row.effective_at.toISOString(),
    profileId: `prf_${row.id}`,
    dataset: fullName(dataset),
    suite: result.suite,
    expectation: result.expectation,
    outcome,
    severity: result.severity,
    observed: result.observed,
    expected: result.expected,
    unit: result.unit,
    reason: result.reason,
    standing,
    incident: isIn === true && standing !== 'shadow' ? (incident?.id ?? null) : null,
  };
}

export const fullName = ({ namespace, name }: Pick<ReplayDataset, 'namespace' | 'name'>) => `${namespace}/${name}`;
