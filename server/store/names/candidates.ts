import type { QualifiedName } from '../datasets.ts';
import type { Sql } from '../sql.ts';

export interface Candidate extends QualifiedName {
  id: number;
  isRead: boolean;
  isWritten: boolean;
}

export interface CandidatePair {
  one: Candidate;
  other: Candidate;
  /** Their newest schemas have the same fields. */
  sameSchema: boolean;
}

/** Names that so many datasets end with say nothing. */
const mostOfOneTail = 20;
const mostTails = 2_000;

const visible = (sql: Sql, likes: string[] | null) =>
  sql`(${likes}::text[] is null or n.name like any(${likes}::text[]))`;

// The last part of a name: what stays the same whichever way a producer writes the rest.
const tailOf = (sql: Sql) => sql`lower(regexp_replace(d.name, '^.*[./]', ''))`;

const sides = (sql: Sql) => sql`
  exists (select 1 from lineage_edge e where e.dataset_id = d.id and e.direction = 'input')
    or exists (select 1 from lineage_link l where l.source_id = d.id) as is_read,
  exists (select 1 from lineage_edge e where e.dataset_id = d.id and e.direction = 'output')
    or exists (select 1 from lineage_link l where l.target_id = d.id) as is_written`;

const asCandidate = (sql: Sql, of: ReturnType<Sql>) => sql`
  json_build_object('id', ${of}.id, 'namespace', ${of}.namespace, 'name', ${of}.name, 'isRead', ${of}.is_read, 'isWritten', ${of}.is_written)`;

/**
 * Pairs of datasets whose names end alike and of which one is only written and the other only read, or whose schemas are the
 * same and not both are written; best first. What a person has set apart is left out.
 */
export async function listCandidatePairs(
  sql: Sql,
  { namespaceLikes, limit }: { namespaceLikes: string[] | null; limit: number },
): Promise<CandidatePair[]> {
  return sql<CandidatePair[]>`
    with named as (
      select d.id, n.name as namespace, d.name, d.schema_hash, ${tailOf(sql)} as tail
      from dataset d join namespace n on n.id = d.namespace_id where d.retired_at is null and ${visible(sql, namespaceLikes)}),
    tails as (
      select tail from named where tail <> '' group by tail having count(*) between 2 and ${mostOfOneTail}
      order by tail limit ${mostTails}),
    d as materialized (select d.*, ${sides(sql)} from named d join tails using (tail))
    select ${asCandidate(sql, sql`a`)} as one, ${asCandidate(sql, sql`b`)} as other,
      coalesce(a.schema_hash = b.schema_hash, false) as "sameSchema"
    from d a join d b on b.tail = a.tail and b.id > a.id
    where (coalesce(a.schema_hash = b.schema_hash, false) or (a.is_written and not a.is_read and b.is_read)
        or (b.is_written and not b.is_read and a.is_read))
      and not (a.is_written and b.is_written)
      and not exists (select 1 from dataset_same s where (s.dataset_id, s.other_id) in ((a.id, b.id), (b.id, a.id)))
    order by (coalesce(a.schema_hash = b.schema_hash, false))::int + ((a.is_read <> b.is_read) and (a.is_written <> b.is_written))::int desc,
      a.id, b.id
    limit ${limit}`;
}

export interface Orphan extends Candidate {
  /** Others whose names end alike, at most three. */
  alike: (QualifiedName & { id: number })[];
}

/** Datasets at an end of the graph, those first that have others whose names end alike: perhaps the graph only breaks there. */
export async function listOrphans(
  sql: Sql,
  { namespaceLikes, limit }: { namespaceLikes: string[] | null; limit: number },
): Promise<Orphan[]> {
  return sql<Orphan[]>`
    with named as (
      select d.id, n.name as namespace, d.name, ${tailOf(sql)} as tail
      from dataset d join namespace n on n.id = d.namespace_id where d.retired_at is null and ${visible(sql, namespaceLikes)}),
    alike as (select tail, array_agg(id order by id) as ids from named where tail <> '' group by tail having count(*) > 1),
    ends as (
      select * from (select d.*, ${sides(sql)} from named d) e where (is_read <> is_written)
      order by exists (select 1 from alike a where a.tail = e.tail) desc, e.id limit ${limit})
    select e.id, e.namespace, e.name, e.is_read as "isRead", e.is_written as "isWritten",
      coalesce((select json_agg(json_build_object('id', o.id, 'namespace', o.namespace, 'name', o.name) order by o.id)
        from alike a join named o on o.id = any((array_remove(a.ids, e.id))[1:3]) where a.tail = e.tail), '[]') as alike
    from ends e order by (exists (select 1 from alike a where a.tail = e.tail)) desc, e.id`;
}

/** Groups of datasets whose full names differ only in case, separators and the like; at most `limit` groups. */
export async function listNearDuplicates(
  sql: Sql,
  { namespaceLikes, limit }: { namespaceLikes: string[] | null; limit: number },
): Promise<(QualifiedName & { id: number })[][]> {
  const rows = await sql<{ members: (QualifiedName & { id: number })[] }[]>`
    select json_agg(json_build_object('id', d.id, 'namespace', n.name, 'name', d.name) order by d.id) as members
    from dataset d join namespace n on n.id = d.namespace_id
    where d.retired_at is null and ${visible(sql, namespaceLikes)}
    group by lower(regexp_replace(regexp_replace(n.name, ':[0-9]+$', '') || '/' || d.name, '[^[:alnum:]]+', '', 'g'))
    having count(*) between 2 and ${mostOfOneTail} order by min(d.id) limit ${limit}`;
  return rows.map(({ members }) => members);
}
