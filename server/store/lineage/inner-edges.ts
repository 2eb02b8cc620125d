import type { Sql } from '../sql.ts';
import { datasetsIn, jobsIn, keyArray, type NodeKey } from './node-key.ts';
import { isFormer, linkSince, type Fragment, type Reach } from './step.ts';

export interface GraphEdge {
  source: NodeKey;
  target: NodeKey;
  firstSeenAt: string;
  lastSeenAt: string;
  /** Events that told of it. */
  count: number;
  /** Where several say so, what was observed counts most, then what was declared. */
  by: 'observed' | 'declared' | 'manual';
  isFormer: boolean;
  /** By which jobs, at most twenty. */
  jobs: number[];
}

/** Jobs that write one dataset, of which so many are looked at. */
const mostWriters = 1_000;

const until = (sql: Sql, { at }: Reach, edge: Fragment) =>
  at === null ? sql`` : sql`and ${edge}.first_seen_at <= ${at}`;

/** Edges between the nodes, each once. */
export async function readInnerEdges(sql: Sql, keys: readonly NodeKey[], reach: Reach): Promise<GraphEdge[]> {
  const datasets = keyArray(await withMembers(sql, datasetsIn(keys)));
  const [row] = await sql<{ edges: string }[]>`
    select coalesce(json_agg(edge), '[]')::text as edges from (
      select coalesce(s.into_id, source) as source, coalesce(t.into_id, target) as target, min(first_at) as "firstSeenAt", max(last_at) as "lastSeenAt", sum(told)::int as count,
        (array['observed', 'declared', 'manual'])[min(rank)] as by, bool_and(former) as "isFormer",
        (array_agg(distinct job) filter (where job <> 0))[1:20] as jobs
      from (${ofJobs(sql, { datasets, jobs: keyArray(jobsIn(keys)), reach })}
        union all ${linked(sql, datasets, reach)}
        ${reach.level === 'dataset' ? sql`union all ${throughJobs(sql, datasets, reach)}` : sql``}) as told
        left join dataset_merge s on s.member_id = source left join dataset_merge t on t.member_id = target
      where coalesce(s.into_id, source) <> coalesce(t.into_id, target) ${reach.former ? sql`` : sql`and not former`}
      group by 1, 2) as edge`;
  const edges = JSON.parse(row?.edges ?? '[]') as (GraphEdge & { jobs: number[] | null })[];
  return edges.map((edge) => ({ ...edge, jobs: edge.jobs ?? [] }));
}

/** With the names that are one with them. */
async function withMembers(sql: Sql, ids: readonly NodeKey[]): Promise<NodeKey[]> {
  const rows = await sql<{ id: NodeKey }[]>`
    select member_id as id from dataset_merge where into_id = any(${keyArray(ids)}::bigint[])`;
  return [...ids, ...rows.map(({ id }) => id)];
}

const rank = (sql: Sql, by: Fragment) => sql`case ${by} when 'observed' then 1 when 'declared' then 2 else 3 end`;

function ofJobs(sql: Sql, q: { datasets: string; jobs: string; reach: Reach }): Fragment {
  const since = sql`case e.direction when 'input' then j.inputs_at else j.outputs_at end`;
  return sql`
    select case e.direction when 'input' then e.dataset_id else -e.job_id end as source,
      case e.direction when 'input' then -e.job_id else e.dataset_id end as target, e.job_id as job,
      e.first_seen_at as first_at, e.last_seen_at as last_at, e.seen_count as told, ${rank(sql, sql`e.source`)} as rank,
      ${isFormer(sql, q.reach, { e: sql`e`, since })} as former
    from lineage_edge e join job j on j.id = e.job_id
    where e.job_id = any(${q.jobs}::bigint[]) and e.dataset_id = any(${q.datasets}::bigint[])
      ${until(sql, q.reach, sql`e`)}`;
}

function linked(sql: Sql, datasets: string, reach: Reach): Fragment {
  return sql`
    select l.source_id, l.target_id, l.job_id, l.first_seen_at, l.last_seen_at, l.seen_count, ${rank(sql, sql`l.source`)},
      ${isFormer(sql, reach, { e: sql`l`, since: linkSince(sql) })}
    from lineage_link l left join job j on j.id = l.job_id
    where l.target_id = any(${datasets}::bigint[]) and l.source_id = any(${datasets}::bigint[])
      and l.source_id <> l.target_id ${reach.level === 'job' ? sql`and l.job_id = 0` : sql``} ${until(sql, reach, sql`l`)}`;
}

function throughJobs(sql: Sql, datasets: string, reach: Reach): Fragment {
  const former = (e: Fragment, since: Fragment) => isFormer(sql, reach, { e, since });
  return sql`
    select i.dataset_id, o.dataset_id, j.id, greatest(i.first_seen_at, o.first_seen_at),
      least(i.last_seen_at, o.last_seen_at), least(i.seen_count, o.seen_count),
      greatest(${rank(sql, sql`i.source`)}, ${rank(sql, sql`o.source`)}),
      ${former(sql`i`, sql`j.inputs_at`)} or ${former(sql`o`, sql`j.outputs_at`)}
    from unnest(${datasets}::bigint[]) as target(id)
      cross join lateral (select * from lineage_edge where dataset_id = target.id and direction = 'output'
        limit ${mostWriters}) o
      join job j on j.id = o.job_id and not j.explicit
      join lineage_edge i on i.job_id = o.job_id and i.direction = 'input' and i.dataset_id <> o.dataset_id
        and i.dataset_id = any(${datasets}::bigint[])
    where true ${until(sql, reach, sql`i`)} ${until(sql, reach, sql`o`)}`;
}
