import type { OverviewScope } from './overview.ts';
import type { Sql } from './sql.ts';

interface Fields {
  name: string;
  type?: string;
  nullable?: boolean;
}

/** A change as it is stored; `before` and `after` are the fields of a schema, with kind `schema`. */
export interface StoredChange {
  kind: 'schema' | 'dataset' | 'suite' | 'routing';
  at: Date;
  name: string;
  slug: string | null;
  version: number | null;
  by: string | null;
  before: Fields[] | null;
  after: Fields[] | null;
  total: number;
}

/** What changed since an instant, newest first: schemas, new datasets, suites and routing; `total` counts them all. */
export async function listRecentChanges(
  sql: Sql,
  scope: OverviewScope,
  { since, limit }: { since: Date; limit: number },
): Promise<StoredChange[]> {
  const mine = sql`(${scope.namespaceLikes}::text[] is null or n.name like any(${scope.namespaceLikes}::text[]))
    and (${scope.owner}::text is null or coalesce(d.owner, '') = ${scope.owner})`;
  return sql<StoredChange[]>`
    select c.*, count(*) over ()::int as total from (
      select 'schema' as kind, s.created_at as at, d.name, d.slug, s.version, null::text as by,
        (select o.fields from schema_version o where o.dataset_id = d.id and o.version = s.version - 1) as before, s.fields as after
      from schema_version s join dataset d on d.id = s.dataset_id join namespace n on n.id = d.namespace_id
      where s.version > 1 and s.created_at >= ${since} and ${mine}
      union all
      select 'dataset', d.created_at, d.name, d.slug, null, null, null, null
      from dataset d join namespace n on n.id = d.namespace_id where d.created_at >= ${since} and ${mine}
      union all
      select 'suite', v.created_at, s.name, null, v.version, v.author, null, null
      from suite_version v join suite s on s.id = v.suite_id
      where v.created_at >= ${since} and ${scope.owner}::text is null
        and (${scope.namespaceLikes}::text[] is null or s.namespace like any(${scope.namespaceLikes}::text[]))
      union all
      select 'routing', r.created_at, 'routing', null, r.version::int, r.author, null, null
      from routing_version r where r.created_at >= ${since} and ${scope.owner}::text is null) c
    order by c.at desc, c.name limit ${limit}`;
}
