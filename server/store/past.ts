import type { Outcome } from '../../checks/index.ts';
import type { QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

/** Of one series of profiles, what lies before an instant; `knownBy` leaves out what came after that profile. */
export interface SeriesPast {
  datasetId: number;
  segment: string;
  before: Date;
  knownBy: number | null;
}

export interface HistoryRow {
  id: number;
  effective_at: Date;
  row_count: number | null;
  layout_id: number;
  metric_values: Uint8Array | null;
}

const before = (sql: Sql, past: SeriesPast) => sql`
  p.dataset_id = ${past.datasetId} and p.segment = ${past.segment} and p.effective_at < ${past.before}
  and ${inForce(sql, past.knownBy)}`;

/** Not corrected; or, as far as was known when that profile came, not corrected yet. Ids of a dataset are in order of receipt. */
const inForce = (sql: Sql, knownBy: number | null) =>
  knownBy === null
    ? sql`p.superseded_by is null`
    : sql`p.id < ${knownBy} and (p.superseded_by is null or p.superseded_by > ${knownBy})`;

/** At most `points` accepted profiles of the series, newest first; metric arrays only on demand. */
export async function readHistory(
  sql: Sql,
  past: SeriesPast & { points: number; metrics: boolean },
): Promise<HistoryRow[]> {
  return sql<HistoryRow[]>`
    select p.id, p.effective_at, p.row_count, p.layout_id,
      ${past.metrics ? sql`p.metric_values` : sql`null::bytea as metric_values`}
    from profile p where ${before(sql, past)} and p.accepted
    order by p.effective_at desc, p.id desc limit ${past.points}`;
}

export interface PinnedRow extends HistoryRow {
  /** The profile as it was stored, where it was asked for. */
  document: string | null;
}

/** Those of the named profiles that are the dataset's own. */
export async function readPinned(
  sql: Sql,
  input: { datasetId: number; ids: number[]; whole: boolean },
): Promise<PinnedRow[]> {
  return sql<PinnedRow[]>`
    select id, effective_at, row_count, layout_id, metric_values, ${input.whole ? sql`document` : sql`null as document`}
    from profile where dataset_id = ${input.datasetId} and id = any(${input.ids}::bigint[])`;
}

/** At most `count` accepted profiles of the series as they were stored, newest first. */
export async function readEarlier(
  sql: Sql,
  past: SeriesPast & { count: number },
): Promise<{ id: number; document: string; effective_at: Date }[]> {
  return sql<{ id: number; document: string; effective_at: Date }[]>`
    select p.id, p.document, p.effective_at from profile p where ${before(sql, past)} and p.accepted
    order by p.effective_at desc, p.id desc limit ${past.count}`;
}

/** How every expectation came out on the `count` profiles before, accepted or not, newest first. */
export async function readOutcomes(sql: Sql, past: SeriesPast & { count: number }): Promise<Record<string, Outcome>[]> {
  const rows = await sql<{ outcomes: Record<string, Outcome> | null }[]>`
    select (select jsonb_object_agg(r->>'expectation', r->>'outcome') from jsonb_array_elements(j.answer::jsonb->'results') r)
      as outcomes
    from (select p.id from profile p where ${before(sql, past)}
      order by p.effective_at desc, p.id desc limit ${past.count}) p
    cross join lateral (
      select answer from judgement where profile_id = p.id and counts order by id desc limit 1) j`;
  return rows.map(({ outcomes }) => outcomes ?? {});
}

export interface PartnerRow extends QualifiedName {
  id: number;
  document: string;
}

/** Of each named dataset the newest profile of the same series and data interval that was not corrected. */
export async function readPartners(
  sql: Sql,
  asked: { names: QualifiedName[]; segment: string; start: Date; end: Date },
): Promise<PartnerRow[]> {
  const { names, segment, start, end } = asked;
  return sql<PartnerRow[]>`
    select n.name as namespace, d.name, p.id, p.document
    from unnest(${names.map((one) => one.namespace)}::text[], ${names.map((one) => one.name)}::text[]) as a(namespace, name)
      join namespace n on n.name = a.namespace
      join dataset d on d.namespace_id = n.id and d.name = a.name
      cross join lateral (
        select id, document from profile
        where dataset_id = d.id and segment = ${segment} and effective_at = ${start}
          and interval_start = ${start} and interval_end = ${end} and superseded_by is null
        order by id desc limit 1) p`;
}

/** Where the newest profile of a series stands in time; null when there is none. */
export async function readNewestAt(sql: Sql, input: { datasetId: number; segment: string }): Promise<Date | null> {
  const [row] = await sql<{ at: Date }[]>`
    select effective_at as at from profile
    where dataset_id = ${input.datasetId} and segment = ${input.segment} and superseded_by is null
    order by effective_at desc, id desc limit 1`;
  return row?.at ?? null;
}
