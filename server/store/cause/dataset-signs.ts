import type { Sql } from '../sql.ts';
import { keyArray } from '../lineage/node-key.ts';
import type { FailedWindow } from './window.ts';

export interface OpenTrouble {
  /** As in the graph: a job's is negative. */
  key: number;
  incident: number;
  sentence: string;
  openedAt: Date;
  /** Of what fails in it now: `run`, `arrival`, `row_count`. */
  kinds: string[];
}

/** Open incidents of these datasets and jobs. */
export async function readOpenTrouble(sql: Sql, of: { datasets: number[]; jobs: number[] }): Promise<OpenTrouble[]> {
  return sql<OpenTrouble[]>`
    select case when i.dataset_id is null then -i.job_id else i.dataset_id end as key, i.id as incident, i.sentence,
      i.opened_at as "openedAt",
      array(select distinct f.facts->>'kind' from incident_failure f
        where f.incident_id = i.id and f.facts->>'healedAt' is null order by 1) as kinds
    from incident i
    where i.state <> 'resolved' and (
      (i.dataset_id is not null and i.dataset_id = any(${keyArray(of.datasets)}::bigint[]))
      or (i.job_id is not null and i.job_id = any(${keyArray(of.jobs)}::bigint[])))
    order by i.id`;
}

export interface IntervalProfile {
  key: number;
  verdict: string;
  receivedAt: Date;
  rowCount: number | null;
  /** Of the profile before it. */
  rowsBefore: number | null;
}

/** The newest profile of each dataset that is of the data interval (without one: that came in the window), of the whole dataset. */
export async function readIntervalProfiles(
  sql: Sql,
  datasets: readonly number[],
  { interval, since, until }: FailedWindow,
): Promise<IntervalProfile[]> {
  const isOf = interval
    ? sql`p.interval_start < ${interval.end} and p.interval_end > ${interval.start}`
    : sql`p.received_at >= ${since} and p.received_at <= ${until}`;
  return sql<IntervalProfile[]>`
    select d.id as key, n.verdict, n.received_at as "receivedAt", n.row_count as "rowCount", b.row_count as "rowsBefore"
    from unnest(${keyArray(datasets)}::bigint[]) as d(id)
      cross join lateral (
        select p.id, p.verdict, p.received_at, p.row_count, p.effective_at from profile p
        where p.dataset_id = d.id and p.segment = '' and p.superseded_by is null and ${isOf}
        order by p.effective_at desc, p.id desc limit 1) n
      left join lateral (
        select p.row_count from profile p
        where p.dataset_id = d.id and p.segment = '' and p.superseded_by is null and p.accepted
          and (p.effective_at, p.id) < (n.effective_at, n.id)
        order by p.effective_at desc, p.id desc limit 1) b on true`;
}

export interface SchemaChange {
  key: number;
  at: Date;
  added: string[];
  gone: string[];
  /** Fields of another type. */
  other: string[];
}

/** What the newest schema version of the window has other than the one before it. */
export async function readSchemaChanges(
  sql: Sql,
  datasets: readonly number[],
  { since, until }: FailedWindow,
): Promise<SchemaChange[]> {
  return sql<SchemaChange[]>`
    select d.id as key, v.effective_at as at,
      array(select f->>'name' from jsonb_array_elements(v.fields) f where not o.fields @> jsonb_build_array(jsonb_build_object('name', f->'name')) order by 1 limit 5) as added,
      array(select f->>'name' from jsonb_array_elements(o.fields) f where not v.fields @> jsonb_build_array(jsonb_build_object('name', f->'name')) order by 1 limit 5) as gone,
      array(select f->>'name' from jsonb_array_elements(v.fields) f join jsonb_array_elements(o.fields) g on g->'name' = f->'name'
        where g->'type' is distinct from f->'type' order by 1 limit 5) as other
    from unnest(${keyArray(datasets)}::bigint[]) as d(id)
      cross join lateral (
        select version, fields, effective_at from schema_version
        where dataset_id = d.id and version > 1 and effective_at >= ${since} and effective_at <= ${until}
        order by version desc limit 1) v
      join schema_version o on o.dataset_id = d.id and o.version = v.version - 1`;
}

export interface MissedDeadline {
  key: number;
  dueAt: Date;
  state: 'late' | 'missing';
}

/** The newest deadline of the window that each dataset missed or met late. */
export async function readMissedDeadlines(
  sql: Sql,
  datasets: readonly number[],
  { since, until }: FailedWindow,
): Promise<MissedDeadline[]> {
  return sql<MissedDeadline[]>`
    select distinct on (dataset_id) dataset_id as key, due_at as "dueAt", state from arrival_period
    where dataset_id = any(${keyArray(datasets)}::bigint[]) and state in ('late', 'missing')
      and due_at >= ${since} and due_at <= ${until}
    order by dataset_id, due_at desc`;
}
