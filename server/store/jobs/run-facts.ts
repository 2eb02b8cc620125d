import type { Sql } from '../sql.ts';
import { unpacked } from '../metric-values.ts';
import { runColumns, runTables, timeOf, type RunRow } from './run-rows.ts';

export interface RunDetails extends RunRow {
  wholeError: string | null;
  engine: string | null;
  traceparent: string | null;
  lostAt: Date | null;
  rootId: number | null;
  createdAt: Date;
}

const details = (sql: Sql) => sql`
  ${runColumns(sql)}, r.error as "wholeError", r.engine, r.traceparent, r.lost_at as "lostAt", r.root_id as "rootId",
  r.created_at as "createdAt"`;

/** A run by its number (run_12), or by the id that its pipeline gave it: the newest in those namespaces. */
export async function findRun(sql: Sql, text: string, likes: string[] | null): Promise<RunDetails | null> {
  const id = /^run_(\d{1,15})$/.exec(text)?.[1] ?? null;
  const seen = sql`(${likes}::text[] is null or n.name like any(${likes}::text[]))`;
  const [byId] =
    id === null
      ? []
      : await sql<RunDetails[]>`select ${details(sql)} from ${runTables(sql)} where r.id = ${id} and ${seen}`;
  if (byId) return byId;
  const [row] = await sql<RunDetails[]>`
    select ${details(sql)} from ${runTables(sql)}
    where (r.namespace_id, r.external_id) in (select o.id, ${text} from namespace o) and ${seen}
    order by ${timeOf(sql)} desc nulls last, r.id desc limit 1`;
  return row ?? null;
}

/** Every state change that was told of a run, by event time. */
export const readTold = (sql: Sql, runId: number) => sql<
  { type: string; eventAt: Date; receivedAt: Date; error: string | null }[]
>`
  select type, event_at as "eventAt", received_at as "receivedAt", error from run_event
  where run_id = ${runId} order by event_at, id limit 1000`;

/** The runs of the same job before and after this one. */
export async function readNeighbours(
  sql: Sql,
  run: { id: number; jobId: number | null; at: Date | null },
): Promise<{ before: number | null; after: number | null }> {
  if (run.jobId === null || run.at === null) return { before: null, after: null };
  const here = sql`(${timeOf(sql)}, r.id)`;
  const [row] = await sql<{ before: number | null; after: number | null }[]>`
    select
      (select r.id from run r where r.job_id = ${run.jobId} and ${here} < (${run.at}::timestamptz, ${run.id}::bigint)
        order by ${timeOf(sql)} desc nulls last, r.id desc limit 1) as before,
      (select r.id from run r where r.job_id = ${run.jobId} and ${here} > (${run.at}::timestamptz, ${run.id}::bigint)
        order by ${timeOf(sql)}, r.id limit 1) as after`;
  return row ?? { before: null, after: null };
}

/** What profiles of a run count of a dataset. */
export interface MeasuredOf {
  profileId: number;
  effectiveAt: Date;
  verdict: string;
  rowCount: number | null;
  /** In the order of `measures`. */
  values: (number | null)[];
  before: { rowCount: number | null; effectiveAt: Date } | null;
}

export interface RunDatasetRow {
  id: number;
  slug: string;
  namespace: string;
  name: string;
  direction: 'input' | 'output';
  verdict: string;
  incident: number | null;
  measured: MeasuredOf | null;
}

export const measures = ['bytes', 'fileCount', 'rowsWritten'] as const;

interface Packed extends Omit<RunDatasetRow, 'measured'> {
  profileId: number | null;
  effectiveAt: Date;
  profileVerdict: string;
  rowCount: number | null;
  packed: (Uint8Array | null)[];
  beforeRows: number | null;
  beforeAt: Date | null;
}

/** What a run read and wrote, with what it measured of each, and the count of rows of the profile before that. */
export async function readRunDatasets(sql: Sql, runId: number): Promise<RunDatasetRow[]> {
  const rows = await sql<Packed[]>`
    select d.id, d.slug, n.name as namespace, d.name, rd.direction, d.verdict,
      (select i.id from incident i where i.dataset_id = d.id and i.state <> 'resolved') as incident,
      p.id as "profileId", p.effective_at as "effectiveAt", p.verdict as "profileVerdict", p.row_count as "rowCount",
      array(select substring(p.metric_values from array_position(l.names, asked.name) * 8 - 7 for 8)
        from unnest(${measures as unknown as string[]}::text[]) with ordinality as asked(name, place) order by asked.place) as packed,
      b.row_count as "beforeRows", b.effective_at as "beforeAt"
    from run_dataset rd join dataset d on d.id = rd.dataset_id join namespace n on n.id = d.namespace_id
      left join lateral (
        select * from profile o where o.run_id = rd.run_id and o.dataset_id = rd.dataset_id and o.segment = ''
          and o.superseded_by is null order by o.id desc limit 1) p on true
      left join metric_layout l on l.id = p.layout_id
      left join lateral (
        select row_count, effective_at from profile o where o.dataset_id = p.dataset_id and o.segment = ''
          and o.superseded_by is null and o.effective_at < p.effective_at
        order by o.effective_at desc, o.id desc limit 1) b on true
    where rd.run_id = ${runId} order by rd.direction, d.name limit 1000`;
  return rows.map(({ profileId, effectiveAt, profileVerdict, rowCount, packed, beforeRows, beforeAt, ...dataset }) => ({
    ...dataset,
    measured:
      profileId === null
        ? null
        : {
            profileId,
            effectiveAt,
            verdict: profileVerdict,
            rowCount,
            values: packed.map((bytes) => (bytes ? (unpacked(bytes, 0) ?? null) : null)),
            before: beforeAt && { rowCount: beforeRows, effectiveAt: beforeAt },
          },
  }));
}

/** Answers (JSON text) that count, of the profiles of a run. */
export const readRunAnswers = (sql: Sql, runId: number) => sql<
  { datasetId: number; profileId: number; answer: string }[]
>`
  select p.dataset_id as "datasetId", p.id as "profileId",
    (select j.answer from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as answer
  from profile p where p.run_id = ${runId} and p.superseded_by is null order by p.id desc limit 200`;

/** What other tools found in a run, the newest of each suite and dataset; results as JSON text. */
export const readRunExternal = (sql: Sql, run: { id: number; externalId: string }) => sql<
  { id: number; datasetId: number; suite: string; verdict: string; results: string }[]
>`
  select distinct on (e.dataset_id, e.suite) e.id, e.dataset_id as "datasetId", e.suite, e.verdict, e.results
  from run_dataset rd join external_result e on e.dataset_id = rd.dataset_id and e.run = ${run.externalId}
  where rd.run_id = ${run.id} order by e.dataset_id, e.suite, e.id desc`;

/** Numbers of the incidents that this run failed into: through its profiles, and as a run of its job. */
export async function readIncidentsOfRun(sql: Sql, run: RunDetails): Promise<number[]> {
  const heard = sql`(select min(e.received_at) from run_event e where e.run_id = ${run.id})`;
  // Of runs that failed one after another only the one that opened it: the newest before.
  const later = sql`
    select 1 from run o join run_event e on e.run_id = o.id
    where o.job_id = ${run.jobId} and o.id > ${run.id} and e.received_at <= i.opened_at`;
  const rows = await sql<{ id: number }[]>`
    select distinct f.incident_id as id from profile p
      join incident i on i.dataset_id = p.dataset_id join incident_failure f on f.incident_id = i.id
    where p.run_id = ${run.id} and p.id in (f.first_profile_id, f.last_profile_id)
    union
    select i.id from incident i where ${run.state} in ('FAIL', 'LOST') and i.opened_at >= ${heard}
      and (i.job_id = ${run.jobId} or exists (
        select 1 from incident_failure f join run_dataset o on o.dataset_id = i.dataset_id and o.run_id = ${run.id}
        where f.incident_id = i.id and f.expectation = 'run of ' || ${run.jobName}))
      and not exists (${later})
    order by id desc limit 20`;
  return rows.map(({ id }) => id);
}
