import type { Outcome, SchemaField } from '../../checks/index.ts';
import type { HistoryRow } from './past.ts';
import { saidOf, type SaidRow } from './learned.ts';
import type { Sql } from './sql.ts';

/** The part of the past that is replayed: profiles received from `since` up to, but not, `until`. */
export interface ReplayPeriod {
  since: Date;
  until: Date;
}

export interface ReplayDataset {
  id: number;
  namespace: string;
  name: string;
  owner: string | null;
  retiredAt: Date | null;
}

/** The next 2,000 datasets in some namespaces (null: all), by id. */
export async function listReplayDatasets(
  sql: Sql,
  q: { namespaceLikes: string[] | null; after: number },
): Promise<ReplayDataset[]> {
  return sql<ReplayDataset[]>`
    select d.id, n.name as namespace, d.name, d.owner, d.retired_at as "retiredAt"
    from dataset d join namespace n on n.id = d.namespace_id
    where d.id > ${q.after} and (${q.namespaceLikes}::text[] is null or n.name like any(${q.namespaceLikes}::text[]))
    order by d.id limit 2000`;
}

export interface ProfileHead {
  id: number;
  datasetId: number;
  segment: string;
  effectiveAt: Date;
  bytes: number;
}

/** The profiles of whole datasets that were received in the period, by dataset and in the order in which they came. */
export async function listProfileHeads(
  sql: Sql,
  q: ReplayPeriod & { datasetIds: number[]; limit: number },
): Promise<ProfileHead[]> {
  return sql<ProfileHead[]>`
    select id, dataset_id as "datasetId", segment, effective_at as "effectiveAt", octet_length(document) as bytes from profile
    where dataset_id = any(${q.datasetIds}::bigint[]) and received_at >= ${q.since} and received_at < ${q.until}
    order by dataset_id, id limit ${q.limit}`;
}

/** A profile as it was received: its document, and what was made of it that no rule changes. */
export interface ReceivedProfile extends HistoryRow {
  dataset_id: number;
  received_at: Date;
  segment: string;
  interval_start: Date | null;
  interval_end: Date | null;
  superseded_by: number | null;
  schema_version: number | null;
  document: string;
  /** Was it older than the newest of its series when it came? */
  late: boolean;
  /** What people said of its alarms and did not take back, oldest first; null: nothing. */
  said: SaidRow[] | null;
}

/** Profiles by id, by dataset and in the order in which they came; arrays only on demand. */
export async function readReceived(sql: Sql, ids: number[], metrics: boolean): Promise<ReceivedProfile[]> {
  return sql<ReceivedProfile[]>`
    select id, dataset_id, received_at, effective_at, segment, interval_start, interval_end, superseded_by, schema_version, row_count, layout_id,
      ${metrics ? sql`metric_values` : sql`null::bytea as metric_values`}, document,
      late, ${saidOf(sql)} as said
    from profile p where id = any(${ids}::bigint[]) order by dataset_id, id`;
}

/** Where the replay of a series begins: the first profile of its dataset in the period, and the earliest time that one of its own speaks of. */
export interface ReplayStart {
  datasetId: number;
  segment: string;
  firstId: number;
  earliestAt: Date;
}

export interface EarlierProfile extends HistoryRow {
  dataset_id: number;
  segment: string;
  superseded_by: number | null;
  verdict: string;
  accepted: boolean;
  /** Null unless it was asked for. */
  document: string | null;
  /** How its expectations came out; null unless it was asked for. */
  outcomes: Record<string, Outcome> | null;
}

const starts = (sql: Sql, of: readonly ReplayStart[]) => sql`
  unnest(${of.map(({ datasetId }) => datasetId)}::bigint[], ${of.map(({ segment }) => segment)}::text[],
    ${of.map(({ firstId }) => firstId)}::bigint[], ${of.map(({ earliestAt }) => earliestAt.toISOString())}::timestamptz[])
    as s(dataset_id, segment, first_id, earliest_at)`;

interface EarlierQuestion {
  starts: readonly ReplayStart[];
  points: number;
  metrics: boolean;
  documents: boolean;
  outcomes: number;
}

/**
 * What the first profiles of each series may be compared with: the newest three before them and as many as outcomes are counted
 * of, `points` comparable ones that speak of a time before all of them, and those received before that speak of a later
 * one (1,000 at most).
 */
export async function readEarlier(sql: Sql, q: EarlierQuestion): Promise<EarlierProfile[]> {
  const there = sql`
    from profile p where p.dataset_id = s.dataset_id and p.segment = s.segment and p.id < s.first_id
      and (p.superseded_by is null or p.superseded_by >= s.first_id)`;
  const newestFirst = sql`order by p.effective_at desc, p.id desc`;
  return sql<EarlierProfile[]>`
    select p.id, p.dataset_id, p.segment, p.effective_at, p.row_count, p.layout_id, p.superseded_by, p.verdict, p.accepted,
      ${q.metrics ? sql`p.metric_values` : sql`null::bytea as metric_values`},
      ${q.documents ? sql`p.document` : sql`null::text as document`},
      ${q.outcomes > 0 ? outcomesOf(sql) : sql`null::jsonb`} as outcomes
    from ${starts(sql, q.starts)} cross join lateral (
      (select p.id ${there} ${newestFirst} limit 3)
      union
      (select p.id ${there} and p.effective_at < s.earliest_at ${newestFirst} limit ${q.outcomes})
      union
      (select p.id ${there} and p.accepted and p.effective_at < s.earliest_at ${newestFirst} limit ${q.points})
      union
      (select p.id ${there} and p.effective_at >= s.earliest_at ${newestFirst} limit 1000)) e
    join profile p on p.id = e.id
    order by p.dataset_id, p.effective_at, p.id`;
}

const outcomesOf = (sql: Sql) => sql`(
  select (select jsonb_object_agg(r->>'expectation', r->>'outcome') from jsonb_array_elements(j.answer::jsonb->'results') r)
  from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1)`;

export interface EarlierSchema {
  dataset_id: number;
  version: number;
  fields: SchemaField[];
}

/** The schema version that each dataset had when its replay begins. */
export async function readEarlierSchemas(sql: Sql, of: readonly ReplayStart[]): Promise<EarlierSchema[]> {
  return sql<EarlierSchema[]>`
    select distinct on (v.dataset_id) v.dataset_id, v.version, v.fields from ${starts(sql, of)} cross join lateral (
      select dataset_id, version, fields from schema_version where dataset_id = s.dataset_id and profile_id < s.first_id
      order by version desc limit 1) v`;
}
