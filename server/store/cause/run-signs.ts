import type { Sql } from '../sql.ts';
import { keyArray } from '../lineage/node-key.ts';
import type { FailedWindow } from './window.ts';

export interface JobRun {
  jobId: number;
  runId: number;
  externalId: string;
  state: string;
  isLost: boolean;
  at: Date;
  error: string | null;
  engine: string | null;
  /** Of the run before it. */
  engineBefore: string | null;
  runBefore: number | null;
}

/** The newest run of each job that is of the data interval, else that spoke in the window; with the run before it. */
export async function readJobRuns(
  sql: Sql,
  jobs: readonly number[],
  { interval, since, until }: FailedWindow,
): Promise<JobRun[]> {
  const inInterval = interval
    ? sql`coalesce(r.interval_start < ${interval.end} and r.interval_end > ${interval.start}, false)`
    : sql`false`;
  const inWindow = sql`(r.interval_start is null or ${interval === null}::boolean) and coalesce(r.started_at, r.last_event_at) between ${since} and ${until}`;
  return sql<JobRun[]>`
    select j.id as "jobId", n.id as "runId", n.external_id as "externalId", n.state, n.lost_at is not null as "isLost",
      coalesce(n.ended_at, n.lost_at, n.last_event_at, n.started_at, n.created_at) as at, n.error, n.engine,
      b.engine as "engineBefore", b.id as "runBefore"
    from unnest(${keyArray(jobs)}::bigint[]) as j(id)
      cross join lateral (
        select * from (select * from run where job_id = j.id order by id desc limit 100) r
        where (${inInterval} or (${inWindow})) and r.state <> 'UNKNOWN'
        order by coalesce(r.started_at, r.last_event_at) desc nulls last, r.id desc limit 1) n
      left join lateral (
        select id, engine from run where job_id = j.id and id < n.id and state <> 'UNKNOWN' order by id desc limit 1) b on true`;
}

/** By run, the version of the source code that its events name; runs that name none are not in the answer. */
export async function readCodeVersions(sql: Sql, runs: readonly number[]): Promise<Map<number, string>> {
  const rows = await sql<{ id: number; version: string }[]>`
    select id, version from (
      select r.id, (
        select max(coalesce(e.body::jsonb #>> '{job,facets,sourceCodeLocation,version}', e.body::jsonb #>> '{job,facets,sourceCodeLocation,tag}'))
        from lineage_event e
        where e.run_key = substring(sha256(convert_to(n.name, 'UTF8') || '\\x00'::bytea || convert_to(r.external_id, 'UTF8')) for 16)
          and e.body like '%sourceCodeLocation%') as version
      from run r join namespace n on n.id = r.namespace_id
      where r.id = any(${keyArray(runs)}::bigint[])) as told
    where version is not null`;
  return new Map(rows.map(({ id, version }) => [id, version.slice(0, 100)]));
}
