import type { Sql } from '../sql.ts';
import type { NodeKey } from './node-key.ts';
import { isFormer, linkSince, type Fragment } from './step.ts';

const now = { at: null };
const current = (sql: Sql, alias: 'i' | 'o') => {
  const [e, since] = alias === 'i' ? [sql`i`, sql`j.inputs_at`] : [sql`o`, sql`j.outputs_at`];
  return sql`not ${isFormer(sql, now, { e, since })}`;
};

const links = (sql: Sql, where: Fragment): Fragment => sql`
  select l.source_id as source, l.target_id as target from lineage_link l left join job j on j.id = l.job_id
  where l.source_id <> l.target_id and not ${isFormer(sql, now, { e: sql`l`, since: linkSince(sql) })} ${where}`;

/** From dataset to dataset, each pair once. */
const betweenDatasets = (sql: Sql): Fragment => sql`
  select i.dataset_id as source, o.dataset_id as target from lineage_edge i
    join job j on j.id = i.job_id and not j.explicit
    join lineage_edge o on o.job_id = i.job_id and o.direction = 'output' and o.dataset_id <> i.dataset_id
  where i.direction = 'input' and ${current(sql, 'i')} and ${current(sql, 'o')}
  union ${links(sql, sql``)}`;

/** Between jobs and datasets, and between datasets where no job is known. */
const throughJobs = (sql: Sql): Fragment => sql`
  select i.dataset_id as source, -i.job_id as target from lineage_edge i join job j on j.id = i.job_id
    where i.direction = 'input' and ${current(sql, 'i')}
  union select -o.job_id, o.dataset_id from lineage_edge o join job j on j.id = o.job_id
    where o.direction = 'output' and ${current(sql, 'o')}
  union ${links(sql, sql`and l.job_id = 0`)}`;

/** Changes whenever an edge comes or goes. An edge that becomes former does not change it. */
export async function readGraphVersion(sql: Sql): Promise<string> {
  const [row] = await sql<{ version: string }[]>`
    select concat_ws(' ', e.edges, e.newest, l.links, l.newest) as version
    from (select count(*) as edges, extract(epoch from max(first_seen_at)) as newest from lineage_edge) as e,
      (select count(*) as links, extract(epoch from max(first_seen_at)) as newest from lineage_link) as l`;
  return row?.version ?? '';
}

/** Every edge that is not former, source and target in turns, at most `limit` of them. */
export async function readWholeGraph(sql: Sql, level: 'dataset' | 'job', limit: number): Promise<NodeKey[]> {
  const edges = level === 'dataset' ? betweenDatasets(sql) : throughJobs(sql);
  const [row] = await sql<{ pairs: string }[]>`
    select coalesce(string_agg(source || ',' || target, ',' order by source, target), '') as pairs
    from (select source, target from (${edges}) as every limit ${limit}) as edge`;
  return row?.pairs ? row.pairs.split(',').map(Number) : [];
}

/** How many datasets have lineage, counted no further than `limit`. */
export async function countInGraph(sql: Sql, limit: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select distinct dataset_id from lineage_edge limit ${limit}) as known`;
  return row?.count ?? 0;
}

export type RolledBy = 'schema' | 'namespace';
export interface RolledName {
  namespace: string;
  /** The schema: a name without its last part. Of a namespace: the namespace itself. */
  name: string;
}

const rolled = (sql: Sql, by: RolledBy, dataset: Fragment) =>
  by === 'schema' ? sql`regexp_replace(${dataset}.name, '[./][^./]+$', '')` : sql`''`;

/** How many edges go from one group of datasets into another. */
export async function readRolledEdges(
  sql: Sql,
  by: RolledBy,
  limit: number,
): Promise<{ source: RolledName; target: RolledName; count: number }[]> {
  const rows = await sql<{ sn: string; s: string; tn: string; t: string; count: number }[]>`
    select sn.name as sn, s, tn.name as tn, t, sum(edges)::int as count from (
      select a.namespace_id as sn, ${rolled(sql, by, sql`a`)} as s, b.namespace_id as tn, ${rolled(sql, by, sql`b`)} as t,
        count(*) as edges
      from (${betweenDatasets(sql)}) as edge join dataset a on a.id = edge.source join dataset b on b.id = edge.target
      group by 1, 2, 3, 4) as grouped
      join namespace sn on sn.id = grouped.sn join namespace tn on tn.id = grouped.tn
    group by 1, 2, 3, 4 order by 1, 2, 3, 4 limit ${limit}`;
  return rows.map(({ sn, s, tn, t, count }) => ({
    source: { namespace: sn, name: s || sn },
    target: { namespace: tn, name: t || tn },
    count,
  }));
}

/** How many datasets each group holds, and how they stand; only of namespaces that may be seen. */
export async function readRolledStates(
  sql: Sql,
  by: RolledBy,
  likes: string[] | null,
): Promise<(RolledName & { count: number; failing: number; warned: number; fine: number })[]> {
  const rows = await sql<(RolledName & { count: number; failing: number; warned: number; fine: number })[]>`
    select n.name as namespace, ${rolled(sql, by, sql`d`)} as name, count(*)::int as count,
      (count(*) filter (where i.id is not null or d.verdict = 'fail'))::int as failing,
      (count(*) filter (where d.verdict = 'warn'))::int as warned,
      (count(*) filter (where d.verdict = 'pass'))::int as fine
    from dataset d join namespace n on n.id = d.namespace_id
      left join incident i on i.dataset_id = d.id and i.state <> 'resolved'
    where ${likes}::text[] is null or n.name like any(${likes}::text[]) group by 1, 2`;
  return rows.map((row) => ({ ...row, name: row.name || row.namespace }));
}
