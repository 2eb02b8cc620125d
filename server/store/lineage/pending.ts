import type { Sql } from '../sql.ts';

export type Stage = 'graph' | 'quality';

/** An event that waits to be worked in. */
export interface PendingEvent {
  id: number;
  body: string;
  receivedAt: Date;
  traceparent: string | null;
  /** Who posted it: `key:airflow`. */
  sender: string;
  again: boolean;
  attempts: number;
  /** What it was found to break so far. */
  warnings: { pointer: string; message: string }[] | null;
}

/** One process at a time works each stage: another one that asks is told no. Held until the transaction ends. */
export async function takeStage(sql: Sql, stage: Stage): Promise<boolean> {
  const key = stage === 'graph' ? 7_201_106 : 7_201_107;
  const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${key}) as taken`;
  return row?.taken === true;
}

/** The oldest events of a stage that may be tried now: at most `limit`, and no more bytes than `bytes` but for the first. */
export async function readPending(
  sql: Sql,
  q: { stage: Stage; limit: number; bytes: number },
): Promise<PendingEvent[]> {
  return sql<PendingEvent[]>`
    with next as (
      select id, event_at, hash, traceparent, sender, again, attempts, sum(bytes) over (order by id) - bytes as before
      from (
        select * from lineage_pending
        where stage = ${q.stage} and dead_at is null and (retry_at is null or retry_at <= now())
        order by id limit ${q.limit}) p)
    select n.id, e.body, e.received_at as "receivedAt", n.traceparent, n.sender, n.again, n.attempts, e.warnings
    from next n join lineage_event e on e.event_at = n.event_at and e.hash = n.hash
    where n.before < ${q.bytes} order by n.id`;
}

/** Are they all there still? Another process may have worked them in meanwhile. */
export async function arePending(sql: Sql, stage: Stage, ids: readonly number[]): Promise<boolean> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from lineage_pending where stage = ${stage} and id = any(${ids as number[]}::bigint[])`;
  return row?.count === ids.length;
}

export async function finishPending(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql`delete from lineage_pending where id = any(${ids as number[]}::bigint[])`;
}

export async function passOn(sql: Sql, ids: readonly number[]): Promise<void> {
  if (ids.length > 0)
    await sql`
      update lineage_pending set stage = 'quality', attempts = 0, retry_at = null, reason = null
      where id = any(${ids as number[]}::bigint[])`;
}

/** Notes a failed attempt: tried again after a while that doubles; dead after `most`. Answers whether it is dead now. */
export async function notePendingFailure(
  sql: Sql,
  id: number,
  { reason, most }: { reason: string; most: number },
): Promise<boolean> {
  const [row] = await sql<{ isDead: boolean }[]>`
    update lineage_pending set attempts = attempts + 1, reason = ${reason.slice(0, 2000)},
      retry_at = now() + least(300, power(2, attempts)) * interval '1 second',
      dead_at = case when attempts + 1 >= ${most} then now() end
    where id = ${id} returning dead_at is not null as "isDead"`;
  return row?.isDead === true;
}
