import type { Pool, Sql } from '../sql.ts';
import { newestFirst, stateOf, timeOf, type RunState } from './run-rows.ts';

export interface JobRow {
  id: number;
  namespace: string;
  name: string;
  owner: string | null;
  integration: string | null;
  jobType: string | null;
  processing: 'BATCH' | 'STREAMING' | 'SERVICE';
  heartbeatSeconds: number | null;
  lastSeenAt: Date | null;
  createdAt: Date;
  /** Of which it is a part; null where it is of none, or of one that the caller may not see. */
  parent: { id: number; namespace: string; name: string } | null;
  /** How many jobs are parts of it. */
  parts: number;
  incident: number | null;
}

export interface JobFilter {
  /** Patterns for SQL's like; null: every namespace. */
  namespaceLikes: string[] | null;
  text: string | null;
  namespace: string | null;
  /** Empty: those without one. */
  owner: string | null;
  integration: string | null;
  /** Of the newest run; a job without runs is UNKNOWN. */
  states: readonly RunState[] | null;
  parentId: number | null;
  /** With what is below it at any depth. */
  applicationId: number | null;
  /** Only those that are no part of another. */
  isTop: boolean;
}

export type JobSort = 'name' | 'state' | 'lastRunAt';

const visible = (sql: Sql, likes: string[] | null, name: ReturnType<typeof sql>) =>
  sql`(${likes}::text[] is null or ${name} like any(${likes}::text[]))`;

const columns = (sql: Sql, likes: string[] | null) => sql`
  j.id, n.name as namespace, j.name, j.owner, j.integration, j.job_type as "jobType",
  coalesce(j.processing, 'BATCH') as processing, j.heartbeat_seconds as "heartbeatSeconds",
  j.last_seen_at as "lastSeenAt", j.created_at as "createdAt",
  (select jsonb_build_object('id', p.id, 'namespace', pn.name, 'name', p.name)
    from job p join namespace pn on pn.id = p.namespace_id
    where p.id = j.parent_id and ${visible(sql, likes, sql`pn.name`)}) as parent,
  (select count(*)::int from job c join namespace cn on cn.id = c.namespace_id
    where c.parent_id = j.id and ${visible(sql, likes, sql`cn.name`)}) as parts,
  (select i.id from incident i where i.job_id = j.id and i.state <> 'resolved') as incident`;

/** The newest run of job `j`, one step of its index. */
const newestRun = (sql: Sql) => sql`
  left join lateral (
    select ${stateOf(sql)} as state, ${timeOf(sql)} as at from run r where r.job_id = j.id ${newestFirst(sql)} limit 1) newest on true`;

const below = (sql: Sql, id: number) => sql`
  with recursive below(id) as (
    select ${id}::bigint union select c.id from below b join job c on c.parent_id = b.id)
  select id from below`;

function matching(sql: Sql, f: JobFilter) {
  const like = f.text === null ? null : `%${f.text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`
    where ${visible(sql, f.namespaceLikes, sql`n.name`)}
      and (${like}::text is null or j.name ilike ${like} or n.name ilike ${like})
      and (${f.namespace}::text is null or n.name = ${f.namespace})
      and (${f.owner}::text is null or coalesce(j.owner, '') = ${f.owner})
      and (${f.integration}::text is null or upper(j.integration) = upper(${f.integration}))
      and (${f.parentId}::bigint is null or j.parent_id = ${f.parentId}::bigint)
      ${f.applicationId === null ? sql`` : sql`and j.id in (${below(sql, f.applicationId)})`}
      ${f.isTop ? sql`and j.parent_id is null` : sql``}
      ${f.states === null ? sql`` : sql`and coalesce(newest.state, 'UNKNOWN') = any(${f.states as string[]}::text[])`}`;
}

const worst = (sql: Sql) =>
  sql`array_position(array['FAIL', 'LOST', 'ABORT', 'RUNNING', 'UNKNOWN', 'COMPLETE'], coalesce(newest.state, 'UNKNOWN'))`;

/** One page of jobs and how many there are in all. */
export async function listJobs(
  pool: Pool,
  f: JobFilter,
  page: { sort: JobSort; descending: boolean; offset: number; limit: number },
): Promise<{ items: JobRow[]; total: number }> {
  const by = { name: pool`j.name`, state: worst(pool), lastRunAt: pool`newest.at` }[page.sort];
  const direction = page.descending ? pool`desc nulls last` : pool`asc nulls last`;
  const of = pool`from job j join namespace n on n.id = j.namespace_id`;
  const run = newestRun(pool);
  // Which are shown is found first: what is told of a job is looked up for those alone.
  const shown = pool`
    select j.id, row_number() over (order by ${by} ${direction}, j.name, j.id) as place
    ${of} ${page.sort === 'name' && f.states === null ? pool`` : run} ${matching(pool, f)}
    order by ${by} ${direction}, j.name, j.id offset ${page.offset} limit ${page.limit}`;
  const [items, [count]] = await Promise.all([
    pool<JobRow[]>`
      select ${columns(pool, f.namespaceLikes)} from (${shown}) shown
        join job j on j.id = shown.id join namespace n on n.id = j.namespace_id order by shown.place`,
    pool<{ total: number }[]>`
      select count(*)::int as total ${of} ${f.states === null ? pool`` : run} ${matching(pool, f)}`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}

export interface JobDetails extends JobRow {
  description: string | null;
  explicit: boolean;
}

/** A job by its number, with its parent and parts as far as they lie in those namespaces. */
export async function findJob(sql: Sql, id: number, likes: string[] | null): Promise<JobDetails | null> {
  const [row] = await sql<JobDetails[]>`
    select ${columns(sql, likes)}, j.description, j.explicit
    from job j join namespace n on n.id = j.namespace_id where j.id = ${id}`;
  return row ?? null;
}
