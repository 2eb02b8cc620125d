import type { OverviewScope } from './overview.ts';
import type { Sql } from './sql.ts';

interface Fields {
  name: string;
  type?: string;
  nullable?: boolean;
}

/** A change as it is stored; `before` and `after` are the fields of a schema, with kind `schema`. */
export interface StoredChange {
  kind: 'schema' | 'dataset' | 'datasets' | 'suite' | 'routing';
  at: Date;
  name: string;
  slug: string | null;
  /** Of the schema, suite or routing; with kind `datasets`, how many there are. */
  version: number | null;
  by: string | null;
  before: Fields[] | null;
  after: Fields[] | null;
  total: number;
}

/** Up to so many new datasets are named one by one; more are one entry, `datasets`. */
const mostNamed = 3;

/** What changed since an instant, newest first: schemas, new datasets, suites and routing; `total` counts them all. */
export async function listRecentChanges(
  sql: Sql,
  scope: OverviewScope,
  { since, limit }: { since: Date; limit: number },
): Promise<StoredChange[]> {
  const mine = sql`(${scope.namespaceLikes}::text[] is null or n.name like any(${scope.namespaceLikes}::text[]))
    and (${scope.owner}::text is null or coalesce(d.owner, '') = ${scope.owner})`;
  return sql<StoredChange[]>`
    with fresh as (
      select d.name, d.slug, d.created_at, count(*) over ()::int as count from dataset d join namespace n on n.id = d.namespace_id
      where d.created_at >= ${since} and ${mine})
    select c.*, count(*) over ()::int as total from (
      select 'schema' as kind, s.created_at as at, d.name, d.slug, s.version, null::text as by,
        (select o.fields from schema_version o where o.dataset_id = d.id and o.version = s.version - 1) as before, s.fields as after
      from schema_version s join dataset d on d.id = s.dataset_id join namespace n on n.id = d.namespace_id
      where s.version > 1 and s.created_at >= ${since} and ${mine}
      union all
      select 'dataset', created_at, name, slug, null, null, null, null from fresh where count <= ${mostNamed}
      union all
      select 'datasets', max(created_at), min(name), null, max(count), null, null, null from fresh where count > ${mostNamed}
        having count(*) > 0
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
