import type { FeedbackVerb } from '../../../checks/index.ts';
import { recordResults, type IncidentRelation } from '../record-results.ts';
import type { AtHand } from './incident-at-hand.ts';
import { expectedWords } from './speaking.ts';

/**
 * What somebody expected heals in its incident, which resolves when nothing else fails in it; all else stays as it is. Nothing in one that is
 * resolved.
 */
export async function endExpected(
  { context, sql, incident, saying, now }: AtHand,
  expectations: readonly string[],
  verb: FeedbackVerb,
): Promise<IncidentRelation[]> {
  const { facts, number, datasetId } = incident;
  if (facts.state === 'resolved') return [];
  const by = saying.principal.name;
  const rules = await context.rules.current(sql);
  const words = expectedWords({ verb, by });
  return recordResults(
    { ...context, sql, rules },
    {
      ...{ subject: facts.subject, datasetId, jobId: null, openIncident: number, profileId: null },
      ...{ failing: [], passing: [...expectations], undecided: [], metrics: new Map<string, null>() },
      ...{ owner: facts.owner, labels: { ...facts.labels }, runbook: facts.runbook },
      covers: () => false,
      healedBy: new Map(expectations.map((one) => [one, words])),
      resolvedBy: by,
    },
    now,
  );
}
