import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import {
  acceptNewestProfile,
  appendIncidentEvents,
  incidentNumber,
  lockIncident,
  markAcknowledged,
  type StoredIncident,
} from '../store/incidents.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { closeIncident } from './close-incident.ts';
import { coversNamespace, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';

interface Act {
  id: string;
  principal: Principal;
  actor: Actor;
  /** The version that the caller saw; null when it does not mind. */
  version: number | null;
}

type Work = (sql: Sql, incident: StoredIncident, now: Date) => Promise<boolean>;

/** Finds and locks the incident, does the work and audits it; `work` answers whether anything was to be told. */
async function act(context: ReceiveContext, input: Act, work: Work): Promise<void> {
  const number = incidentNumber(input.id);
  const now = context.clock();
  const notified = await inTransaction(context.pool, async (sql) => {
    const incident = number === null ? null : await lockIncident(sql, number, context.publicUrl);
    if (!incident || !coversNamespace(namespacesOf(input.principal), incident.namespace)) {
      throw new Problem('not-found', `There is no incident ${input.id} here, or it is not yours to see.`);
    }
    if (input.version !== null && input.version !== incident.version) {
      throw new Problem('conflict', `${input.id} was changed meanwhile. Load it again and decide anew.`);
    }
    return work(sql, incident, now);
  });
  if (notified) context.onNotification();
  context.onChange();
}

const audited = (sql: Sql, { actor }: Act, incident: StoredIncident, change: { action: string; after?: unknown }) =>
  appendAudit(sql, actor, {
    ...change,
    object: incident.facts.id,
    namespace: incident.namespace,
    before: { state: incident.facts.state },
  });

/** Somebody has it: stops nothing but the question who does. Twice is once; a resolved one stays resolved. */
export async function acknowledgeIncident(context: ReceiveContext, input: Act): Promise<void> {
  await act(context, input, async (sql, incident, now) => {
    if (incident.facts.state === 'resolved') throw new Problem('conflict', `${input.id} is resolved already.`);
    if (incident.facts.state === 'acknowledged') return false;
    const by = input.principal.name;
    await markAcknowledged(sql, { number: incident.number, by, at: now });
    const events = [{ kind: 'acknowledged', actor: by, text: `acknowledged by ${by}` }];
    await appendIncidentEvents(sql, { number: incident.number, at: now, events });
    await audited(sql, input, incident, { action: 'incident.acknowledged', after: { state: 'acknowledged' } });
    return false;
  });
}

/** Closed by hand; `accept` makes the newest profile the new normal that later ones are compared with. */
export async function resolveIncident(
  context: ReceiveContext,
  input: Act & { note: string | null; accept: boolean },
): Promise<void> {
  await act(context, input, async (sql, incident, now) => {
    if (incident.facts.state === 'resolved') return false;
    const by = input.principal.name;
    if (input.accept && incident.datasetId !== null) await acceptNewestProfile(sql, incident.datasetId);
    const text = `resolved by ${by}${input.accept ? ', the newest profile is the new normal' : ''}${input.note ? `: ${input.note}` : ''}`;
    await closeIncident({ context, sql }, { incident, by, text }, now);
    await audited(sql, input, incident, {
      action: 'incident.resolved',
      after: { state: 'resolved', note: input.note, accept: input.accept },
    });
    return true;
  });
}

export async function commentOnIncident(context: ReceiveContext, input: Act & { text: string }): Promise<void> {
  await act(context, input, async (sql, incident, now) => {
    const events = [{ kind: 'comment', actor: input.principal.name, text: input.text }];
    await appendIncidentEvents(sql, { number: incident.number, at: now, events });
    await audited(sql, input, incident, { action: 'incident.commented', after: { text: input.text } });
    return false;
  });
}
