import type { Sql } from './sql.ts';

export interface NewRejection {
  at: Date;
  namespace: string | null;
  dataset: string | null;
  route: string;
  status: number;
  problem: string;
  detail: string;
  errors: readonly { pointer: string; message: string }[];
  actor: string | null;
  producer: string | null;
  requestId: string;
}

/** Keeps refused posts in one statement. */
export async function insertRejections(sql: Sql, rows: readonly NewRejection[]): Promise<void> {
  const json = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  await sql`
    insert into rejection (at, namespace, dataset, route, status, problem, detail, errors, actor, producer, request_id)
    select at, namespace, dataset, route, status, problem, detail, errors, actor, producer, "requestId"
    from jsonb_to_recordset(${sql.json(json as never)}) as r(at timestamptz, namespace text, dataset text, route text,
      status int, problem text, detail text, errors jsonb, actor text, producer text, "requestId" text)`;
}

export interface StoredRejection extends Omit<NewRejection, 'errors'> {
  id: number;
  errors: { pointer: string; message: string }[];
}

export interface RejectionFilter {
  /** Patterns for SQL's like; null: every namespace, and those that belong to none with `withoutNamespace`. */
  namespaceLikes: string[] | null;
  withoutNamespace: boolean;
  namespace: string | null;
  dataset: string | null;
}

/** One page of refused posts, newest first, older than `before`; and how many there are in all. */
export async function listRejections(
  sql: Sql,
  f: RejectionFilter,
  page: { before: number | null; limit: number },
): Promise<{ items: StoredRejection[]; total: number }> {
  const matching = sql`
    from rejection where case when namespace is null then ${f.withoutNamespace}::boolean
        else ${f.namespaceLikes}::text[] is null or namespace like any(${f.namespaceLikes}::text[]) end
      and (${f.namespace}::text is null or namespace = ${f.namespace})
      and (${f.dataset}::text is null or dataset = ${f.dataset})`;
  const [items, [count]] = await Promise.all([
    sql<StoredRejection[]>`
      select id, at, namespace, dataset, route, status, problem, detail, errors, actor, producer, request_id as "requestId"
      ${matching} and (${page.before}::bigint is null or id < ${page.before}) order by id desc limit ${page.limit}`,
    sql<{ total: number }[]>`select count(*)::int as total ${matching}`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}
