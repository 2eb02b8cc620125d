import type {
  ChannelReference,
  IncidentFacts,
  NotificationKind,
  PreviousNotification,
  ReceiverChannel,
} from '../../alerts/index.ts';
import type { Sql } from './sql.ts';

/** What was told or is about to be told of one incident, oldest first; locked, so that no delivery starts between plan and write. */
export async function lockNotifications(sql: Sql, incident: number): Promise<PreviousNotification[]> {
  const rows = await sql<PreviousNotification[]>`
    select id::text, receiver, channel_key as "channelKey", channel, state, kind, attempts, due_at as "dueAt",
      delivered_at as "deliveredAt", group_key as "groupKey", facts->'audiences' as audiences
    from notification where incident_id = ${incident} order by notification.id for update`;
  return [...rows];
}

export interface NewNotification {
  incident: number;
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  groupKey: string;
  kind: NotificationKind;
  facts: IncidentFacts;
  reason: string;
  dueAt: Date;
  /** The id of the row that it stands in for, or sends again. */
  fallbackFor?: string | null;
  replayOf?: number | null;
}

export async function insertNotification(sql: Sql, n: NewNotification): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into notification (incident_id, receiver, channel_key, channel, group_key, kind, facts, reason, due_at,
      fallback_for, replay_of)
    values (${n.incident}, ${n.receiver}, ${n.channelKey}, ${sql.json(n.channel)}, ${n.groupKey}, ${n.kind},
      ${sql.json(n.facts as never)}, ${n.reason}, ${n.dueAt}, ${n.fallbackFor ?? null}, ${n.replayOf ?? null})
    returning id`;
  if (!row) throw new Error(`a notification for ${n.receiver} was not stored`);
  return row.id;
}

/** A message that waits says the newest state instead; one that was already tried keeps its words and its id. */
export async function coalesceNotification(
  sql: Sql,
  input: { id: number; kind: NotificationKind; facts: IncidentFacts; reason: string; dueAt: Date },
): Promise<void> {
  await sql`
    update notification set kind = ${input.kind}, facts = ${sql.json(input.facts as never)}, reason = ${input.reason},
      due_at = ${input.dueAt}
    where id = ${input.id} and state = 'pending'`;
}

export async function cancelNotification(sql: Sql, id: number, reason: string): Promise<void> {
  await sql`update notification set state = 'cancelled', reason = ${reason} where id = ${id} and state = 'pending'`;
}

export interface ClaimedNotification {
  id: number;
  incident: number;
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  kind: NotificationKind;
  facts: IncidentFacts;
  attempts: number;
  leaseToken: string;
  firstAttemptAt: Date;
  /** When it was planned. */
  createdAt: Date;
  /** The receiver that does not answer and that this one stands in for. */
  insteadOf: string | null;
  /** How its place was doing at the claim; null when nothing ever went there. */
  placeState: 'closed' | 'open' | 'half-open' | null;
  /** What the place answered for an earlier message about the same incident. */
  reference: ChannelReference | null;
}

/**
 * Takes due messages of one kind of channel for `leaseSeconds`: no other worker sends them meanwhile, and whoever's lease
 * has run out has lost its right to write the outcome. A message waits while an earlier one of the same incident and
 * recipient is still on its way, so that a resolve never overtakes its opening; and while its place's breaker is open.
 */
export async function claimDue(
  sql: Sql,
  input: { kind: ReceiverChannel['kind']; limit: number; leaseSeconds: number; token: string },
): Promise<ClaimedNotification[]> {
  return sql<ClaimedNotification[]>`
    with taken as (
      update notification n set state = 'sending', attempts = attempts + 1, lease_token = ${input.token},
        lease_until = now() + make_interval(secs => ${input.leaseSeconds}),
        first_attempt_at = coalesce(first_attempt_at, now())
      where n.id in (
        select c.id from notification c
        where ((c.state = 'pending' and c.due_at <= now()) or (c.state = 'sending' and c.lease_until < now()))
          and c.channel->>'kind' = ${input.kind}
          and not exists (
            select 1 from notification e where e.incident_id = c.incident_id and e.receiver = c.receiver
              and e.channel_key = c.channel_key and e.id < c.id and e.state in ('pending', 'sending'))
          and not exists (
            select 1 from receiver_health b where b.receiver = c.receiver and b.channel_key = c.channel_key
              and b.state <> 'closed' and b.probe_at > now())
        order by c.due_at, c.id limit ${input.limit} for update skip locked)
      returning n.*)
    select n.id, n.incident_id as incident, n.receiver, n.channel_key as "channelKey", n.channel, n.kind, n.facts,
      n.attempts, n.lease_token as "leaseToken", n.first_attempt_at as "firstAttemptAt", h.state as "placeState",
      n.created_at as "createdAt",
      m.reference, (select f.receiver from notification f where f.id = n.fallback_for) as "insteadOf"
    from taken n left join receiver_health h on h.receiver = n.receiver and h.channel_key = n.channel_key
    left join channel_message m
      on m.incident_id = n.incident_id and m.receiver = n.receiver and m.channel_key = n.channel_key
    order by n.due_at, n.id`;
}

/** Was anything about this incident delivered to this place before this message? */
export async function wasToldBefore(sql: Sql, n: ClaimedNotification): Promise<boolean> {
  const rows = await sql`
    select 1 from notification where incident_id = ${n.incident} and receiver = ${n.receiver}
      and channel_key = ${n.channelKey} and id < ${n.id} and state = 'delivered' limit 1`;
  return rows.length > 0;
}

export interface NotificationOutcome {
  id: number;
  leaseToken: string;
  state: 'delivered' | 'pending' | 'dead' | 'cancelled';
  /** Seconds until the next attempt, with `pending`; null leaves the due time as it was. */
  retryInSeconds: number | null;
  error: string | null;
  /** It was not tried after all: the attempt does not count, and the last error stays. */
  notTried?: boolean;
}

/** Writes what became of one attempt; false when the lease was lost, and then nothing is written. */
export async function finishAttempt(sql: Sql, o: NotificationOutcome): Promise<boolean> {
  const notTried = o.notTried === true;
  // At most one untried row waits for a place: when another one does, this keeps its attempt.
  const rows = await sql`
    update notification n set state = ${o.state}, lease_token = null, lease_until = null,
      last_error = case when ${notTried} then last_error else ${o.error} end,
      attempts = case when ${notTried} then greatest(attempts - 1, case when exists (
        select 1 from notification u where u.incident_id = n.incident_id and u.receiver = n.receiver
          and u.channel_key = n.channel_key and u.id <> n.id and u.state = 'pending' and u.attempts = 0)
        then 1 else 0 end) else attempts end,
      first_attempt_at = case when ${notTried} and attempts = 1 then null else first_attempt_at end,
      due_at = case when ${o.retryInSeconds}::float8 is null then due_at
        else now() + make_interval(secs => ${o.retryInSeconds}::float8) end,
      delivered_at = case when ${o.state} = 'delivered' then now() end
    where id = ${o.id} and lease_token = ${o.leaseToken} and state = 'sending' returning id`;
  return rows.length === 1;
}

/** Remembers where the incident's message stands at this place, in the transaction of its outcome. */
export async function saveReference(sql: Sql, n: ClaimedNotification, reference: ChannelReference): Promise<void> {
  await sql`
    insert into channel_message (incident_id, receiver, channel_key, reference)
    values (${n.incident}, ${n.receiver}, ${n.channelKey}, ${sql.json(reference)})
    on conflict (incident_id, receiver, channel_key) do update set reference = excluded.reference, updated_at = now()`;
}

/** Seconds until the next message of this kind falls due or a lease runs out, 0 when one is due; null when nothing waits. */
export async function secondsToNextDue(sql: Sql, kind: ReceiverChannel['kind']): Promise<number | null> {
  const [row] = await sql<{ seconds: number | null }[]>`
    select extract(epoch from min(greatest(case when c.state = 'sending' then c.lease_until else c.due_at end,
      case when h.state <> 'closed' then h.probe_at end)) - now())::float8 as seconds
    from notification c
    left join receiver_health h on h.receiver = c.receiver and h.channel_key = c.channel_key
    where c.state in ('pending', 'sending') and c.channel->>'kind' = ${kind} and not exists (
      select 1 from notification e where e.incident_id = c.incident_id and e.receiver = c.receiver
        and e.channel_key = c.channel_key and e.id < c.id and e.state in ('pending', 'sending'))`;
  return row?.seconds === null || row?.seconds === undefined ? null : Math.max(0, row.seconds);
}

export async function insertDecision(
  sql: Sql,
  d: { incident: number; at: Date; receiver: string | null; action: string; reason: string; path: unknown },
): Promise<void> {
  await sql`
    insert into decision (incident_id, at, receiver, action, reason, path)
    values (${d.incident}, ${d.at}, ${d.receiver}, ${d.action}, ${d.reason}, ${sql.json((d.path ?? null) as never)})`;
}
