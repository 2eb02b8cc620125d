import type postgres from 'postgres';
import type { Sql } from '../sql.ts';
import { keyArray, type NodeKey } from './node-key.ts';

export type Direction = 'up' | 'down';
/** `dataset`: jobs lie on the edges; `job`: datasets and jobs take turns. */
export type Level = 'dataset' | 'job';

/** Which edges count. */
export interface Reach {
  level: Level;
  /** As the graph was then; null: as it is. */
  at: Date | null;
  /** Also edges that the newest run of their job no longer had. */
  former: boolean;
}

/** A piece of SQL to be put into a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** One hop: `job` is by which job, 0 when none is known. */
export type Hop = [from: NodeKey, to: NodeKey, job: number];

/** The side of a job that lies towards the node one comes from, and the side one goes to. */
const sides = (direction: Direction) =>
  direction === 'down' ? { near: 'input', far: 'output' } : { near: 'output', far: 'input' };

const known = (sql: Sql, { at }: Reach, edge: Fragment) =>
  at === null ? sql`` : sql`and ${edge}.first_seen_at <= ${at}`;

/**
 * Was edge `e` of job `j` left out by a finished run of that job which named this side? Only what runs say can become former.
 * As of an instant it is so where that run had begun by then.
 */
export function isFormer(sql: Sql, { at }: Pick<Reach, 'at'>, edge: { e: Fragment; since: Fragment }): Fragment {
  const { e, since } = edge;
  const then = at === null ? sql`` : sql`and ${since} <= ${at}`;
  return sql`(${e}.source = 'observed' and coalesce(${e}.last_seen_at < ${since} ${then}, false))`;
}

const sinceOf = (sql: Sql, alias: Fragment, side: string) =>
  side === 'input' ? sql`${alias}.inputs_at` : sql`${alias}.outputs_at`;

/** A link is former only when a later run named both what it read and what it wrote. */
export const linkSince = (sql: Sql) => sql`least(j.inputs_at, j.outputs_at)`;

function present(sql: Sql, reach: Reach, edge: { e: Fragment; side: string }): Fragment {
  const seen = known(sql, reach, edge.e);
  if (reach.former) return seen;
  return sql`${seen} and not ${isFormer(sql, reach, { e: edge.e, since: sinceOf(sql, sql`j`, edge.side) })}`;
}

/** From a job to what it reads or writes. */
function ofJob(sql: Sql, direction: Direction, reach: Reach): Fragment {
  const { far } = sides(direction);
  return sql`
    select e.dataset_id as key, e.job_id as job from lineage_edge e ${reach.former ? sql`` : sql`join job j on j.id = e.job_id`}
    where e.job_id = -f.key and e.direction = ${far} ${present(sql, reach, { e: sql`e`, side: far })}`;
}

/** From a dataset along what was said explicitly; on the level of jobs only where no job is known. */
function links(sql: Sql, direction: Direction, reach: Reach): Fragment {
  const [from, to] = direction === 'down' ? [sql`source_id`, sql`target_id`] : [sql`target_id`, sql`source_id`];
  const former = reach.former ? sql`` : sql`and not ${isFormer(sql, reach, { e: sql`l`, since: linkSince(sql) })}`;
  return sql`
    select l.${to}, l.job_id from lineage_link l ${reach.former ? sql`` : sql`left join job j on j.id = l.job_id`}
    where l.${from} = f.key and l.${to} <> f.key ${reach.level === 'job' ? sql`and l.job_id = 0` : sql``}
      ${known(sql, reach, sql`l`)} ${former}`;
}

/** From a dataset to the jobs that read or write it. */
function toJobs(sql: Sql, direction: Direction, reach: Reach): Fragment {
  const { near } = sides(direction);
  return sql`
    select -e.job_id, e.job_id from lineage_edge e ${reach.former ? sql`` : sql`join job j on j.id = e.job_id`}
    where e.dataset_id = f.key and e.direction = ${near} ${present(sql, reach, { e: sql`e`, side: near })}`;
}

/** From a dataset through the jobs that did not say themselves which of what they read goes into which of what they write. */
function throughJobs(sql: Sql, direction: Direction, reach: Reach): Fragment {
  const { near, far } = sides(direction);
  return sql`
    select o.dataset_id, j.id from lineage_edge e join job j on j.id = e.job_id and not j.explicit
      join lineage_edge o on o.job_id = e.job_id and o.direction = ${far}
    where e.dataset_id = f.key and e.direction = ${near} and o.dataset_id <> f.key
      ${present(sql, reach, { e: sql`e`, side: near })} ${present(sql, reach, { e: sql`o`, side: far })}`;
}

/** What is one hop from node `f.key`, as (key, job): to be joined laterally. */
export const hopsOf = (sql: Sql, direction: Direction, reach: Reach): Fragment => sql`
  ${ofJob(sql, direction, reach)} union all ${links(sql, direction, reach)} union all
  ${reach.level === 'job' ? toJobs(sql, direction, reach) : throughJobs(sql, direction, reach)}`;

/** One hop from each of the nodes, at most `perNode` from one. Names that are one dataset are one node. */
export async function readHops(
  sql: Sql,
  q: { keys: readonly NodeKey[]; direction: Direction; reach: Reach; perNode: number },
): Promise<Hop[]> {
  if (q.keys.length === 0) return [];
  const [row] = await sql<{ hops: string }[]>`
    select coalesce(json_agg(json_build_array(f.asked, coalesce(o.into_id, n.key), n.job)), '[]')::text as hops
    from (
        select key as asked, key from unnest(${keyArray(q.keys)}::bigint[]) as own(key)
        union all
        select into_id, member_id from dataset_merge where into_id = any(${keyArray(q.keys)}::bigint[])) as f
      cross join lateral (select key, job from (${hopsOf(sql, q.direction, q.reach)}) as hop limit ${q.perNode}) n
      left join dataset_merge o on o.member_id = n.key
    where coalesce(o.into_id, n.key) <> f.asked`;
  return JSON.parse(row?.hops ?? '[]') as Hop[];
}
