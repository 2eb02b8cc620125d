import type { PlaceHealth, ReceiverChannel } from '../../alerts/index.ts';
import type { Sql } from './sql.ts';

/** One place that messages go to: a channel of a receiver. */
export interface Place {
  receiver: string;
  channelKey: string;
}

/**
 * May this message go to a place whose breaker is not closed? `probe`: it is the one that is tried, for nobody else is
 * while `leaseSeconds` last. A pause that was only asked for ends here. Atomic over all processes.
 */
export async function admit(sql: Sql, place: Place, leaseSeconds: number): Promise<'go' | 'probe' | 'wait'> {
  const [row] = await sql<{ state: string }[]>`
    update receiver_health set state = case when opened_at is null then 'closed' else 'half-open' end,
      probe_at = case when opened_at is null then null else now() + make_interval(secs => ${leaseSeconds}) end,
      updated_at = now()
    where receiver = ${place.receiver} and channel_key = ${place.channelKey} and state <> 'closed' and probe_at <= now()
    returning state`;
  if (row) return row.state === 'closed' ? 'go' : 'probe';
  const [now] = await sql<{ state: string }[]>`
    select state from receiver_health where receiver = ${place.receiver} and channel_key = ${place.channelKey}`;
  return now === undefined || now.state === 'closed' ? 'go' : 'wait';
}

/** The message that was to try the place was not sent after all: the next one tries it at once. */
export async function releaseProbe(sql: Sql, { receiver, channelKey }: Place): Promise<void> {
  await sql`
    update receiver_health set state = 'open', probe_at = now(), updated_at = now()
    where receiver = ${receiver} and channel_key = ${channelKey} and state = 'half-open'`;
}

/** How a place is doing, locked until the transaction ends, and the database's time. */
export async function lockPlace(
  sql: Sql,
  { receiver, channelKey }: Place,
  kind: ReceiverChannel['kind'],
): Promise<PlaceHealth & { now: Date }> {
  await sql`
    insert into receiver_health (receiver, channel_key, kind) values (${receiver}, ${channelKey}, ${kind})
    on conflict do nothing`;
  const [row] = await sql<(PlaceHealth & { now: Date })[]>`
    select state, consecutive_failures as "consecutiveFailures", opened_at as "openedAt", probe_at as "probeAt", now() as now
    from receiver_health where receiver = ${receiver} and channel_key = ${channelKey} for update`;
  if (!row) throw new Error(`the health of ${receiver} was not stored`);
  return row;
}

/** Writes how a place is doing now; `error` null says that a message arrived. */
export async function savePlace(sql: Sql, place: Place, after: PlaceHealth & { error: string | null }): Promise<void> {
  const arrived = after.error === null;
  await sql`
    update receiver_health set state = ${after.state}, consecutive_failures = ${after.consecutiveFailures},
      opened_at = ${after.openedAt}, probe_at = ${after.probeAt}, updated_at = now(),
      last_success_at = case when ${arrived} then now() else last_success_at end,
      last_failure_at = case when ${arrived} then last_failure_at else now() end,
      last_error = case when ${arrived} then last_error else ${after.error} end
    where receiver = ${place.receiver} and channel_key = ${place.channelKey}`;
}

/** What waits for a place waits until then, and costs no look meanwhile. Rows that somebody else holds keep their time: the claim looks at the breaker as well. */
export async function postpone(sql: Sql, { receiver, channelKey }: Place, until: Date): Promise<void> {
  await sql`
    update notification set due_at = ${until} where id in (
      select id from notification where receiver = ${receiver} and channel_key = ${channelKey} and state = 'pending'
        and due_at < ${until} for update skip locked)`;
}

/** What was postponed until `from` may go now. */
export async function bringForward(sql: Sql, { receiver, channelKey }: Place, from: Date): Promise<void> {
  await sql`
    update notification set due_at = now() where id in (
      select id from notification where receiver = ${receiver} and channel_key = ${channelKey} and state = 'pending'
        and due_at = ${from} for update skip locked)`;
}

/** The usual case in one statement that locks nothing: a place that is known to be well took one more. */
export async function recordSuccessWhereWell(sql: Sql, { receiver, channelKey }: Place): Promise<void> {
  await sql`
    update receiver_health set consecutive_failures = 0, last_success_at = now(), updated_at = now()
    where receiver = ${receiver} and channel_key = ${channelKey} and state = 'closed'
      and (consecutive_failures > 0 or last_success_at is null or last_success_at < now() - interval '10 seconds')`;
}

export interface StoredPlace extends Place, PlaceHealth {
  /** The database's time of this look. */
  now: Date;
  lastError: string | null;
  lastFailureAt: Date | null;
  lastSuccessAt: Date | null;
}

export async function listPlaces(sql: Sql): Promise<StoredPlace[]> {
  return sql<StoredPlace[]>`
    select receiver, channel_key as "channelKey", state, consecutive_failures as "consecutiveFailures",
      opened_at as "openedAt", probe_at as "probeAt", last_error as "lastError", last_failure_at as "lastFailureAt",
      last_success_at as "lastSuccessAt", now() as now
    from receiver_health`;
}
