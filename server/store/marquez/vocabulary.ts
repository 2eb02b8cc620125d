import type { Sql } from '../sql.ts';

export interface SourceRow {
  name: string;
  uri: string | null;
  firstAt: Date;
  lastAt: Date;
}

/** Where datasets lie, as their newest `dataSource` facets say, by name; of one name the newest address counts. */
export async function listSources(sql: Sql, likes: string[] | null): Promise<SourceRow[]> {
  return sql<SourceRow[]>`
    select f.facet->>'name' as name, (array_agg(f.facet->>'uri' order by f.event_at desc))[1] as uri,
      min(f.event_at) as "firstAt", max(f.event_at) as "lastAt"
    from lineage_facet f join dataset d on d.id = f.entity_id join namespace n on n.id = d.namespace_id
    where f.kind = 'dataset' and f.name = 'dataSource' and f.facet->>'name' <> ''
      and (${likes}::text[] is null or n.name like any(${likes}::text[]))
    group by 1 order by 1`;
}

/** Every tag that a facet of a dataset or job gives, as `[{key, value}]`. */
export async function listTags(sql: Sql, likes: string[] | null): Promise<{ key: string; value: string | null }[]> {
  return sql<{ key: string; value: string | null }[]>`
    select distinct t->>'key' as key, t->>'value' as value
    from lineage_facet f
      left join dataset d on f.kind = 'dataset' and d.id = f.entity_id left join job j on f.kind = 'job' and j.id = f.entity_id
      join namespace n on n.id = coalesce(d.namespace_id, j.namespace_id)
      cross join lateral jsonb_array_elements(case jsonb_typeof(f.facet->'tags') when 'array' then f.facet->'tags' else '[]' end) t
    where f.name = 'tags' and t->>'key' <> '' and (${likes}::text[] is null or n.name like any(${likes}::text[]))
    order by 1, 2`;
}
