import type { Failure, IncidentChange, IncidentFacts } from '../../alerts/index.ts';
import { appendAudit } from '../store/audit.ts';
import { appendIncidentEvents, isNewestOfDataset, lockIncident, type StoredIncident } from '../store/incidents.ts';
import type { Sql } from '../store/sql.ts';

/** Which resolved incident is to be open again, and by whom: what had ended it is taken back. */
export interface Reopening {
  number: number;
  by: string;
}

interface Judged {
  openIncident: number | null;
  failing: readonly Failure[];
  reopens?: Reopening;
}

/**
 * The incident that is asked for, as it is when it is open again: when it is the newest of its dataset, no other is open, and something that
 * failed in it fails. Null otherwise.
 */
export async function reopenedBy(
  { sql, publicUrl }: { sql: Sql; publicUrl: string },
  { openIncident, failing, reopens }: Judged,
): Promise<StoredIncident | null> {
  if (reopens === undefined || openIncident !== null) return null;
  const known = await lockIncident(sql, reopens.number, publicUrl);
  if (known === null || !(await isNewestOfDataset(sql, known.number))) return null;
  const names = new Set(known.facts.failures.map(({ expectation }) => expectation));
  if (!failing.some(({ expectation }) => names.has(expectation))) return null;
  return { ...known, facts: { ...known.facts, state: 'open', resolvedAt: null, acknowledgedBy: null } };
}

/** What is kept of an incident that is open again: what had failed in it before fails since then, and joins nothing. */
export function asNeverEnded(
  before: IncidentFacts,
  { incident, changes }: { incident: IncidentFacts; changes: readonly IncidentChange[] },
): { incident: IncidentFacts; changes: IncidentChange[] } {
  const known = new Map(before.failures.map(({ expectation, since }) => [expectation, since]));
  const failures = incident.failures.map((one) => ({ ...one, since: known.get(one.expectation) ?? one.since }));
  const isAgain = ({ kind, expectation }: IncidentChange): boolean =>
    kind === 'joined' && expectation !== null && known.has(expectation);
  return { incident: { ...incident, failures }, changes: changes.filter((change) => !isAgain(change)) };
}

/** Says so in its timeline and in the audit log. */
export async function tellReopened(
  sql: Sql,
  { number, facts }: StoredIncident,
  { reopens, now }: { reopens?: Reopening; now: Date },
): Promise<void> {
  const by = reopens?.by ?? null;
  const text = `open again: ${by ?? 'somebody'} took back what had ended it`;
  await appendIncidentEvents(sql, { number, at: now, events: [{ kind: 'reopened', actor: by, text }] });
  const { id: object, subject, severity } = facts;
  await appendAudit(
    sql,
    { name: 'system:judge', via: 'system' },
    {
      action: 'incident.reopened',
      object,
      namespace: subject.namespace,
      after: { state: 'open', severity, reason: text },
    },
  );
}
