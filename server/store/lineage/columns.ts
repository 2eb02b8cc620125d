import type { Sql } from '../sql.ts';
import { keyArray, type NodeKey } from './node-key.ts';
import { isFormer, linkSince, type Direction } from './step.ts';

export interface ColumnHop {
  /** On the side that one comes from, and on the side that one goes to; an empty column means the whole dataset. */
  near: NodeKey;
  nearColumn: string;
  far: NodeKey;
  farColumn: string;
  job: number;
  kind: 'direct' | 'indirect';
  subtype: string | null;
  isMasking: boolean;
  description: string | null;
  firstSeenAt: string;
  lastSeenAt: string;
  isFormer: boolean;
}

interface ColumnsQuestion {
  direction: Direction;
  at: Date | null;
  former: boolean;
  limit: number;
}

/** What columns of the datasets go into (come from), at most `limit` hops. Of `places` only the named columns; null: all. */
export async function readColumnHops(
  sql: Sql,
  places: readonly { key: NodeKey; column: string | null }[],
  { direction, at, former, limit }: ColumnsQuestion,
): Promise<ColumnHop[]> {
  if (places.length === 0) return [];
  const [near, far] =
    direction === 'down' ? ([sql`c.source`, sql`c.target`] as const) : ([sql`c.target`, sql`c.source`] as const);
  const old = isFormer(sql, { at }, { e: sql`c`, since: linkSince(sql) });
  const [row] = await sql<{ hops: string }[]>`
    select coalesce(json_agg(hop), '[]')::text as hops from (
      select distinct p.asked as near, ${near}_column as "nearColumn", coalesce(o.into_id, ${far}_id) as far, ${far}_column as "farColumn",
        c.job_id as job, c.kind, c.subtype, c.is_masking as "isMasking", c.description, c.first_seen_at as "firstSeenAt",
        c.last_seen_at as "lastSeenAt", ${old} as "isFormer"
      from (
          with own as (select * from unnest(${keyArray(places.map(({ key }) => key))}::bigint[],
            ${places.map(({ column }) => column)}::text[]) as u(id, name))
          select id as asked, id, name from own
          union all select m.into_id, m.member_id, own.name from own join dataset_merge m on m.into_id = own.id) as p
        join lineage_column c on ${near}_id = p.id and (p.name is null or ${near}_column in (p.name, ''))
        left join job j on j.id = c.job_id left join dataset_merge o on o.member_id = ${far}_id
      where (${at}::timestamptz is null or c.first_seen_at <= ${at}) ${former ? sql`` : sql`and not ${old}`}
      limit ${limit}) as hop`;
  return JSON.parse(row?.hops ?? '[]') as ColumnHop[];
}
