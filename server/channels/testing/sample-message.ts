import { buildMessage } from '../../../alerts/index.ts';
import type { IncidentFacts, Message, NotificationKind } from '../../../alerts/index.ts';

/** INC-7 on shop.orders as a message; any fact of the incident may be given. */
export function sampleMessage(
  facts: Partial<IncidentFacts> = {},
  notification: { id?: string; kind?: NotificationKind } = {},
): Message {
  const incident: IncidentFacts = {
    id: 'INC-7',
    subject: { kind: 'dataset', namespace: 'postgres://db:5432', name: 'shop.orders' },
    state: 'open',
    severity: 'error',
    owner: 'team-payments',
    labels: { tier: 'gold' },
    runbook: 'https://wiki.example/orders',
    openedAt: '2026-11-22T05:58:12.000Z',
    acknowledgedBy: null,
    resolvedAt: null,
    failures: [
      {
        expectation: 'amount.mean',
        kind: 'mean',
        column: 'amount',
        outcome: 'fail',
        severity: 'error',
        observed: 4190,
        expected: { low: 10, high: 90 },
        unit: null,
        reason: 'mean 4190 is above 90',
        since: '2026-11-22T05:58:12.000Z',
        healedAt: null,
      },
    ],
    url: 'http://127.0.0.1:8080/incidents/INC-7',
    ...facts,
  };
  const { id = 'ntf-12', kind = 'opened' } = notification;
  return buildMessage({ incident, kind, notificationId: id }, new Date('2026-11-22T06:45:12.000Z'));
}
