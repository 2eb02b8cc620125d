import type { Sql } from '../sql.ts';

export interface RawEvent {
  /** Hex. */
  hash: string;
  eventAt: Date;
  receivedAt: Date;
  bytes: number;
  warnings: { pointer: string; message: string }[] | null;
  /** JSON; null where the page had no room for it. */
  body: string | null;
}

const events = (sql: Sql, runKey: string) => sql`from lineage_event where run_key = decode(${runKey}, 'hex')`;

/** Events of a run as they are stored, the oldest first; bodies until `bytes` are full, that of the first always. */
export const listRawEvents = (sql: Sql, q: { runKey: string; offset: number; limit: number; bytes: number }) => sql<
  RawEvent[]
>`
  select encode(hash, 'hex') as hash, event_at as "eventAt", received_at as "receivedAt", bytes::int, warnings,
    case when place = 1 or up_to <= ${q.bytes} then body end as body
  from (
    select *, sum(bytes) over (order by event_at, hash) as up_to, row_number() over (order by event_at, hash) as place
    from (
      select *, octet_length(body) as bytes ${events(sql, q.runKey)}
      order by event_at, hash offset ${q.offset} limit ${q.limit}) page) e
  order by event_at, hash`;

export async function countRawEvents(sql: Sql, runKey: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select 1 ${events(sql, runKey)} limit 10000) e`;
  return row?.count ?? 0;
}

/** The newest bodies of a run, together no more than `bytes`; the newest first. */
export async function readNewestBodies(
  sql: Sql,
  q: { runKey: string; limit: number; bytes: number },
): Promise<string[]> {
  const rows = await sql<{ body: string }[]>`
    select body from (
      select body, event_at, hash, sum(octet_length(body)) over (order by event_at desc, hash desc) as up_to from (
        select * ${events(sql, q.runKey)} order by event_at desc, hash desc limit ${q.limit}) newest) e
    where up_to <= ${q.bytes} order by event_at desc, hash desc`;
  return rows.map(({ body }) => body);
}
