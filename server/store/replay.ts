import type { SchemaField } from '../../checks/index.ts';
import type { HistoryRow } from './receive.ts';
import type { StoredSilence } from './silences.ts';
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
  effectiveAt: Date;
  bytes: number;
}

/** The profiles of whole datasets that were received in the period, by dataset and in the order in which they came. */
export async function listProfileHeads(
  sql: Sql,
  q: ReplayPeriod & { datasetIds: number[]; limit: number },
): Promise<ProfileHead[]> {
  return sql<ProfileHead[]>`
    select id, dataset_id as "datasetId", effective_at as "effectiveAt", octet_length(document) as bytes from profile
    where dataset_id = any(${q.datasetIds}::bigint[]) and segment = '' and received_at >= ${q.since}
      and received_at < ${q.until}
    order by dataset_id, id limit ${q.limit}`;
}

/** A profile as it was received: its document, and what was made of it that no rule changes. */
export interface ReceivedProfile extends HistoryRow {
  dataset_id: number;
  received_at: Date;
  superseded_by: number | null;
  schema_version: number | null;
  document: string;
}

/** Profiles by id, by dataset and in the order in which they came; arrays only on demand. */
export async function readReceived(sql: Sql, ids: number[], metrics: boolean): Promise<ReceivedProfile[]> {
  return sql<ReceivedProfile[]>`
    select id, dataset_id, received_at, effective_at, superseded_by, schema_version, row_count, layout_id,
      ${metrics ? sql`metric_values` : sql`null::bytea as metric_values`}, document
    from profile where id = any(${ids}::bigint[]) order by dataset_id, id`;
}

/** Where the replay of a dataset begins: its first profile of the period, and the earliest time that one of them speaks of. */
export interface ReplayStart {
  datasetId: number;
  firstId: number;
  earliestAt: Date;
}

export interface EarlierProfile extends HistoryRow {
  dataset_id: number;
  superseded_by: number | null;
  verdict: string;
  accepted: boolean;
  /** Null unless it was asked for. */
  document: string | null;
}

const starts = (sql: Sql, of: readonly ReplayStart[]) => sql`
  unnest(${of.map(({ datasetId }) => datasetId)}::bigint[], ${of.map(({ firstId }) => firstId)}::bigint[],
    ${of.map(({ earliestAt }) => earliestAt.toISOString())}::timestamptz[]) as s(dataset_id, first_id, earliest_at)`;

/**
 * What the first profiles of each dataset may be compared with: the newest profile before them, `points` comparable ones
 * that speak of a time before all of them, and those received before that speak of a later one (1,000 at most).
 */
export async function readEarlier(
  sql: Sql,
  q: { starts: readonly ReplayStart[]; points: number; metrics: boolean; documents: boolean },
): Promise<EarlierProfile[]> {
  const metrics = q.metrics ? sql`p.metric_values` : sql`null::bytea as metric_values`;
  const columns = sql`
    p.id, p.dataset_id, p.effective_at, p.row_count, p.layout_id, ${metrics}, p.superseded_by, p.verdict, p.accepted,
    ${q.documents ? sql`p.document` : sql`null::text as document`}`;
  const there = sql`
    from profile p where p.dataset_id = s.dataset_id and p.segment = '' and p.id < s.first_id
      and (p.superseded_by is null or p.superseded_by >= s.first_id)`;
  const newestFirst = sql`order by p.effective_at desc, p.id desc`;
  return sql<EarlierProfile[]>`
    select e.* from ${starts(sql, q.starts)} cross join lateral (
      (select ${columns} ${there} ${newestFirst} limit 1)
      union
      (select ${columns} ${there} and p.accepted and p.effective_at < s.earliest_at ${newestFirst} limit ${q.points})
      union
      (select ${columns} ${there} and p.accepted and p.effective_at >= s.earliest_at ${newestFirst}
        limit ${q.points === 0 ? 0 : 1000})) e
    order by e.dataset_id, e.effective_at, e.id`;
}

export interface EarlierSchema {
  dataset_id: number;
  version: number;
  fields: SchemaField[];
}

/** The schema version that each dataset had when its replay begins. */
export async function readEarlierSchemas(sql: Sql, of: readonly ReplayStart[]): Promise<EarlierSchema[]> {
  return sql<EarlierSchema[]>`
    select v.dataset_id, v.version, v.fields from ${starts(sql, of)} cross join lateral (
      select dataset_id, version, fields from schema_version where dataset_id = s.dataset_id and profile_id < s.first_id
      order by version desc limit 1) v`;
}

/** An incident that there really was, and what people did about it. */
export interface RealIncident {
  number: number;
  datasetId: number;
  openedAt: Date;
  resolvedAt: Date | null;
  /** Who closed it; null: it is open, or it resolved by itself. */
  closedBy: string | null;
  /** Closed as the new normal. */
  asNormal: boolean;
}

/** Incidents of some datasets that were open at some time of the period, oldest first; `itself`: how one is marked that nobody closed. */
export async function listRealIncidents(
  sql: Sql,
  q: ReplayPeriod & { datasetIds: number[]; itself: string },
): Promise<RealIncident[]> {
  return sql<RealIncident[]>`
    select i.id as number, i.dataset_id as "datasetId", i.opened_at as "openedAt", i.resolved_at as "resolvedAt",
      nullif(i.resolved_by, ${q.itself}) as "closedBy",
      coalesce((select (a.after->>'accept')::boolean from audit_entry a
        where a.object = 'INC-' || i.id and a.action = 'incident.resolved' and a.after ? 'accept'
        order by a.id desc limit 1), false) as "asNormal"
    from incident i
    where i.dataset_id = any(${q.datasetIds}::bigint[]) and i.opened_at < ${q.until}
      and (i.resolved_at is null or i.resolved_at >= ${q.since})
    order by i.id`;
}

/** Silences that were in force at some time of the period, by id; at most the newest 5,000. */
export async function listReplaySilences(sql: Sql, { since, until }: ReplayPeriod): Promise<StoredSilence[]> {
  const rows = await sql<(Omit<StoredSilence, 'id' | 'number'> & { id: number })[]>`
    select id, matchers, namespaces, starts_at as "startsAt", ends_at as "endsAt", created_by as "createdBy",
      created_at as "createdAt", comment, expired_at as "expiredAt", expired_by as "expiredBy"
    from silence where created_at < ${until} and ends_at > ${since} order by id desc limit 5000`;
  return rows.map((row) => ({ ...row, id: `S-${row.id}`, number: row.id })).toReversed();
}
