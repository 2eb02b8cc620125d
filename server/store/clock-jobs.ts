import { isSilent, type Silence } from './lost-runs.ts';
import type { Sql } from './sql.ts';

export interface NewJob {
  /** Names the occurrence: a second job of this kind and key is never made. */
  key: string;
  payload: Record<string, unknown>;
}

/** Makes the jobs that are not there yet. */
export async function insertJobs(sql: Sql, kind: string, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    insert into clock_job (kind, key, payload)
    select ${kind}, j.key, j.payload from jsonb_to_recordset(${sql.json(jobs as never)}) as j(key text, payload jsonb)
    on conflict (kind, key) do nothing`;
}

/** Is a job that is over to be made again, although its occurrence is still due? After a while, for it should not be. */
const again = (sql: Sql) => sql`
  on conflict (kind, key) do update
    set state = 'pending', run_at = now(), attempts = 0, lease_token = null, lease_until = null, finished_at = null
    where (clock_job.state = 'done' and clock_job.finished_at < now() - interval '1 minute')
      or (clock_job.state = 'dead' and clock_job.finished_at < now() - interval '1 hour')`;

/** One job for each watch whose grace is over at `now`, unless its dataset is retired; each deadline once. */
export async function insertArrivalJobs(sql: Sql, now: Date): Promise<void> {
  await sql`
    insert into clock_job (kind, key, payload)
    select 'arrival',
      w.dataset_id || '/' || w.key || '/' || to_char(w.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      jsonb_build_object('datasetId', w.dataset_id, 'key', w.key)
    from arrival_watch w join dataset d on d.id = w.dataset_id
    where w.check_at <= ${now} and d.retired_at is null
    order by w.check_at limit 5000 ${again(sql)}`;
}

/**
 * One job for each run that started and was silent for too long: by its own time and by the time that its last word
 * was received, so that a history that is posted late is not lost.
 */
export async function insertLostRunJobs(sql: Sql, silence: Silence): Promise<void> {
  await sql`
    insert into clock_job (kind, key, payload)
    select 'lost-run', r.id || '/' || to_char(r.last_event_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      jsonb_build_object('runId', r.id)
    from run r join job j on j.id = r.job_id join namespace n on n.id = r.namespace_id
    where ${isSilent(sql, silence)}
    order by r.last_event_at limit 5000 ${again(sql)}`;
}

export interface ClaimedJob {
  id: number;
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  attempts: number;
  token: string;
}

/**
 * Takes jobs for `leaseSeconds`, by the database's own clock: no other process runs them meanwhile, and whoever's lease
 * has run out finds its token gone.
 */
export async function claimJobs(
  sql: Sql,
  input: { limit: number; leaseSeconds: number; token: string },
): Promise<ClaimedJob[]> {
  return sql<ClaimedJob[]>`
    update clock_job j set state = 'running', attempts = attempts + 1, lease_token = ${input.token},
      lease_until = now() + make_interval(secs => ${input.leaseSeconds})
    where j.id in (
      select c.id from clock_job c
      where (c.state = 'pending' and c.run_at <= now()) or (c.state = 'running' and c.lease_until < now())
      order by c.run_at, c.id limit ${input.limit} for update skip locked)
    returning j.id, j.kind, j.key, j.payload, j.attempts, j.lease_token as token`;
}

type Held = Pick<ClaimedJob, 'id' | 'token'>;

/** Locks a job for the transaction that does it; false when the lease was lost, and then nothing may be done. */
export async function holdJob(sql: Sql, job: Held): Promise<boolean> {
  const rows = await sql`
    select id from clock_job where id = ${job.id} and lease_token = ${job.token} and state = 'running' for update`;
  return rows.length === 1;
}

/** Marks a held job done, in the transaction that did it. */
export async function finishJob(sql: Sql, job: Held): Promise<void> {
  const rows = await sql`
    update clock_job set state = 'done', finished_at = now(), lease_token = null, lease_until = null, last_error = null
    where id = ${job.id} and lease_token = ${job.token} returning id`;
  if (rows.length !== 1) throw new Error(`clock job ${job.id} is not held`);
}

/** Puts a held job off, whose time has not come, in the transaction that looked: that is no attempt. The n-th time for 2ⁿ⁻¹ s, at most a minute. */
export async function postponeJob(sql: Sql, job: Held): Promise<void> {
  const rows = await sql`
    update clock_job set state = 'pending', attempts = 0, lease_token = null, lease_until = null,
      payload = payload || jsonb_build_object('postponed', coalesce((payload->>'postponed')::int, 0) + 1),
      run_at = now() + make_interval(secs => least(60, power(2, least(6, coalesce((payload->>'postponed')::int, 0)))))
    where id = ${job.id} and lease_token = ${job.token} returning id`;
  if (rows.length !== 1) throw new Error(`clock job ${job.id} is not held`);
}

/** Keeps why an attempt failed: once more in `retryInSeconds`, or dead with null. False when the lease was lost. */
export async function failJob(
  sql: Sql,
  failed: Held & { error: string; retryInSeconds: number | null },
): Promise<boolean> {
  const { retryInSeconds } = failed;
  const rows = await sql`
    update clock_job set last_error = ${failed.error}, lease_token = null, lease_until = null,
      state = ${retryInSeconds === null ? 'dead' : 'pending'},
      finished_at = case when ${retryInSeconds === null}::boolean then now() end,
      run_at = now() + make_interval(secs => ${retryInSeconds ?? 0}::float8)
    where id = ${failed.id} and lease_token = ${failed.token} and state = 'running' returning id`;
  return rows.length === 1;
}

/** How many jobs wait or are being done, and how many were given up after too many attempts. */
export async function countJobs(sql: Sql): Promise<{ open: number; dead: number }> {
  const [row] = await sql<{ open: number; dead: number }[]>`
    select count(*) filter (where state in ('pending', 'running'))::int as open,
      count(*) filter (where state = 'dead')::int as dead
    from clock_job where state <> 'done'`;
  return row ?? { open: 0, dead: 0 };
}

/** What the database's clock shows: the same for every process. */
export async function databaseNow(sql: Sql): Promise<Date> {
  const [row] = await sql<{ now: Date }[]>`select now() as now`;
  if (!row) throw new Error('the database does not say what time it is');
  return row.now;
}
