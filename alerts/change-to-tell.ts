import type { IncidentChange } from './incident.ts';
import type { ChangeToTell } from './schedule-types.ts';
import { severityRank } from './severity.ts';
import type { IncidentFacts } from './types.ts';

/**
 * What the changes of one judgement ask to be told: worse than before is `updated`, a further failure as bad as the
 * others or a partial recovery is `refreshed`, and nothing but more of the same is null.
 */
export function changeToTell(
  before: IncidentFacts | null,
  after: IncidentFacts | null,
  changes: readonly IncidentChange[],
): ChangeToTell | null {
  if (after === null) return null;
  const kinds = new Set(changes.map((change) => change.kind));
  if (kinds.has('opened')) return 'opened';
  if (kinds.has('resolved')) return 'resolved';
  if (kinds.has('worsened')) return 'updated';
  if (before !== null && severityRank(after.severity) > severityRank(before.severity)) return 'updated';
  return kinds.has('joined') || kinds.has('healed') || kinds.has('ended') ? 'refreshed' : null;
}
