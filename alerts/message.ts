import { describeExpected, describeFailure, describeObserved, whatFailed } from './describe-failure.ts';
import { severityRank } from './severity.ts';
import type { Failure, IncidentFacts, Message, NotificationKind } from './types.ts';
import { formatDuration, formatInstant, oneLine } from './words.ts';

const SHOWN = 10;

/** What a notification says, free of any channel. Times are in UTC; every text is on one line and bounded in length. */
export function buildMessage(
  input: { incident: IncidentFacts; kind: NotificationKind; notificationId: string; insteadOf?: string | null },
  now: Date,
): Message {
  const { incident, kind, notificationId } = input;
  const failures = worstFirst(incident.failures);
  const word = stateWord(incident, kind);
  const sentence = incidentSentence(incident);
  return {
    notificationId,
    incidentId: incident.id,
    kind,
    severity: incident.severity,
    subject: `[Plumbline] ${incident.id} ${oneLine(incident.subject.name, 120)}`,
    stateWord: word,
    sentence,
    heading: `[${word}] ${oneLine(incident.subject.name, 120)}: ${sentence}`,
    facts: messageFacts(incident, failures[0], now),
    failures: failures.slice(0, SHOWN).map(failureLine),
    more: Math.max(0, failures.length - SHOWN),
    url: incident.url,
    runbook: incident.runbook,
    sentAt: now.toISOString(),
    insteadOf: input.insteadOf == null ? null : oneLine(input.insteadOf, 200),
    isTest: false,
    incident,
  };
}

/** The incident in one sentence: its worst failure, and how many more: `mean of amount is 4,190, expected 10 to 90 (and 2 more)`. */
export function incidentSentence(incident: IncidentFacts): string {
  const open = incident.failures.filter((failure) => failure.healedAt === null);
  const told = worstFirst(open.length > 0 ? open : incident.failures);
  const [worst] = told;
  if (!worst) return 'no failure is recorded';
  const more = told.length > 1 ? ` (and ${told.length - 1} more)` : '';
  const { openedAt, resolvedAt } = incident;
  // What was resolved from the start is a notice: nothing lasted.
  const end = resolvedAt === null || resolvedAt === openedAt ? '' : `; resolved after ${lasted(openedAt, resolvedAt)}`;
  return `${describeFailure(worst)}${more}${end}`;
}

function stateWord({ severity }: IncidentFacts, kind: NotificationKind): string {
  const word = { info: 'Info', warn: 'Warning', error: 'Error', critical: 'Critical' }[severity];
  return { opened: word, updated: `${word}, updated`, resolved: 'Resolved', 'opened+resolved': 'Opened and resolved' }[
    kind
  ];
}

/** Open ones before healed ones, then by severity, then as they came. */
function worstFirst(failures: readonly Failure[]): Failure[] {
  const rank = (failure: Failure) => severityRank(failure.severity) + (failure.healedAt === null ? 10 : 0);
  return failures.toSorted((one, other) => rank(other) - rank(one));
}

function messageFacts(incident: IncidentFacts, worst: Failure | undefined, now: Date): Message['facts'] {
  const { subject, openedAt, resolvedAt } = incident;
  const consumers = (incident.audiences ?? []).filter((audience) => audience !== '');
  const end = resolvedAt ?? now.toISOString();
  const resolved = resolvedAt === null ? null : `${formatInstant(resolvedAt)} (after ${lasted(openedAt, resolvedAt)})`;
  const facts: [string, string | null][] = [
    ['What', worst ? whatFailed(worst) : null],
    ['Observed', worst ? describeObserved(worst) : null],
    ['Expected', worst ? describeExpected(worst) : null],
    ['Since', `${formatInstant(openedAt)}${resolved === null ? ` (${lasted(openedAt, end)})` : ''}`],
    ['Resolved', resolved],
    [subject.kind === 'dataset' ? 'Dataset' : 'Job', `${oneLine(subject.namespace)}/${oneLine(subject.name)}`],
    ['Severity', incident.severity],
    ['Acknowledged by', incident.acknowledgedBy === null ? null : oneLine(incident.acknowledgedBy)],
    ['Consumer', consumers.length === 0 ? null : oneLine(consumers.join(', '))],
    ['Owner', incident.owner === null ? 'nobody yet' : oneLine(incident.owner)],
    ['Runbook', incident.runbook === null ? null : oneLine(incident.runbook, 1000)],
    ['Open', incident.url],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function failureLine(failure: Failure): Message['failures'][number] {
  return {
    title: whatFailed(failure),
    observed: describeObserved(failure),
    expected: describeExpected(failure) ?? '',
    since: formatInstant(failure.since),
    healed: failure.healedAt !== null,
  };
}

function lasted(start: string, end: string): string {
  return formatDuration(Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000));
}
