import type { Sql } from '../sql.ts';
import { datasetsIn, jobsIn, keyArray, type NodeKey } from './node-key.ts';
import { hopsOf, type Direction, type Hop, type Reach } from './step.ts';

/** Open incidents that are looked at where a hub is cut. */
const mostIncidents = 150;

/** Which of the nodes have an open incident. */
export async function readFailing(sql: Sql, keys: readonly NodeKey[]): Promise<Set<NodeKey>> {
  const rows = await sql<{ key: NodeKey }[]>`
    select dataset_id as key from incident
    where state <> 'resolved' and dataset_id is not null and dataset_id = any(${keyArray(datasetsIn(keys))}::bigint[])
    union all
    select -job_id from incident
    where state <> 'resolved' and job_id is not null and job_id = any(${keyArray(jobsIn(keys))}::bigint[])`;
  return new Set(rows.map(({ key }) => key));
}

/**
 * Hops from the hubs to nodes with an open incident: found from those nodes backwards, since they are few and a hub's
 * neighbours are many.
 */
export async function readFailingHops(
  sql: Sql,
  q: { hubs: readonly NodeKey[]; direction: Direction; reach: Reach },
): Promise<Hop[]> {
  if (q.hubs.length === 0) return [];
  const back = q.direction === 'down' ? 'up' : 'down';
  const rows = await sql<{ from: NodeKey; to: NodeKey; job: number }[]>`
    select n.key as "from", f.key as "to", n.job
    from (
      (select dataset_id as key from incident where state <> 'resolved' and dataset_id is not null limit ${mostIncidents})
      union all
      (select -job_id from incident where state <> 'resolved' and job_id is not null limit ${mostIncidents})) f
      cross join lateral (select key, job from (${hopsOf(sql, back, q.reach)}) as hop limit 200) n
    where n.key = any(${keyArray(q.hubs)}::bigint[])`;
  return rows.map(({ from, to, job }) => [from, to, job]);
}
