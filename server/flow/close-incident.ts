import { incidentSentence } from '../../alerts/index.ts';
import { appendIncidentEvents, saveFailures, saveIncident, type StoredIncident } from '../store/incidents.ts';
import type { Sql } from '../store/sql.ts';
import { insertCauseJob } from '../store/cause/incident-causes.ts';
import { closedByHand } from './incident-step.ts';
import { notifyOf } from './notify.ts';
import type { ReceiveContext } from './receive-context.ts';

/** Closes a locked incident because somebody says so: what still fails in it counts as healed, and its end is told. */
export async function closeIncident(
  { context, sql }: { context: ReceiveContext; sql: Sql },
  closed: { incident: StoredIncident; by: string; text: string },
  now: Date,
): Promise<void> {
  const { incident, by, text } = closed;
  const { number, datasetId, jobId } = incident;
  const facts = closedByHand(incident.facts, now);
  const sentence = incidentSentence(incident.facts);
  const write = { number, datasetId, jobId, facts, sentence, isNew: false, occurred: false, at: now, resolvedBy: by };
  await saveIncident(sql, write);
  await saveFailures(sql, { number, failures: facts.failures, metrics: new Map(), profileId: null });
  await appendIncidentEvents(sql, { number, at: now, events: [{ kind: 'resolved', actor: by, text }] });
  await insertCauseJob(sql, number);
  const rules = await context.rules.current(sql);
  await notifyOf(
    { ...context, sql, rules },
    { number, incident: facts, before: incident.facts, changes: [], change: 'resolved' },
    now,
  );
}
