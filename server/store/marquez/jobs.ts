import { nameKey, type QualifiedName } from '../datasets.ts';
import type { Sql } from '../sql.ts';
import type { Page } from './namespaces.ts';

export interface NamedDataset {
  id: number;
  namespace: string;
  name: string;
}

export interface MarquezJob {
  id: number;
  namespace: string;
  name: string;
  processing: string | null;
  description: string | null;
  createdAt: Date;
  firstSeenAt: Date | null;
  lastSeenAt: Date | null;
  parentId: number | null;
  parentNamespace: string | null;
  parentName: string | null;
  facets: Record<string, unknown> | null;
  /** What its newest runs read and write; former edges are left out. */
  inputs: NamedDataset[] | null;
  outputs: NamedDataset[] | null;
}

export interface JobFilter {
  /** Null: of all. */
  namespace: string | null;
  likes: string[] | null;
  /** States of its newest run; null: any, and jobs without one. */
  states: string[] | null;
}

/** Ids of jobs, the newest first, and how many there are; those of hidden namespaces are left out. */
export async function listJobIds(
  sql: Sql,
  { namespace, likes, states }: JobFilter,
  { limit, offset }: Page,
): Promise<{ ids: number[]; total: number }> {
  const newest = sql`(select r.state from run r where r.job_id = j.id order by r.id desc limit 1)`;
  const within = sql`from job j where j.namespace_id in (select id from namespace where hidden_at is null
      and (${namespace}::text is null or name = ${namespace}) and (${likes}::text[] is null or name like any(${likes}::text[])))
    ${states === null ? sql`` : sql`and ${newest} = any(${states}::text[])`}`;
  const [rows, [counted]] = await Promise.all([
    sql<{ id: number }[]>`select j.id ${within} order by j.id desc limit ${limit} offset ${offset}`,
    sql<{ total: number }[]>`select count(*) as total ${within}`,
  ]);
  return { ids: rows.map(({ id }) => id), total: counted?.total ?? 0 };
}

/** Ids of the jobs that have these names, by nameKey. */
export async function findJobIds(sql: Sql, names: readonly QualifiedName[]): Promise<Map<string, number>> {
  const rows = await sql<(QualifiedName & { id: number })[]>`
    select j.id, n.name as namespace, j.name
    from unnest(${names.map((n) => n.namespace)}::text[], ${names.map((n) => n.name)}::text[]) as asked(namespace, name)
      join namespace n on n.name = asked.namespace join job j on j.namespace_id = n.id and j.name = asked.name`;
  return new Map(rows.map((row) => [nameKey(row), row.id]));
}

/** What Marquez tells of jobs, in the order of `ids`; datasets and parents only of namespaces like `likes`. */
export async function readMarquezJobs(sql: Sql, ids: readonly number[], likes: string[] | null): Promise<MarquezJob[]> {
  if (ids.length === 0) return [];
  const side = (direction: 'input' | 'output') => sql`
    (select json_agg(json_build_object('id', d.id, 'namespace', dn.name, 'name', d.name) order by dn.name, d.name)
      from lineage_edge e join dataset d on d.id = e.dataset_id join namespace dn on dn.id = d.namespace_id
      where e.job_id = j.id and e.direction = ${direction}
        and not (e.source = 'observed'
          and coalesce(e.last_seen_at < ${direction === 'input' ? sql`j.inputs_at` : sql`j.outputs_at`}, false))
        and (${likes}::text[] is null or dn.name like any(${likes}::text[])))`;
  return sql<MarquezJob[]>`
    select j.id, n.name as namespace, j.name, j.processing, j.description, j.created_at as "createdAt",
      (select min(first_seen_at) from lineage_edge where job_id = j.id) as "firstSeenAt", j.last_seen_at as "lastSeenAt",
      p.id as "parentId", pn.name as "parentNamespace", p.name as "parentName",
      (select jsonb_object_agg(f.name, f.facet) from lineage_facet f
        where f.kind = 'job' and f.entity_id = j.id and f.facet is not null and f.name not like '~%') as facets,
      ${side('input')} as inputs, ${side('output')} as outputs
    from unnest(${ids as number[]}::bigint[]) with ordinality as asked(id, place)
      join job j on j.id = asked.id join namespace n on n.id = j.namespace_id
      left join (job p join namespace pn on pn.id = p.namespace_id and (${likes}::text[] is null or pn.name like any(${likes}::text[])))
        on p.id = j.parent_id
    order by asked.place`;
}
