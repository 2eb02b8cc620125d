import type { Sql } from '../sql.ts';
import { keyArray, type NodeKey } from './node-key.ts';
import { hopsOf, type Fragment, type Reach } from './step.ts';

/** Neighbours of one node and direction that are counted; more are `atLeast` so many. */
export const mostCounted = 500;

export interface Beyond {
  up: number;
  down: number;
  /** There may be more: a node has more neighbours than are counted. */
  atLeast: boolean;
}

/** How many neighbours of each node are not among the nodes; nodes without any are not in the answer. */
export async function readBeyond(sql: Sql, keys: readonly NodeKey[], reach: Reach): Promise<Map<NodeKey, Beyond>> {
  if (keys.length === 0) return new Map();
  const all = keyArray(keys);
  const [row] = await sql<{ counts: string }[]>`
    select coalesce(json_agg(json_build_array(f.key, up.n, down.n, greatest(up.looked, down.looked))), '[]')::text as counts
    from unnest(${all}::bigint[]) as f(key)
      cross join lateral (${outside(sql, hopsOf(sql, 'up', reach), all)}) up
      cross join lateral (${outside(sql, hopsOf(sql, 'down', reach), all)}) down
    where up.n > 0 or down.n > 0`;
  const counts = JSON.parse(row?.counts ?? '[]') as [NodeKey, number, number, number][];
  return new Map(counts.map(([key, up, down, looked]) => [key, { up, down, atLeast: looked >= mostCounted }]));
}

const outside = (sql: Sql, hops: Fragment, all: string) => sql`
  select count(distinct hop.key) filter (where n.key is null)::int as n, count(*)::int as looked
  from (select key from (${hops}) as every limit ${mostCounted}) as hop
    left join unnest(${all}::bigint[]) as n(key) on n.key = hop.key`;
