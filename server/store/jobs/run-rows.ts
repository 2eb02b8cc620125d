import type { Fragment } from '../lineage/step.ts';
import type { Sql } from '../sql.ts';

/** As people see it: a run that started is running, until it ends or is given up. */
export const runStates = ['RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'LOST', 'UNKNOWN'] as const;
export type RunState = (typeof runStates)[number];

export interface RunRow {
  id: number;
  externalId: string;
  namespace: string;
  jobId: number | null;
  jobName: string | null;
  state: RunState;
  startedAt: Date | null;
  endedAt: Date | null;
  lastEventAt: Date | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  error: string | null;
  attempt: number | null;
  trigger: string | null;
  parentId: number | null;
}

/** The state of run `r`. */
export const stateOf = (sql: Sql) => sql`
  case when r.state in ('START', 'RUNNING') then case when r.lost_at is null then 'RUNNING' else 'LOST' end else r.state end`;

/** By which runs are in order: when one started, else when one last heard of it. */
export const timeOf = (sql: Sql) => sql`coalesce(r.started_at, r.last_event_at)`;
export const newestFirst = (sql: Sql) => sql`order by ${timeOf(sql)} desc nulls last, r.id desc`;

/** What is told of run `r` of job `j` in namespace `n`; of an error its first line. */
export const runColumns = (sql: Sql) => sql`
  r.id, r.external_id as "externalId", n.name as namespace, r.job_id as "jobId", j.name as "jobName",
  ${stateOf(sql)} as state, r.started_at as "startedAt", r.ended_at as "endedAt", r.last_event_at as "lastEventAt",
  r.interval_start as "intervalStart", r.interval_end as "intervalEnd",
  left(split_part(r.error, e'\n', 1), 300) as error, r.attempt, r.trigger, r.parent_id as "parentId"`;

export const runTables = (sql: Sql) => sql`
  run r join namespace n on n.id = r.namespace_id left join job j on j.id = r.job_id`;

export interface RunFilter {
  /** Patterns for SQL's like; null: every namespace. */
  namespaceLikes: string[] | null;
  jobId: number | null;
  states: readonly RunState[] | null;
  from: Date | null;
  to: Date | null;
}

/** Counting stops here: nobody reads so many, and a busy pipeline has millions. */
export const mostCounted = 1000;

/** How a state is kept. */
const kept: Record<RunState, readonly string[]> = {
  RUNNING: ['START', 'RUNNING'],
  LOST: ['START', 'RUNNING'],
  COMPLETE: ['COMPLETE'],
  FAIL: ['FAIL'],
  ABORT: ['ABORT'],
  UNKNOWN: ['UNKNOWN'],
};

const fits = (sql: Sql, f: RunFilter) => sql`
  (${f.namespaceLikes}::text[] is null or n.name like any(${f.namespaceLikes}::text[]))
  and (${f.from}::timestamptz is null or ${timeOf(sql)} >= ${f.from})
  and (${f.to}::timestamptz is null or ${timeOf(sql)} < ${f.to})
  and (${f.states as string[] | null}::text[] is null or ${stateOf(sql)} = any(${f.states as string[] | null}::text[]))`;

/** The first `limit` that fit: those of a job by its own index, else those of each state by that of states. */
function found(sql: Sql, f: RunFilter, limit: number): Fragment {
  const of = sql`from run r join namespace n on n.id = r.namespace_id where ${fits(sql, f)}`;
  const end = sql`${newestFirst(sql)} limit ${limit}`;
  if (f.jobId !== null) return sql`select r.* ${of} and r.job_id = ${f.jobId} ${end}`;
  const states = [...new Set((f.states ?? runStates).flatMap((state) => kept[state]))];
  return sql`
    select of_state.* from unnest(${states}::text[]) as s(state) cross join lateral (
      select r.* ${of} and r.state = s.state ${end}) of_state`;
}

/** One page of runs, the newest first, and how many there are: at most `mostCounted`. */
export async function listRuns(
  sql: Sql,
  filter: RunFilter,
  page: { offset: number; limit: number },
): Promise<{ items: RunRow[]; total: number }> {
  const [items, [count]] = await Promise.all([
    sql<RunRow[]>`
      select ${runColumns(sql)} from (${found(sql, filter, page.offset + page.limit)}) r
        join namespace n on n.id = r.namespace_id left join job j on j.id = r.job_id
      ${newestFirst(sql)} offset ${page.offset} limit ${page.limit}`,
    sql<{ total: number }[]>`
      select least(${mostCounted}, count(*))::int as total from (${found(sql, filter, mostCounted)}) counted`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}

/** As JSON an instant is milliseconds: read a good deal faster than a date of the driver. */
const packed = (sql: Sql) => sql`
  json_build_array(r.id, r.external_id, ${stateOf(sql)}, ${millis(sql, sql`r.started_at`)}, ${millis(sql, sql`r.ended_at`)},
    ${millis(sql, sql`r.last_event_at`)}, ${millis(sql, sql`r.interval_start`)}, ${millis(sql, sql`r.interval_end`)},
    left(split_part(r.error, e'\n', 1), 300), r.attempt, r.trigger, r.parent_id)`;
const millis = (sql: Sql, at: Fragment) => sql`floor(extract(epoch from ${at}) * 1000)::bigint`;

type Millis = number | null;
type Packed = [
  id: number,
  externalId: string,
  state: RunState,
  started: Millis,
  ended: Millis,
  lastEvent: Millis,
  intervalStart: Millis,
  intervalEnd: Millis,
  error: string | null,
  attempt: number | null,
  trigger: string | null,
  parentId: number | null,
];

/** The newest runs of each of these jobs, the newest first. */
export async function readRecentRuns(
  sql: Sql,
  q: { jobIds: readonly number[]; limit: number },
): Promise<Map<number, RunRow[]>> {
  if (q.jobIds.length === 0) return new Map();
  const rows = await sql<{ jobId: number; jobName: string; namespace: string; runs: string }[]>`
    select j.id as "jobId", j.name as "jobName", n.name as namespace,
      (select coalesce(json_agg(newest.run), '[]')::text from (
        select ${packed(sql)} as run from run r where r.job_id = j.id ${newestFirst(sql)} limit ${q.limit}) newest) as runs
    from job j join namespace n on n.id = j.namespace_id where j.id = any(${q.jobIds as number[]}::bigint[])`;
  return new Map(
    rows.map(({ runs, ...job }) => [job.jobId, (JSON.parse(runs) as Packed[]).map((run) => unpacked(run, job))]),
  );
}

function unpacked(run: Packed, job: Pick<RunRow, 'jobId' | 'jobName' | 'namespace'>): RunRow {
  const at = (millis: Millis) => (millis === null ? null : new Date(millis));
  const [id, externalId, state, started, ended, lastEvent, start, end, error, attempt, trigger, parentId] = run;
  return {
    ...job,
    ...{ id, externalId, state, error, attempt, trigger, parentId },
    startedAt: at(started),
    endedAt: at(ended),
    lastEventAt: at(lastEvent),
    intervalStart: at(start),
    intervalEnd: at(end),
  };
}
