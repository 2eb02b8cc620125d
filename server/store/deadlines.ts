import type { ArrivalRule } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** A rule of one dataset with what is due next, and what it is behind with. */
export interface DeadlineRow {
  datasetId: number;
  slug: string;
  namespace: string;
  name: string;
  owner: string | null;
  key: string;
  rule: ArrivalRule;
  dueAt: Date;
  checkAt: Date | null;
  lastArrivalAt: Date | null;
  /** The earliest deadline that is missed and told in an open incident. */
  lateSince: Date | null;
  incident: number | null;
}

const deadlines = (sql: Sql) => sql`
  select d.id as "datasetId", d.slug, n.name as namespace, d.name, d.owner, w.key, w.rule, w.due_at as "dueAt",
    w.check_at as "checkAt", w.last_arrival_at as "lastArrivalAt", late.due_at as "lateSince", late.incident_id as incident
  from arrival_watch w join dataset d on d.id = w.dataset_id join namespace n on n.id = d.namespace_id
    left join lateral (
      select p.due_at, p.incident_id from arrival_period p join incident i on i.id = p.incident_id and i.state <> 'resolved'
      where p.dataset_id = w.dataset_id and p.key = w.key and p.state = 'missing' order by p.due_at limit 1) late on true
  where d.retired_at is null`;

/** What is late now, longest first, then what is due until `until`, soonest first. */
export async function listDeadlines(
  sql: Sql,
  q: { namespaceLikes: string[] | null; owner: string | null; until: Date; offset: number; limit: number },
): Promise<{ items: DeadlineRow[]; total: number }> {
  const matching = sql`
    ${deadlines(sql)} and (${q.namespaceLikes}::text[] is null or n.name like any(${q.namespaceLikes}::text[]))
      and (${q.owner}::text is null or d.owner = ${q.owner})
      and (late.due_at is not null or w.due_at <= ${q.until})`;
  const items = await sql<DeadlineRow[]>`
    ${matching} order by late.due_at nulls last, w.due_at, d.id, w.key offset ${q.offset} limit ${q.limit}`;
  const [count] = await sql<{ total: number }[]>`select count(*)::int as total from (${matching}) as found`;
  return { items: [...items], total: count?.total ?? 0 };
}

/** What is due next of one dataset, by rule. */
export async function readDeadlines(sql: Sql, datasetId: number): Promise<DeadlineRow[]> {
  return sql<DeadlineRow[]>`${deadlines(sql)} and d.id = ${datasetId} order by w.due_at, w.key`;
}
