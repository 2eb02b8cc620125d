import { unpacked } from './metric-values.ts';
import type { Pool, Sql } from './sql.ts';

export interface DatasetFilter {
  /** The retired ones, or those that are not. */
  retired: boolean;
  /** Patterns for SQL's like; null: every namespace. */
  namespaceLikes: string[] | null;
  text: string | null;
  namespace: string | null;
  status: string[] | null;
  owner: string | null;
}

export type DatasetSort = 'name' | 'status' | 'lastProfileAt' | 'rowCount' | 'openIncidents';

export interface DatasetSummary {
  id: number;
  slug: string;
  namespace: string;
  name: string;
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  status: 'ok' | 'warn' | 'fail' | 'undecided' | 'unknown';
  verdict: string;
  lastProfileId: number | null;
  lastEffectiveAt: Date | null;
  lastReceivedAt: Date | null;
  rowCount: number | null;
  recentRowCounts: (number | null)[] | null;
  profileCount: number;
  columnCount: number | null;
  schemaVersion: number | null;
  checkCounts: number[];
  openIncidents: number[];
  createdAt: Date;
  retiredAt: Date | null;
  retiredBy: string | null;
  retiredReason: string | null;
}

/** The worst of its open incident and its newest profile: an incident in which nothing is worse than a warning is one. */
const statusSql = (sql: Sql) => sql`
  case when d.verdict = 'fail' or exists (select 1 from incident i
      where i.dataset_id = d.id and i.state <> 'resolved' and i.severity not in ('warn', 'info')) then 'fail'
    when d.verdict = 'warn' or exists (select 1 from incident i where i.dataset_id = d.id and i.state <> 'resolved') then 'warn'
    else case d.verdict when 'pass' then 'ok' when 'none' then 'unknown' else 'undecided' end end`;

const columns = (sql: Sql) => sql`
  d.id, d.slug, n.name as namespace, d.name, d.owner, d.labels, d.runbook, ${statusSql(sql)} as status, d.verdict,
  d.last_profile_id as "lastProfileId", d.last_effective_at as "lastEffectiveAt", d.last_received_at as "lastReceivedAt",
  d.row_count as "rowCount", d.profile_count as "profileCount", d.column_count as "columnCount",
  d.schema_version as "schemaVersion", d.check_counts as "checkCounts", d.created_at as "createdAt",
  d.retired_at as "retiredAt", d.retired_by as "retiredBy", d.retired_reason as "retiredReason",
  array(select i.id from incident i where i.dataset_id = d.id and i.state <> 'resolved') as "openIncidents",
  array(select r.row_count from (
    select p.row_count, p.effective_at, p.id from profile p
    where p.dataset_id = d.id and p.segment = '' and p.superseded_by is null
    order by p.effective_at desc, p.id desc limit 30) r order by r.effective_at, r.id) as "recentRowCounts"`;

const matching = (sql: Sql, f: DatasetFilter) => {
  const like = f.text === null ? null : `%${f.text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`
    from dataset d join namespace n on n.id = d.namespace_id
    where (d.retired_at is not null) = ${f.retired}
      and (${f.namespaceLikes}::text[] is null or n.name like any(${f.namespaceLikes}::text[]))
      and (${like}::text is null or d.name ilike ${like} or n.name ilike ${like})
      and (${f.namespace}::text is null or n.name = ${f.namespace})
      and (${f.owner}::text is null or coalesce(d.owner, '') = ${f.owner})
      and (${f.status}::text[] is null or ${statusSql(sql)} = any(${f.status}::text[]))`;
};

const order = (sql: Sql, sort: DatasetSort) => {
  const worst = sql`array_position(array['fail','warn','undecided','unknown','ok'], ${statusSql(sql)})`;
  const open = sql`(select count(*) from incident i where i.dataset_id = d.id and i.state <> 'resolved')`;
  const by = {
    name: sql`d.name`,
    status: worst,
    lastProfileAt: sql`d.last_received_at`,
    rowCount: sql`d.row_count`,
    openIncidents: open,
  };
  return by[sort];
};

/** One page of datasets and how many there are in all. */
export async function listDatasets(
  pool: Pool,
  filter: DatasetFilter,
  page: { sort: DatasetSort; descending: boolean; offset: number; limit: number },
): Promise<{ items: DatasetSummary[]; total: number }> {
  const direction = page.descending ? pool`desc nulls last` : pool`asc nulls last`;
  const [items, [count]] = await Promise.all([
    pool<DatasetSummary[]>`
      select ${columns(pool)} ${matching(pool, filter)}
      order by ${order(pool, page.sort)} ${direction}, d.name, d.id offset ${page.offset} limit ${page.limit}`,
    pool<{ total: number }[]>`select count(*)::int as total ${matching(pool, filter)}`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}

const idOfSlug = (sql: Sql, slug: string) => sql`
  select coalesce((select id from dataset where slug = ${slug}),
    (select dataset_id from dataset_alias where slug = ${slug} order by id desc limit 1))`;

/** A dataset by its id (dst_12) or slug, or a slug that it once had. */
export async function findDataset(sql: Sql, idOrSlug: string): Promise<DatasetSummary | null> {
  const id = /^dst_(\d{1,15})$/.exec(idOrSlug)?.[1] ?? null;
  const [row] = await sql<DatasetSummary[]>`
    select ${columns(sql)} from dataset d join namespace n on n.id = d.namespace_id
    where ${id === null ? sql`d.id = (${idOfSlug(sql, idOrSlug)})` : sql`d.id = ${id}`}`;
  return row ?? null;
}

/** Names that any profile of the dataset has carried a number under. */
export async function listMetricNames(sql: Sql, datasetId: number): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct unnest(l.names) as name from metric_layout l
    where l.id in (select distinct layout_id from (
      select layout_id from profile where dataset_id = ${datasetId} and segment = '' order by effective_at desc, id desc limit 400) p)
    order by name`;
  return rows.map(({ name }) => name);
}

export interface SeriesRow {
  id: number;
  effectiveAt: Date;
  verdict: string;
  /** One value per asked name, in its order. */
  values: (number | null)[];
}

/** The newest `limit` points of the named metrics in a span, oldest first. */
export async function readSeries(
  sql: Sql,
  q: { datasetId: number; names: string[]; from: Date | null; to: Date | null; limit: number },
): Promise<SeriesRow[]> {
  const rows = await sql<(Omit<SeriesRow, 'values'> & { packed: (Uint8Array | null)[] })[]>`
    select p.id, p.effective_at as "effectiveAt", p.verdict,
      array(select substring(p.metric_values from array_position(l.names, asked.name) * 8 - 7 for 8)
        from unnest(${q.names}::text[]) with ordinality as asked(name, place) order by asked.place) as packed
    from profile p join metric_layout l on l.id = p.layout_id
    where p.dataset_id = ${q.datasetId} and p.segment = '' and p.superseded_by is null
      and (${q.from}::timestamptz is null or p.effective_at >= ${q.from})
      and (${q.to}::timestamptz is null or p.effective_at < ${q.to})
    order by p.effective_at desc, p.id desc limit ${q.limit}`;
  return rows.map(({ packed, ...row }) => ({ ...row, values: packed.map(number) })).reverse();
}

const number = (bytes: Uint8Array | null) => (bytes ? (unpacked(bytes, 0) ?? null) : null);

export interface SchemaVersionRow {
  version: number;
  fields: { name: string; type?: string; nullable?: boolean }[];
  profileId: number;
  effectiveAt: Date;
}

export async function listSchemaVersions(sql: Sql, datasetId: number): Promise<SchemaVersionRow[]> {
  return sql<SchemaVersionRow[]>`
    select version, fields, profile_id as "profileId", effective_at as "effectiveAt" from schema_version
    where dataset_id = ${datasetId} order by version desc limit 500`;
}
