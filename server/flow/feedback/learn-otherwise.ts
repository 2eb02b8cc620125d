import { findDatasetById } from '../../store/dataset-names.ts';
import { readForJudging } from '../../store/judgements.ts';
import { judgeAgain } from '../judge-again.ts';
import { changePast } from '../learning/past-changed.ts';
import type { IncidentRelation } from '../record-results.ts';
import type { Markable } from './choose-failures.ts';
import type { AtHand } from './incident-at-hand.ts';

/**
 * A profile is learnt otherwise from now on: what was learnt of it and since is forgotten, what followed is judged again by the clock, and
 * with `judge` it is itself judged again at once. One that was corrected is learnt no more, and nothing happens.
 * With `reopens` its incident is open again if it fails, rather than that a new one opens.
 */
export async function learnOtherwise(
  { context, sql, incident, saying, now }: AtHand,
  { id, segment, effectiveAt, isInForce }: Markable['profile'],
  { judge, reopens = false }: { judge: boolean; reopens?: boolean },
): Promise<IncidentRelation[]> {
  if (!isInForce) return [];
  await changePast(sql, { datasetId: incident.datasetId, segment }, { effectiveAt, profileId: id });
  if (!judge || context.learner === null) return [];
  const profile = await readForJudging(sql, id);
  if (!profile) return [];
  const rules = await context.rules.current(sql);
  const own = rules.of(await findDatasetById(sql, incident.datasetId));
  const why = { cause: 'feedback', counts: true, requestedBy: saying.actor.name, onlyNews: true } as const;
  const again = reopens ? { number: incident.number, by: saying.principal.name } : undefined;
  const { relations } = await judgeAgain(
    { receive: context, sql, rules },
    { profile, own, ...why, reopens: again },
    now,
  );
  return relations;
}
