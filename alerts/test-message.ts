import type { IncidentFacts, Message } from './types.ts';
import { formatInstant, oneLine } from './words.ts';

/** A message that tries a receiver: marked TEST wherever it is read, with no incident behind it. */
export function buildTestMessage(
  input: { receiver: string; by: string; url: string; notificationId: string },
  now: Date,
): Message {
  const { receiver, by, url, notificationId } = input;
  const sentence = `Plumbline reaches ${oneLine(receiver, 200)}; nothing is wrong`;
  return {
    notificationId,
    incidentId: 'TEST',
    kind: 'opened',
    severity: 'info',
    subject: `[Plumbline] TEST of ${oneLine(receiver, 120)}`,
    stateWord: 'TEST',
    sentence,
    heading: `[TEST] ${sentence}`,
    facts: [
      { name: 'Receiver', value: oneLine(receiver, 200) },
      { name: 'Asked by', value: oneLine(by, 200) },
      { name: 'At', value: formatInstant(now.toISOString()) },
      { name: 'Open', value: url },
    ],
    failures: [],
    more: 0,
    url,
    runbook: null,
    sentAt: now.toISOString(),
    insteadOf: null,
    isTest: true,
    incident: testIncident(url, now),
  };
}

function testIncident(url: string, now: Date): IncidentFacts {
  return {
    id: 'TEST',
    subject: { kind: 'dataset', namespace: 'plumbline', name: 'test' },
    state: 'open',
    severity: 'info',
    owner: null,
    labels: {},
    runbook: null,
    openedAt: now.toISOString(),
    acknowledgedBy: null,
    resolvedAt: null,
    failures: [],
    url,
  };
}
