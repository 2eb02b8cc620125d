import type { Sql } from '../sql.ts';
import type { Page } from './namespaces.ts';

/** A column that goes into one of the dataset's. */
export interface ColumnSource {
  column: string;
  namespace: string;
  dataset: string;
  field: string;
  subtype: string | null;
  description: string | null;
}

export interface MarquezDataset {
  id: number;
  namespace: string;
  name: string;
  createdAt: Date;
  retiredAt: Date | null;
  /** By event time: the first and the newest event that named it; null where none did. */
  firstSeenAt: Date | null;
  lastSeenAt: Date | null;
  /** When the newest completed run that wrote it ended. */
  modifiedAt: Date | null;
  /** The newest run that wrote it. */
  writer: number | null;
  facets: Record<string, unknown> | null;
  /** Of its newest profile's schema. */
  profiled: { name: string; type?: string }[] | null;
  sources: ColumnSource[] | null;
}

/** Ids of the datasets of a namespace by name, retired and hidden ones left out, and how many there are. */
export async function listDatasetIds(
  sql: Sql,
  { namespace, likes }: { namespace: string; likes: string[] | null },
  { limit, offset }: Page,
): Promise<{ ids: number[]; total: number }> {
  const within = sql`from dataset d join namespace n on n.id = d.namespace_id
    where n.name = ${namespace} and n.hidden_at is null and d.retired_at is null
      and (${likes}::text[] is null or n.name like any(${likes}::text[]))`;
  const [rows, [counted]] = await Promise.all([
    sql<{ id: number }[]>`select d.id ${within} order by d.name limit ${limit} offset ${offset}`,
    sql<{ total: number }[]>`select count(*) as total ${within}`,
  ]);
  return { ids: rows.map(({ id }) => id), total: counted?.total ?? 0 };
}

/** What Marquez tells of datasets, in the order of `ids`; of columns only those that come from namespaces like `likes`. */
export async function readMarquezDatasets(
  sql: Sql,
  ids: readonly number[],
  likes: string[] | null,
): Promise<MarquezDataset[]> {
  if (ids.length === 0) return [];
  return sql<MarquezDataset[]>`
    select d.id, n.name as namespace, d.name, d.created_at as "createdAt", d.retired_at as "retiredAt",
      seen.first as "firstSeenAt", seen.last as "lastSeenAt", done.at as "modifiedAt", wrote.run_id as writer,
      (select jsonb_object_agg(f.name, f.facet) from lineage_facet f
        where f.kind = 'dataset' and f.entity_id = d.id and f.facet is not null) as facets,
      (select v.fields from schema_version v where v.dataset_id = d.id and v.version = d.schema_version) as profiled,
      (select json_agg(json_build_object('column', c.target_column, 'namespace', sn.name, 'dataset', s.name,
          'field', c.source_column, 'subtype', c.subtype, 'description', c.description)
          order by c.target_column, sn.name, s.name, c.source_column)
        from lineage_column c join dataset s on s.id = c.source_id join namespace sn on sn.id = s.namespace_id
        where c.target_id = d.id and c.target_column <> '' and c.source_column <> ''
          and (${likes}::text[] is null or sn.name like any(${likes}::text[]))) as sources
    from unnest(${ids as number[]}::bigint[]) with ordinality as asked(id, place)
      join dataset d on d.id = asked.id join namespace n on n.id = d.namespace_id
      left join lateral (select min(first_seen_at) as first, max(last_seen_at) as last from lineage_edge
        where dataset_id = d.id) seen on true
      left join lateral (select run_id from run_dataset where dataset_id = d.id and direction = 'output'
        order by run_id desc limit 1) wrote on true
      left join lateral (select r.ended_at as at from run_dataset o join run r on r.id = o.run_id
        where o.dataset_id = d.id and o.direction = 'output' and r.state = 'COMPLETE' order by o.run_id desc limit 1) done
        on true
    order by asked.place`;
}
