import type { IncidentFacts, Matcher, NotificationKind, Silence } from '../../alerts/index.ts';
import type { Sql } from './sql.ts';

/** The number in S-3; null when the text is no silence id. */
export function silenceNumber(id: string): number | null {
  const match = /^S-(\d{1,15})$/i.exec(id);
  return match ? Number(match[1]) : null;
}

export interface StoredSilence extends Silence {
  number: number;
  createdBy: string;
  createdAt: Date;
  comment: string;
  expiredBy: string | null;
}

interface SilenceRow extends Omit<StoredSilence, 'id' | 'number'> {
  id: number;
}

const columns = (sql: Sql) => sql`
  id, matchers, namespaces, starts_at as "startsAt", ends_at as "endsAt", created_by as "createdBy", created_at as "createdAt",
  comment, expired_at as "expiredAt", expired_by as "expiredBy"`;

const stored = (row: SilenceRow): StoredSilence => ({ ...row, id: `S-${row.id}`, number: row.id });

export interface NewSilence {
  matchers: readonly Matcher[];
  namespaces: readonly string[];
  startsAt: Date;
  endsAt: Date;
  createdBy: string;
  createdAt: Date;
  comment: string;
}

export async function insertSilence(sql: Sql, s: NewSilence): Promise<StoredSilence> {
  const [row] = await sql<SilenceRow[]>`
    insert into silence (matchers, namespaces, starts_at, ends_at, created_by, created_at, comment)
    values (${sql.json(s.matchers as never)}, ${[...s.namespaces]}, ${s.startsAt}, ${s.endsAt}, ${s.createdBy},
      ${s.createdAt}, ${s.comment})
    returning ${columns(sql)}`;
  if (!row) throw new Error('a silence was not stored');
  return stored(row);
}

/** Silences that are active or still to come at `now`. */
export async function readSilencesInForce(sql: Sql, now: Date): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRow[]>`
    select ${columns(sql)} from silence where ends_at > ${now} and expired_at is null order by id`;
  return rows.map(stored);
}

/** Is there any silence that is not over by the clock, ended by hand or not? */
export async function hasSilences(sql: Sql, now: Date): Promise<boolean> {
  return (await sql`select 1 from silence where ends_at > ${now} limit 1`).length > 0;
}

/** Every silence, the newest first; at most the newest 1,000. */
export async function listSilences(sql: Sql): Promise<StoredSilence[]> {
  const rows = await sql<SilenceRow[]>`select ${columns(sql)} from silence order by id desc limit 1000`;
  return rows.map(stored);
}

/** One silence, locked until the transaction ends; null when there is none of this number. */
export async function lockSilence(sql: Sql, number: number): Promise<StoredSilence | null> {
  const [row] = await sql<SilenceRow[]>`select ${columns(sql)} from silence where id = ${number} for update`;
  return row ? stored(row) : null;
}

export async function expireSilence(sql: Sql, input: { number: number; by: string; at: Date }): Promise<void> {
  await sql`
    update silence set expired_at = ${input.at}, expired_by = ${input.by} where id = ${input.number} and expired_at is null`;
}

/** A message that waits and of which nothing was sent yet. */
export interface WaitingNotification {
  id: number;
  incident: number;
  receiver: string;
  kind: NotificationKind;
  facts: IncidentFacts;
  reason: string;
  dueAt: Date;
}

/** Messages due until `until` of which nothing was sent yet, locked; those that somebody is working on are left out. */
export async function lockWaiting(sql: Sql, until: Date): Promise<WaitingNotification[]> {
  const rows = await sql<WaitingNotification[]>`
    select id, incident_id as incident, receiver, kind, facts, reason, due_at as "dueAt" from notification
    where state = 'pending' and attempts = 0 and due_at <= ${until} order by id limit 5000 for update skip locked`;
  return [...rows];
}

/** Messages that wait for the end of a silence which was ended by hand before that end, locked. */
export async function lockReleased(sql: Sql, now: Date): Promise<WaitingNotification[]> {
  const rows = await sql<WaitingNotification[]>`
    select n.id, n.incident_id as incident, n.receiver, n.kind, n.facts, n.reason, n.due_at as "dueAt"
    from silence s join notification n on n.due_at = s.ends_at
    where s.expired_at is not null and s.ends_at > ${now} and n.state = 'pending' and n.attempts = 0
    order by n.id for update of n skip locked`;
  return [...rows];
}

/** Sets when a waiting message is due, and why then. */
export async function moveWaiting(sql: Sql, input: { id: number; dueAt: Date; reason: string }): Promise<void> {
  await sql`
    update notification set due_at = ${input.dueAt}, reason = ${input.reason}
    where id = ${input.id} and state = 'pending' and attempts = 0`;
}
