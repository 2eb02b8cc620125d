import type { Sql } from '../sql.ts';

/** A run as a batch of events tells it; null where it says nothing. */
export interface RunWrite {
  namespace: string;
  externalId: string;
  jobId: number | null;
  engine: string | null;
  traceparent: string | null;
  interval: { start: string; end: string } | null;
  parentId: number | null;
  rootId: number | null;
}

const keyOf = (run: { namespace: string; externalId: string }) => `${run.namespace}\0${run.externalId}`;

/**
 * The ids of runs by namespace, zero byte and external id; those that are new are made, all are locked. Where two events say
 * different things of one run, what is kept does not depend on which came first.
 */
export async function ensureRuns(sql: Sql, runs: readonly RunWrite[]): Promise<Map<string, number>> {
  if (runs.length === 0) return new Map();
  const sorted = runs.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const column = <T>(of: (run: RunWrite) => T) => sorted.map(of);
  const rows = await sql<{ id: number; namespace: string; externalId: string }[]>`
    with given as (
      select * from unnest(${column((r) => r.namespace)}::text[], ${column((r) => r.externalId)}::text[],
        ${column((r) => r.jobId)}::bigint[], ${column((r) => r.engine)}::text[], ${column((r) => r.traceparent)}::text[],
        ${column((r) => r.interval?.start ?? null)}::timestamptz[], ${column((r) => r.interval?.end ?? null)}::timestamptz[],
        ${column((r) => r.parentId)}::bigint[], ${column((r) => r.rootId)}::bigint[]) with ordinality
        as g(namespace, external_id, job_id, engine, traceparent, interval_start, interval_end, parent_id, root_id, place)),
    kept as (
      insert into run (namespace_id, external_id, job_id, engine, traceparent, interval_start, interval_end, parent_id, root_id)
      select n.id, g.external_id, g.job_id, g.engine, g.traceparent, g.interval_start, g.interval_end, g.parent_id, g.root_id
      from given g join namespace n on n.name = g.namespace order by g.place
      on conflict (namespace_id, external_id) do update set
        job_id = case when run.job_id is null or excluded.job_id is null or run.job_id = excluded.job_id
          then coalesce(run.job_id, excluded.job_id)
          else (select id from job where id in (run.job_id, excluded.job_id) order by name limit 1) end,
        engine = greatest(run.engine, excluded.engine), traceparent = greatest(run.traceparent, excluded.traceparent),
        interval_start = case when run.interval_end is null or (excluded.interval_start, excluded.interval_end) > (run.interval_start, run.interval_end)
          then coalesce(excluded.interval_start, run.interval_start) else run.interval_start end,
        interval_end = case when run.interval_end is null or (excluded.interval_start, excluded.interval_end) > (run.interval_start, run.interval_end)
          then coalesce(excluded.interval_end, run.interval_end) else run.interval_end end,
        parent_id = greatest(run.parent_id, excluded.parent_id), root_id = greatest(run.root_id, excluded.root_id)
      returning id, namespace_id, external_id)
    select k.id, n.name as namespace, k.external_id as "externalId" from kept k join namespace n on n.id = k.namespace_id`;
  return new Map(rows.map((row) => [keyOf(row), row.id]));
}

export interface StateChange {
  runId: number;
  type: string;
  at: Date;
  error: string | null;
}

export async function insertRunEvents(sql: Sql, changes: readonly StateChange[], receivedAt: Date): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into run_event (run_id, type, event_at, received_at, error)
    select g.run_id, g.type, g.event_at, ${receivedAt}, g.error
    from unnest(${changes.map((c) => c.runId)}::bigint[], ${changes.map((c) => c.type)}::text[],
      ${changes.map((c) => c.at.toISOString())}::timestamptz[], ${changes.map((c) => c.error)}::text[])
      as g(run_id, type, event_at, error)
    on conflict do nothing`;
}

/** Every state change of these runs. */
export const readStateChanges = (sql: Sql, runIds: readonly number[]) =>
  sql<{ runId: number; type: string; eventAt: Date; error: string | null }[]>`
    select run_id as "runId", type, event_at as "eventAt", error from run_event
    where run_id = any(${runIds as number[]}::bigint[]) order by run_id, event_at, id`;

export interface FoldedState {
  id: number;
  state: string;
  startedAt: Date | null;
  endedAt: Date | null;
  lastEventAt: Date;
  error: string | null;
}

export async function saveRunStates(sql: Sql, states: readonly FoldedState[]): Promise<void> {
  if (states.length === 0) return;
  const time = (of: (s: FoldedState) => Date | null) => states.map((s) => of(s)?.toISOString() ?? null);
  await sql`
    update run set state = g.state, started_at = g.started_at, ended_at = g.ended_at, last_event_at = g.last_event_at,
      error = g.error
    from unnest(${states.map((s) => s.id)}::bigint[], ${states.map((s) => s.state)}::text[],
      ${time((s) => s.startedAt)}::timestamptz[], ${time((s) => s.endedAt)}::timestamptz[],
      ${time((s) => s.lastEventAt)}::timestamptz[], ${states.map((s) => s.error)}::text[])
      as g(id, state, started_at, ended_at, last_event_at, error)
    where run.id = g.id and (run.state, run.started_at, run.ended_at, run.last_event_at, run.error)
      is distinct from (g.state, g.started_at, g.ended_at, g.last_event_at, g.error)`;
}

export interface RunDataset {
  runId: number;
  datasetId: number;
  direction: string;
}

export async function insertRunDatasets(sql: Sql, rows: readonly RunDataset[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into run_dataset (run_id, dataset_id, direction)
    select * from unnest(${rows.map((r) => r.runId)}::bigint[], ${rows.map((r) => r.datasetId)}::bigint[],
      ${rows.map((r) => r.direction)}::text[]) on conflict do nothing`;
}

/** What these runs read and wrote, by all that was told so far. */
export const readRunDatasets = (sql: Sql, runIds: readonly number[]) => sql<RunDataset[]>`
  select run_id as "runId", dataset_id as "datasetId", direction from run_dataset
  where run_id = any(${runIds as number[]}::bigint[])`;

/** Of these runs those of which more is to be said than their state: a failure, or an end that may heal one. */
export async function findTellingRuns(sql: Sql, runIds: readonly number[]): Promise<Set<number>> {
  const rows = await sql<{ id: number }[]>`
    select r.id from run r where r.id = any(${runIds as number[]}::bigint[]) and (
      r.state = 'FAIL' or r.lost_at is not null
      or exists (select 1 from incident i where i.job_id = r.job_id and i.state <> 'resolved')
      or exists (
        select 1 from lineage_edge e left join dataset_merge m on m.member_id = e.dataset_id
          join incident i on i.dataset_id = coalesce(m.into_id, e.dataset_id) and i.state <> 'resolved'
        where e.job_id = r.job_id and e.direction = 'output'))`;
  return new Set(rows.map(({ id }) => id));
}

/** The id of a run; null when it is not known. */
export async function findRun(sql: Sql, run: { namespace: string; externalId: string }): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select r.id from run r join namespace n on n.id = r.namespace_id
    where n.name = ${run.namespace} and r.external_id = ${run.externalId}`;
  return row?.id ?? null;
}
