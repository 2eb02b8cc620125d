import type { NotificationKind, ReceiverChannel } from '../../alerts/index.ts';
import type { Pool, Sql } from './sql.ts';

export type NotificationState = 'pending' | 'sending' | 'delivered' | 'dead' | 'cancelled';

export interface OutboxRow {
  id: number;
  incident: number;
  namespace: string;
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  kind: NotificationKind;
  state: NotificationState;
  dueAt: Date;
  firstAttemptAt: Date | null;
  deliveredAt: Date | null;
  attempts: number;
  lastError: string | null;
  fallbackFor: number | null;
  replayOf: number | null;
  /** For whom it tells of the incident; null: for the producer. */
  audiences: string[] | null;
  sentence: string;
}

export interface OutboxFilter {
  namespaceLikes: string[] | null;
  /** `dead` leaves out what was replayed: its replay stands for it. */
  state: NotificationState | null;
  receiver: string | null;
}

const matching = (sql: Sql, f: OutboxFilter) => sql`
  from notification n join incident i on i.id = n.incident_id
  where (${f.namespaceLikes}::text[] is null or i.namespace like any(${f.namespaceLikes}::text[]))
    ${f.state === null ? sql`` : f.state === 'dead' ? sql`and n.state = 'dead' and ${notReplayed(sql)}` : sql`and n.state = ${f.state}`}
    and (${f.receiver}::text is null or n.receiver = ${f.receiver}::text)`;

const notReplayed = (sql: Sql) => sql`
  not exists (select 1 from notification r where r.incident_id = n.incident_id and r.replay_of = n.id)`;

const columns = (sql: Sql) => sql`
  n.id, n.incident_id as incident, i.namespace, n.receiver, n.channel_key as "channelKey", n.channel, n.kind, n.state,
  n.due_at as "dueAt", n.first_attempt_at as "firstAttemptAt", n.delivered_at as "deliveredAt", n.attempts,
  n.last_error as "lastError", n.fallback_for as "fallbackFor", n.replay_of as "replayOf", n.facts->'audiences' as audiences, i.sentence`;

/** One page of the outbox, newest first, and how many there are in all. */
export async function listOutbox(
  pool: Pool,
  filter: OutboxFilter,
  page: { offset: number; limit: number },
): Promise<{ items: OutboxRow[]; total: number }> {
  const [items, [count]] = await Promise.all([
    pool<OutboxRow[]>`
      select ${columns(pool)} ${matching(pool, filter)} order by n.id desc offset ${page.offset} limit ${page.limit}`,
    pool<{ total: number }[]>`select count(*)::int as total ${matching(pool, filter)}`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}

export interface PlaceCounts {
  receiver: string;
  channelKey: string;
  pending: number;
  dead: number;
}

/** How many messages wait for each place, and how many are dead and were not replayed. */
export async function countByPlace(sql: Sql, namespaceLikes: string[] | null): Promise<PlaceCounts[]> {
  return sql<PlaceCounts[]>`
    select receiver, channel_key as "channelKey", sum(pending)::int as pending, sum(dead)::int as dead from (
      select n.receiver, n.channel_key, count(*) as pending, 0 as dead from notification n
      join incident i on i.id = n.incident_id
      where n.state in ('pending', 'sending') and (${namespaceLikes}::text[] is null or i.namespace like any(${namespaceLikes}::text[]))
      group by 1, 2
      union all
      select n.receiver, n.channel_key, 0, count(*) from notification n join incident i on i.id = n.incident_id
      where n.state = 'dead' and ${notReplayed(sql)}
        and (${namespaceLikes}::text[] is null or i.namespace like any(${namespaceLikes}::text[]))
      group by 1, 2) counted
    group by 1, 2`;
}

export async function findOutboxRow(sql: Sql, id: number): Promise<OutboxRow | null> {
  const [row] = await sql<OutboxRow[]>`
    select ${columns(sql)} from notification n join incident i on i.id = n.incident_id where n.id = ${id}`;
  return row ?? null;
}

/** The rows of one incident for one place, oldest first, locked. */
export async function lockPlaceRows(
  sql: Sql,
  at: Pick<OutboxRow, 'incident' | 'receiver' | 'channelKey'>,
): Promise<
  { id: number; state: NotificationState; kind: NotificationKind; groupKey: string; replayOf: number | null }[]
> {
  return sql`
    select id, state, kind, group_key as "groupKey", replay_of as "replayOf" from notification
    where incident_id = ${at.incident} and receiver = ${at.receiver} and channel_key = ${at.channelKey}
    order by id for update`;
}

/** Dead letters of a receiver that were not replayed, oldest first, so that they are told in the order in which they were meant. */
export async function deadLettersOf(
  sql: Sql,
  q: { receiver: string; namespaceLikes: string[] | null; limit: number },
): Promise<number[]> {
  const filter = { namespaceLikes: q.namespaceLikes, state: 'dead', receiver: q.receiver } as const;
  const rows = await sql<{ id: number }[]>`select n.id ${matching(sql, filter)} order by n.id limit ${q.limit}`;
  return rows.map(({ id }) => id);
}
