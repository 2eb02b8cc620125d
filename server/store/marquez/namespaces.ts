import type { Sql } from '../sql.ts';

export interface NamespaceRow {
  name: string;
  owner: string | null;
  description: string | null;
  hiddenAt: Date | null;
  createdAt: Date;
}

export interface Page {
  limit: number;
  offset: number;
}

const columns = (sql: Sql) => sql`name, owner, description, hidden_at as "hiddenAt", created_at as "createdAt"`;

/** Namespaces by name, hidden ones too; `likes` are patterns for SQL's like, null means all. */
export async function listNamespaces(
  sql: Sql,
  likes: string[] | null,
  { limit, offset }: Page,
): Promise<{ rows: NamespaceRow[]; total: number }> {
  const mine = sql`(${likes}::text[] is null or name like any(${likes}::text[]))`;
  const [rows, [counted]] = await Promise.all([
    sql<
      NamespaceRow[]
    >`select ${columns(sql)} from namespace where ${mine} order by name limit ${limit} offset ${offset}`,
    sql<{ total: number }[]>`select count(*) as total from namespace where ${mine}`,
  ]);
  return { rows, total: counted?.total ?? 0 };
}

/** Null when there is none of this name. */
export async function findNamespace(sql: Sql, name: string): Promise<NamespaceRow | null> {
  const [row] = await sql<NamespaceRow[]>`select ${columns(sql)} from namespace where name = ${name}`;
  return row ?? null;
}

/** Makes it or says anew whose it is and what it is; it is hidden no more. */
export async function saveNamespace(
  sql: Sql,
  { name, owner, description }: { name: string; owner: string; description: string | null },
): Promise<void> {
  await sql`
    insert into namespace (name, owner, description) values (${name}, ${owner}, ${description})
    on conflict (name) do update set owner = excluded.owner, description = excluded.description, hidden_at = null`;
}

export async function hideNamespace(sql: Sql, name: string, now: Date): Promise<void> {
  await sql`update namespace set hidden_at = coalesce(hidden_at, ${now}) where name = ${name}`;
}
