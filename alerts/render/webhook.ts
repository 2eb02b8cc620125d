import type { Failure, Message } from '../types.ts';

/** The body of a native webhook. `version` grows when a field changes its meaning or goes; new fields may come any time. */
export interface WebhookBody {
  /** `test`: somebody tries this receiver, and no incident is behind it. */
  type: 'incident.opened' | 'incident.updated' | 'incident.resolved' | 'test';
  version: 1;
  /** RFC 3339: when this was written; the attempt's own time is in the header. */
  timestamp: string;
  data: {
    notificationId: string;
    incidentId: string;
    /** `opened+resolved` arrives as type `incident.resolved`: no `incident.opened` came before it. */
    kind: Message['kind'];
    state: string;
    severity: string;
    heading: string;
    subject: { kind: string; namespace: string; name: string };
    owner: string | null;
    labels: Record<string, string>;
    openedAt: string;
    resolvedAt: string | null;
    acknowledgedBy: string | null;
    url: string;
    runbook: string | null;
    failures: Message['incident']['failures'];
    /** How many failures there are besides those listed, at most ten. */
    moreFailures: number;
    /** The receiver that this was meant for first and that does not answer. */
    insteadOf: string | null;
  };
}

const LISTED = 10;

/** The message as JSON for programs: facts as they are, in their units, besides the heading that people read. */
export function renderWebhook(message: Message): string {
  const { incident } = message;
  const body: WebhookBody = {
    type: message.isTest ? 'test' : `incident.${message.kind === 'opened+resolved' ? 'resolved' : message.kind}`,
    version: 1,
    timestamp: message.sentAt,
    data: {
      notificationId: message.notificationId,
      incidentId: incident.id,
      kind: message.kind,
      state: incident.state,
      severity: incident.severity,
      heading: message.heading,
      subject: incident.subject,
      owner: incident.owner,
      labels: incident.labels,
      openedAt: incident.openedAt,
      resolvedAt: incident.resolvedAt,
      acknowledgedBy: incident.acknowledgedBy,
      url: incident.url,
      runbook: incident.runbook,
      failures: incident.failures.slice(0, LISTED).map(bounded),
      moreFailures: Math.max(0, incident.failures.length - LISTED),
      insteadOf: message.insteadOf,
    },
  };
  return JSON.stringify(body);
}

/** A set of thousands of members would make the body larger than receivers take: the first twenty stand for it. */
function bounded(failure: Failure): Failure {
  const { expected } = failure;
  if (expected === null || !('set' in expected) || expected.set.length <= 20) return failure;
  return { ...failure, expected: { set: expected.set.slice(0, 20) } };
}
