import type { QualifiedName } from '../datasets.ts';
import type { Sql } from '../sql.ts';

export interface StoredPattern {
  id: number;
  from: QualifiedName;
  to: QualifiedName;
  createdBy: string;
  createdAt: Date;
  /** Datasets that it joined. */
  joined: number;
}

/** All patterns in the order in which they are tried: those with the most letters first, then the oldest. */
export async function listPatterns(sql: Sql): Promise<StoredPattern[]> {
  return sql<StoredPattern[]>`
    select p.id, json_build_object('namespace', from_namespace, 'name', from_name) as "from",
      json_build_object('namespace', to_namespace, 'name', to_name) as "to", created_by as "createdBy",
      created_at as "createdAt", (select count(*)::int from dataset_same s where s.pattern_id = p.id) as joined
    from name_pattern p
    order by position, length(replace(from_namespace || from_name, '*', '')) desc, p.id`;
}

/** Adds a pattern; null when there is one from this very name. */
export async function insertPattern(
  sql: Sql,
  { from, to, by, at }: { from: QualifiedName; to: QualifiedName; by: string; at: Date },
): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    insert into name_pattern (from_namespace, from_name, to_namespace, to_name, created_by, created_at)
    values (${from.namespace}, ${from.name}, ${to.namespace}, ${to.name}, ${by}, ${at})
    on conflict (from_namespace, from_name) do nothing returning id`;
  return row?.id ?? null;
}

export async function deletePattern(sql: Sql, id: number): Promise<void> {
  await sql`delete from name_pattern where id = ${id}`;
}

const likeOf = (pattern: string) => pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/** Datasets whose names may be meant by a pattern's `from`, at most `limit`, in the order of their ids. */
export async function listDatasetsLike(
  sql: Sql,
  { from, limit }: { from: QualifiedName; limit: number },
): Promise<(QualifiedName & { id: number })[]> {
  return sql<(QualifiedName & { id: number })[]>`
    select d.id, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
    where n.name like ${likeOf(from.namespace)} and d.name like ${likeOf(from.name)} order by d.id limit ${limit}`;
}
