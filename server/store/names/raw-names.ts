import type { QualifiedName } from '../datasets.ts';
import type { Sql } from '../sql.ts';

/** Raw names of one dataset that are kept: partitions have endless ones. */
const mostOfOne = 50;

/** Keeps how producers spelt names that are kept under others; of one dataset the first fifty. */
export async function saveRawNames(
  sql: Sql,
  rows: readonly (QualifiedName & { datasetId: number })[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into dataset_raw_name (namespace, name, dataset_id, by, first_seen_at, last_seen_at)
    select g.namespace, g.name, g.dataset_id, 'normalised', ${now}, ${now}
    from unnest(${rows.map((r) => r.namespace)}::text[], ${rows.map((r) => r.name)}::text[],
      ${rows.map((r) => r.datasetId)}::bigint[]) as g(namespace, name, dataset_id)
    where (select count(*) from dataset_raw_name r where r.dataset_id = g.dataset_id) < ${mostOfOne}
    order by g.namespace, g.name
    on conflict (namespace, name) do update set last_seen_at = greatest(dataset_raw_name.last_seen_at, excluded.last_seen_at)`;
}

export interface KnownName extends QualifiedName {
  /** `normalised`: another spelling; `symlink`, `pattern`: a name that is one with it. */
  by: 'normalised' | 'symlink' | 'pattern';
  /** The dataset with the history of its own, for names that are one with it. */
  datasetId: number | null;
  profileCount: number;
  patternId: number | null;
  firstSeenAt: Date;
}

/** The other names of a dataset: spellings, and names that are one with it; at most 200. */
export async function listKnownNames(sql: Sql, datasetId: number): Promise<KnownName[]> {
  return sql<KnownName[]>`
    with family as (select ${datasetId}::bigint as id union all select member_id from dataset_merge where into_id = ${datasetId})
    select * from (
      select n.name as namespace, d.name, case when p.pattern_id is null then 'symlink' else 'pattern' end as by,
        d.id as "datasetId", d.profile_count as "profileCount", p.pattern_id as "patternId", m.merged_at as "firstSeenAt"
      from dataset_merge m join dataset d on d.id = m.member_id join namespace n on n.id = d.namespace_id
        left join lateral (select pattern_id from dataset_same s where s.dataset_id = d.id and s.by = 'pattern'
          order by pattern_id limit 1) p on true
      where m.into_id = ${datasetId}
      union all
      select r.namespace, r.name, 'normalised', null, 0, null, r.first_seen_at
      from dataset_raw_name r where r.dataset_id in (select id from family)) as known
    order by by desc, namespace, name limit 200`;
}

/** The dataset as which this one is shown; null when that is itself. */
export async function findRoot(sql: Sql, datasetId: number): Promise<(QualifiedName & { id: number }) | null> {
  const [row] = await sql<(QualifiedName & { id: number })[]>`
    select d.id, n.name as namespace, d.name from dataset_merge m join dataset d on d.id = m.into_id
      join namespace n on n.id = d.namespace_id where m.member_id = ${datasetId}`;
  return row ?? null;
}
