import type { FallbackCandidate } from '../../alerts/index.ts';
import type { Sql } from './sql.ts';

/** Is the row dead, or does its place not answer, each for so long? A row that is due later does not wait for its place. */
const inTrouble = (sql: Sql, seconds: number) => sql`
  ((n.state = 'dead' and n.first_attempt_at <= now() - make_interval(secs => ${seconds}))
    or (n.state in ('pending', 'sending') and h.state <> 'closed'
      and h.opened_at <= now() - make_interval(secs => ${seconds})
      and (n.attempts > 0 or n.due_at <= greatest(now(), h.probe_at))))`;

/** The next 200 open incidents with errors of which some message to one of the receivers is in trouble and has no stand-in yet. */
export async function incidentsInTrouble(
  sql: Sql,
  q: { receivers: readonly string[]; troubleSeconds: number; after: number },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select distinct i.id from incident i join notification n on n.incident_id = i.id
    left join receiver_health h on h.receiver = n.receiver and h.channel_key = n.channel_key
    where i.id > ${q.after} and i.state <> 'resolved' and i.severity in ('error', 'critical') and n.receiver = any(${q.receivers as string[]})
      and n.kind in ('opened', 'updated') and ${inTrouble(sql, q.troubleSeconds)}
      and not exists (
        select 1 from notification f where f.incident_id = n.incident_id
          and (f.fallback_for = n.id or f.replay_of = n.id))
    order by i.id limit 200`;
  return rows.map(({ id }) => id);
}

/** The messages about one incident, oldest first and locked, each with whether it is in trouble. */
export async function lockFallbackCandidates(
  sql: Sql,
  incident: number,
  troubleSeconds: number,
): Promise<FallbackCandidate[]> {
  await sql`select id from notification where incident_id = ${incident} order by id for update`;
  const rows = await sql<FallbackCandidate[]>`
    select n.id::text, n.receiver, n.channel_key as "channelKey", n.channel, n.state, n.kind, n.attempts,
      n.due_at as "dueAt", n.delivered_at as "deliveredAt", n.group_key as "groupKey",
      n.facts->'audiences' as audiences,
      n.fallback_for::text as "fallbackFor", coalesce(${inTrouble(sql, troubleSeconds)}, false) as "inTrouble"
    from notification n left join receiver_health h on h.receiver = n.receiver and h.channel_key = n.channel_key
    where n.incident_id = ${incident} order by n.id`;
  return [...rows];
}
