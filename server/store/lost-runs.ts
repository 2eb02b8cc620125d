import { lockJobOf } from './runs.ts';
import type { Sql } from './sql.ts';

/** A run that may be lost, with its job; null when it ended or spoke meanwhile. Locks job and run. */
export async function lockSilentRun(sql: Sql, runId: number, silentSince: Date): Promise<SilentRun | null> {
  await lockJobOf(sql, runId);
  const [row] = await sql<SilentRun[]>`
    select r.id, r.external_id as "externalId", r.job_id as "jobId", j.name as "jobName", n.name as namespace,
      coalesce(r.started_at, r.last_event_at) as "startedAt", r.last_event_at as "lastEventAt"
    from run r join job j on j.id = r.job_id join namespace n on n.id = r.namespace_id
    where r.id = ${runId} and r.state in ('START', 'RUNNING') and r.lost_at is null and r.last_event_at <= ${silentSince}
      and not exists (select 1 from run_event e where e.run_id = r.id and e.received_at > ${silentSince})
    for no key update of r`;
  return row ?? null;
}

export interface SilentRun {
  id: number;
  externalId: string;
  jobId: number;
  jobName: string;
  namespace: string;
  startedAt: Date;
  lastEventAt: Date;
}

/** Gives a run up, or with null takes it back; false when nothing changed. */
export async function markLost(sql: Sql, runId: number, at: Date | null): Promise<boolean> {
  const rows = await sql`
    update run set lost_at = ${at} where id = ${runId} and (lost_at is null) = (${at}::timestamptz is not null) returning id`;
  return rows.length === 1;
}

/** Runs of a job that were given up and still matter: no run that started later has completed. */
export async function countLostRuns(sql: Sql, jobId: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from run l where l.job_id = ${jobId} and l.lost_at is not null and not exists (
      select 1 from run c where c.job_id = l.job_id and c.state = 'COMPLETE'
        and coalesce(c.started_at, c.last_event_at) > coalesce(l.started_at, l.last_event_at))`;
  return row?.count ?? 0;
}
