import type { Sql } from './sql.ts';

/** The run with this id in its namespace, made when it is not there yet, with its job and the dataset that it wrote, unless it is known to read it. */
export async function ensureRun(
  sql: Sql,
  input: {
    namespace: string;
    externalId: string;
    jobName: string | null;
    outputId: number | null;
    /** Kept when the run has none yet: what a run itself says of its trace wins over what its profiles say. */
    traceparent: string | null;
  },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    with n as (select id from namespace where name = ${input.namespace}),
    j as (
      insert into job (namespace_id, name) select n.id, ${input.jobName} from n where ${input.jobName}::text is not null
      on conflict (namespace_id, name) do update set name = excluded.name returning id),
    r as (
      insert into run (namespace_id, external_id, job_id, traceparent)
      select n.id, ${input.externalId}, (select id from j), ${input.traceparent} from n
      on conflict (namespace_id, external_id) do update set job_id = coalesce(run.job_id, excluded.job_id),
        traceparent = coalesce(run.traceparent, excluded.traceparent)
      returning id),
    o as (
      insert into run_dataset (run_id, dataset_id, direction)
      select r.id, ${input.outputId}::bigint, 'output' from r
      where ${input.outputId}::bigint is not null and not exists (
        select 1 from run_dataset d
        where d.run_id = r.id and d.dataset_id = ${input.outputId}::bigint and d.direction = 'input')
      on conflict do nothing)
    select id from r`;
  if (!row) throw new Error(`run ${input.externalId} was not stored`);
  return row.id;
}

export interface RunRow {
  id: number;
  jobId: number | null;
  jobName: string | null;
  namespace: string;
  state: string;
}

/** Runs of one job end one after another, so that each sees what the others said. */
export async function lockJobOf(sql: Sql, runId: number): Promise<void> {
  await sql`select j.id from job j join run r on r.job_id = j.id where r.id = ${runId} for no key update of j`;
}

export async function lockRun(sql: Sql, id: number): Promise<RunRow> {
  const [row] = await sql<RunRow[]>`
    select r.id, r.job_id as "jobId", j.name as "jobName", n.name as namespace, r.state
    from run r join namespace n on n.id = r.namespace_id left join job j on j.id = r.job_id
    where r.id = ${id} for no key update of r`;
  if (!row) throw new Error(`run ${id} is gone`);
  return row;
}

/** False when this very state change (run, type, event time) was there before. */
export async function insertRunEvent(
  sql: Sql,
  e: { runId: number; type: string; eventAt: Date; receivedAt: Date; error: string | null },
): Promise<boolean> {
  const rows = await sql`
    insert into run_event (run_id, type, event_at, received_at, error)
    values (${e.runId}, ${e.type}, ${e.eventAt}, ${e.receivedAt}, ${e.error})
    on conflict do nothing returning id`;
  return rows.length === 1;
}

export interface RunEventRow {
  type: string;
  eventAt: Date;
  error: string | null;
}

export async function readRunEvents(sql: Sql, runId: number): Promise<RunEventRow[]> {
  return sql<RunEventRow[]>`
    select type, event_at as "eventAt", error from run_event where run_id = ${runId} order by event_at, id`;
}

export async function saveRunState(
  sql: Sql,
  s: {
    id: number;
    state: string;
    startedAt: Date | null;
    endedAt: Date | null;
    lastEventAt: Date;
    error: string | null;
    trigger: string | null;
    attempt: number | null;
    intervalStart: Date | null;
    intervalEnd: Date | null;
    traceparent: string | null;
  },
): Promise<void> {
  await sql`
    update run set state = ${s.state}, started_at = ${s.startedAt}, ended_at = ${s.endedAt}, last_event_at = ${s.lastEventAt},
      error = ${s.error}, trigger = coalesce(${s.trigger}, trigger), attempt = coalesce(${s.attempt}::int, attempt),
      interval_start = coalesce(${s.intervalStart}, interval_start), interval_end = coalesce(${s.intervalEnd}, interval_end),
      traceparent = coalesce(${s.traceparent}, traceparent)
    where id = ${s.id}`;
}

export async function addRunDatasets(
  sql: Sql,
  input: { runId: number; datasetIds: readonly number[]; direction: 'input' | 'output' },
): Promise<void> {
  const sorted = [...new Set(input.datasetIds)].sort((a, b) => a - b);
  await sql`
    insert into run_dataset (run_id, dataset_id, direction)
    select ${input.runId}, unnest(${sorted}::bigint[]), ${input.direction} on conflict do nothing`;
}

/**
 * The datasets that this run speaks for, by id: those that it wrote, and those that an earlier run of its job wrote whose
 * open incident still holds the failure of that job, because a run need not name its outputs. Retired ones are left out.
 */
export async function readRunOutputs(sql: Sql, runId: number) {
  return sql<{ id: number; namespace: string; name: string }[]>`
    select d.id, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
    where d.retired_at is null and (d.id in (
        select coalesce(m.into_id, w.dataset_id) from run_dataset w left join dataset_merge m on m.member_id = w.dataset_id
        where w.run_id = ${runId} and w.direction = 'output')
      or d.id in (
        select i.dataset_id from run this join job j on j.id = this.job_id join run r on r.job_id = j.id
          join run_dataset o on o.run_id = r.id and o.direction = 'output'
          left join dataset_merge m on m.member_id = o.dataset_id
          join incident i on i.dataset_id = coalesce(m.into_id, o.dataset_id) and i.state <> 'resolved'
          join incident_failure f on f.incident_id = i.id and f.expectation = 'run of ' || j.name
        where this.id = ${runId} and f.facts->>'healedAt' is null))
    order by d.id`;
}

/** Is this the newest run of its job, by its start or else its last event? A run that only a profile named does not count. */
export async function isNewestRun(sql: Sql, jobId: number, runId: number): Promise<boolean> {
  const [row] = await sql<{ id: number }[]>`
    select id from run where job_id = ${jobId} order by coalesce(started_at, last_event_at) desc nulls last, id desc limit 1`;
  return row?.id === runId;
}

/** The document of the newest profile that a run posted of a dataset; null without one. */
export async function findProfileOfRun(
  sql: Sql,
  q: { namespace: string; externalId: string; dataset: { namespace: string; name: string } },
): Promise<string | null> {
  const [row] = await sql<{ document: string }[]>`
    select p.document from profile p join run r on r.id = p.run_id join namespace rn on rn.id = r.namespace_id
      join dataset d on d.id = p.dataset_id join namespace dn on dn.id = d.namespace_id
    where rn.name = ${q.namespace} and r.external_id = ${q.externalId} and dn.name = ${q.dataset.namespace}
      and d.name = ${q.dataset.name} order by p.id desc limit 1`;
  return row?.document ?? null;
}

/** The open incident of a job or a dataset. */
export async function findOpenIncident(
  sql: Sql,
  subject: { datasetId: number } | { jobId: number },
): Promise<number | null> {
  const [row] =
    'datasetId' in subject
      ? await sql<{ id: number }[]>`
          select id from incident where dataset_id = ${subject.datasetId} and state <> 'resolved'`
      : await sql<{ id: number }[]>`select id from incident where job_id = ${subject.jobId} and state <> 'resolved'`;
  return row?.id ?? null;
}
