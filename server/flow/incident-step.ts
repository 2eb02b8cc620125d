import {
  changeToTell,
  nextIncident,
  type ChangeToTell,
  type IncidentChange,
  type IncidentFacts,
  type Judgement,
} from '../../alerts/index.ts';

/** What became of a subject's incident, and what of it is to be told. */
interface IncidentStep {
  /** Null: there is none and none opens. */
  incident: IncidentFacts | null;
  changes: IncidentChange[];
  change: ChangeToTell | null;
}

/** One judgement of a subject and its open incident → what comes of it. The receive and the replay both decide by this. */
export function incidentStep(judgement: Judgement, now: Date): IncidentStep {
  const { incident, changes } = nextIncident(judgement, now);
  return { incident, changes, change: changeToTell(judgement.current, incident, changes) };
}

/** An incident closed because somebody says so: what still fails in it counts as healed. */
export function closedByHand(incident: IncidentFacts, now: Date): IncidentFacts {
  const at = now.toISOString();
  const failures = incident.failures.map((failure) => ({ ...failure, healedAt: failure.healedAt ?? at }));
  return { ...incident, state: 'resolved', resolvedAt: at, failures };
}

/** Something to know of a subject: an incident of severity info that is resolved from the start. */
export function noticeFacts(
  notice: Pick<IncidentFacts, 'id' | 'url' | 'subject' | 'owner' | 'labels' | 'runbook' | 'failures'>,
  now: Date,
): IncidentFacts {
  const at = now.toISOString();
  return { ...notice, state: 'resolved', severity: 'info', openedAt: at, resolvedAt: at, acknowledgedBy: null };
}
