import { lockJobOf } from './runs.ts';
import type { Sql } from './sql.ts';

export interface Silence {
  now: Date;
  /** Of a batch run: after how many seconds without a word it is lost. */
  lostAfterSeconds: number;
}

/**
 * After how many seconds without a word run `r` of job `j` is lost. One that streams or serves has no end to wait for: it is
 * lost when it missed two of the signs of life that it promised, and never when it promised none.
 */
const patience = (sql: Sql, { lostAfterSeconds }: Silence) => sql`
  case when j.processing in ('STREAMING', 'SERVICE') then greatest(2 * j.heartbeat_seconds, j.heartbeat_seconds + 60)
    else ${lostAfterSeconds}::int end`;

/** Is run `r` of job `j` in namespace `n` one to give up? Every event of it is a sign of life, also one that is not worked in yet. */
export function isSilent(sql: Sql, silence: Silence) {
  const since = sql`${silence.now}::timestamptz - ${patience(sql, silence)} * interval '1 second'`;
  return sql`
    r.state in ('START', 'RUNNING') and r.lost_at is null and r.last_event_at <= ${since}
    and not exists (select 1 from run_event e where e.run_id = r.id and e.received_at > ${since})
    and not exists (
      select 1 from lineage_event e where e.received_at > ${since} and e.run_key = substring(
        sha256(convert_to(n.name, 'UTF8') || '\\x00'::bytea || convert_to(r.external_id, 'UTF8')) from 1 for 16))`;
}

/** A run that may be lost, with its job; null when it ended or spoke meanwhile. Locks job and run. */
export async function lockSilentRun(sql: Sql, runId: number, silence: Silence): Promise<SilentRun | null> {
  await lockJobOf(sql, runId);
  const [row] = await sql<SilentRun[]>`
    select r.id, r.external_id as "externalId", r.job_id as "jobId", j.name as "jobName", n.name as namespace,
      coalesce(r.started_at, r.last_event_at) as "startedAt", r.last_event_at as "lastEventAt",
      case when j.processing in ('STREAMING', 'SERVICE') then j.heartbeat_seconds end as "heartbeatSeconds",
      ${patience(sql, silence)} as "patienceSeconds"
    from run r join job j on j.id = r.job_id join namespace n on n.id = r.namespace_id
    where r.id = ${runId} and ${isSilent(sql, silence)}
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
  /** How often it promised a sign of life; null for one that is to end. */
  heartbeatSeconds: number | null;
  patienceSeconds: number;
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
