import { placeOf } from '../../alerts/index.ts';
import type { IncidentSummary, StoredNotification } from '../store/incident-reads.ts';
import { feedbackId, type StoredFeedback } from '../store/feedback.ts';
import type { FeedbackShape, IncidentRow } from './shapes/incidents.ts';
import { iso } from './text.ts';

/** A message as an incident's page shows it. */
export const notificationRow = (n: StoredNotification) => ({
  id: `ntf_${n.id}`,
  receiver: n.receiver,
  channel: n.channel.kind,
  recipient: placeOf(n.channel),
  kind: n.kind,
  state: n.state,
  dueAt: n.dueAt.toISOString(),
  deliveredAt: iso(n.deliveredAt),
  attempts: n.attempts,
  lastError: n.lastError,
});

/** What somebody said of alarms, as the incident's page shows it. */
export const feedbackShape = (f: StoredFeedback): FeedbackShape => ({
  id: feedbackId(f.number),
  verb: f.verb,
  expectations: f.expectations,
  profileId: `prf_${f.profileId}`,
  note: f.note,
  by: f.by,
  at: f.at.toISOString(),
  undoneBy: f.undoneBy,
  undoneAt: iso(f.undoneAt),
});

/** An incident as lists show it. */
export const incidentRow = (i: IncidentSummary): IncidentRow => ({
  id: `INC-${i.id}`,
  state: i.state,
  severity: i.severity,
  sentence: i.sentence,
  subject: {
    kind: i.datasetId === null ? 'job' : 'dataset',
    id: i.datasetId === null ? `job_${i.jobId}` : `dst_${i.datasetId}`,
    slug: i.slug,
    namespace: i.namespace,
    name: i.subjectName,
  },
  owner: i.owner,
  labels: i.labels,
  openedAt: i.openedAt.toISOString(),
  lastFailureAt: i.lastFailureAt.toISOString(),
  acknowledgedAt: iso(i.acknowledgedAt),
  acknowledgedBy: i.acknowledgedBy,
  resolvedAt: iso(i.resolvedAt),
  resolvedBy: i.resolvedBy,
  failureCount: i.failureCount,
  learnedCount: i.learnedCount,
  occurrenceCount: i.occurrenceCount,
});
