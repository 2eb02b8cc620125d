import type { Sql } from '../sql.ts';
import type { EventKey } from './raw-events.ts';

/** Gives dead events another five attempts, the oldest first; answers how many. What they told was never counted, unless it was. */
export async function reviveDead(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    update lineage_pending set dead_at = null, attempts = 0, retry_at = null, reason = null
    where id in (select id from lineage_pending where dead_at is not null order by id limit ${limit})`;
  return count;
}

export interface Requeued {
  /** Put back to be worked in. */
  replayed: number;
  /** Those that waited anyway. */
  waiting: number;
}

/** Puts these events back to be worked in, the oldest first: dead ones as they were, done ones as counted before. */
export async function requeueEvents(sql: Sql, keys: readonly EventKey[]): Promise<Requeued> {
  if (keys.length === 0) return { replayed: 0, waiting: 0 };
  const given = sql`unnest(${keys.map(({ at }) => at.toISOString())}::timestamptz[], ${keys.map(({ hash }) => hash)}::text[]) g(at, hash)`;
  const revived = await sql`
    update lineage_pending p set dead_at = null, attempts = 0, retry_at = null, reason = null
    from ${given} where p.event_at = g.at and p.hash = decode(g.hash, 'hex') and p.dead_at is not null`;
  const added = await sql`
    insert into lineage_pending (event_at, hash, bytes, again)
    select e.event_at, e.hash, octet_length(e.body), true
    from ${given} join lineage_event e on e.event_at = g.at and e.hash = decode(g.hash, 'hex')
    where not exists (select 1 from lineage_pending p where p.event_at = e.event_at and p.hash = e.hash)
    order by e.event_at, e.hash`;
  return { replayed: revived.count + added.count, waiting: keys.length - revived.count - added.count };
}

/** The next events of a span after `after`, oldest first. */
export const listEventKeys = (
  sql: Sql,
  span: { from: Date; to: Date },
  page: { after: EventKey | null; limit: number },
) => sql<EventKey[]>`
  select event_at as at, encode(hash, 'hex') as hash from lineage_event
  where event_at >= ${span.from} and event_at < ${span.to}
    ${page.after ? sql`and (event_at, hash) > (${page.after.at}, decode(${page.after.hash}, 'hex'))` : sql``}
  order by event_at, hash limit ${page.limit}`;
