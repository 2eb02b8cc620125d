import { Problem } from '../../problem.ts';
import type { Actor } from '../../store/audit.ts';
import { incidentNumber, lockIncident, readIncidentFacts, type StoredIncident } from '../../store/incidents.ts';
import { lockDataset } from '../../store/receive.ts';
import { inTransaction, type Sql } from '../../store/sql.ts';
import { coversNamespace, namespacesOf, type Principal } from '../principal.ts';
import type { ReceiveContext } from '../receive-context.ts';
import type { IncidentRelation } from '../record-results.ts';

/** Who says something of an incident, and which version of it was seen; null when it does not matter. */
export interface Saying {
  id: string;
  principal: Principal;
  actor: Actor;
  version: number | null;
}

/** The transaction in which something is said of an incident of a dataset; both are locked. */
export interface AtHand {
  context: ReceiveContext;
  sql: Sql;
  incident: StoredIncident & { datasetId: number };
  saying: Saying;
  now: Date;
}

/**
 * Does `work` with the incident and its dataset locked, the dataset first as whoever receives a profile does, so that neither waits for
 * the other forever. `work` answers what became of incidents.
 */
export async function withIncident(
  context: ReceiveContext,
  saying: Saying,
  work: (hand: AtHand) => Promise<IncidentRelation[]>,
): Promise<void> {
  const now = context.clock();
  const relations = await inTransaction(context.pool, async (sql) => {
    const incident = await lockBoth(context, sql, saying);
    if (saying.version !== null && saying.version !== incident.version)
      throw new Problem('conflict', `${saying.id} was changed meanwhile. Load it again and decide anew.`);
    return work({ context, sql, incident, saying, now });
  });
  if (relations.some(({ relation }) => relation !== 'continued')) context.onNotification();
  context.onChange();
}

async function lockBoth({ publicUrl }: ReceiveContext, sql: Sql, { id, principal }: Saying) {
  const number = incidentNumber(id);
  const seen = number === null ? null : await readIncidentFacts(sql, number, publicUrl);
  if (number === null || !seen || !coversNamespace(namespacesOf(principal), seen.namespace))
    throw new Problem('not-found', `There is no incident ${id} here, or it is not yours to see.`);
  const { datasetId } = seen;
  if (datasetId === null)
    throw new Problem('conflict', `${id} is about a job: only alarms about data can be answered, none of a run.`);
  await lockDataset(sql, datasetId);
  const locked = await lockIncident(sql, number, publicUrl);
  if (!locked) throw new Problem('not-found', `There is no incident ${id} here, or it is not yours to see.`);
  return { ...locked, datasetId };
}
