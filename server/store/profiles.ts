import { runFacts, type RunFacts } from './run-facts.ts';
import type { Sql } from './sql.ts';

/** A stored profile without its document. */
export interface StoredProfile {
  id: number;
  datasetId: number;
  namespace: string;
  effectiveAt: Date;
  capturedAt: Date | null;
  receivedAt: Date;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  rowCount: number | null;
  verdict: string;
  supersededBy: number | null;
  /** The run that made it, when it said so. */
  run: RunFacts | null;
}

const profileColumns = (sql: Sql) => sql`
  p.id, p.dataset_id as "datasetId", n.name as namespace, p.effective_at as "effectiveAt", p.captured_at as "capturedAt",
  p.received_at as "receivedAt", p.interval_start as "intervalStart", p.interval_end as "intervalEnd",
  p.row_count as "rowCount", p.verdict, p.superseded_by as "supersededBy",
  (select ${runFacts(sql)} from run r left join job j on j.id = r.job_id where r.id = p.run_id) as run`;

/** Every profile of a dataset, corrected ones and segments too, newest first. */
export async function listProfiles(
  sql: Sql,
  q: { datasetId: number; offset: number; limit: number },
): Promise<StoredProfile[]> {
  return sql<StoredProfile[]>`
    select ${profileColumns(sql)} from profile p join dataset d on d.id = p.dataset_id join namespace n on n.id = d.namespace_id
    where p.dataset_id = ${q.datasetId} order by p.effective_at desc, p.id desc offset ${q.offset} limit ${q.limit}`;
}

/** One profile with its document and the newest answer, both as JSON text. */
export async function readProfile(
  sql: Sql,
  id: number,
): Promise<(StoredProfile & { document: string; answer: string }) | null> {
  const [row] = await sql<(StoredProfile & { document: string; answer: string })[]>`
    select ${profileColumns(sql)}, p.document,
      (select j.answer from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as answer
    from profile p join dataset d on d.id = p.dataset_id join namespace n on n.id = d.namespace_id where p.id = ${id}`;
  return row ?? null;
}

/** The profile that corrected this one, as far as it had come by `until`. */
export async function readSupersededBy(sql: Sql, id: number, until: Date | null): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select n.id from profile p join profile n on n.id = p.superseded_by
    where p.id = ${id} and (${until}::timestamptz is null or n.received_at <= ${until})`;
  return row?.id ?? null;
}

/** The newest profile of the whole dataset before `beforeId`'s place in history; the newest of all without it. */
export async function newestProfileId(sql: Sql, datasetId: number, before: Date | null): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select id from profile where dataset_id = ${datasetId} and segment = '' and superseded_by is null
      and (${before}::timestamptz is null or effective_at < ${before})
    order by effective_at desc, id desc limit 1`;
  return row?.id ?? null;
}

export interface RecentAnswer {
  segment: string;
  profileId: number;
  effectiveAt: Date;
  verdict: string;
  answer: string;
}

/** Answers (JSON text) of the newest `limit` profiles of each series, the whole dataset being the empty one; newest first. */
export async function readRecentAnswers(
  sql: Sql,
  q: { datasetId: number; series: string[]; limit: number },
): Promise<RecentAnswer[]> {
  return sql<RecentAnswer[]>`
    select s.segment, p.id as "profileId", p.effective_at as "effectiveAt", p.verdict,
      (select j.answer from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as answer
    from unnest(${q.series}::text[]) with ordinality as s(segment, place) cross join lateral (
      select id, effective_at, verdict from profile
      where dataset_id = ${q.datasetId} and segment = s.segment and superseded_by is null
      order by effective_at desc, id desc limit ${q.limit}) p
    order by s.place, p.effective_at desc, p.id desc`;
}

/** The parts of a dataset that profiles came for, in alphabetical order: one step of the index for each. */
export async function listSeries(sql: Sql, datasetId: number, limit: number): Promise<string[]> {
  const next = (after: ReturnType<typeof sql>) => sql`
    (select p.segment from profile p where p.dataset_id = ${datasetId} and p.segment > ${after} order by p.segment limit 1)`;
  const rows = await sql<{ segment: string }[]>`
    with recursive s(segment) as (
      select ${next(sql`''`)} union all select ${next(sql`s.segment`)} from s where s.segment is not null)
    select segment from s where segment is not null limit ${limit}`;
  return rows.map(({ segment }) => segment);
}

/** Documents (JSON text) of the newest `limit` profiles of the whole dataset by its name, newest first; null when nobody knows it. */
export async function readNewestDocuments(
  sql: Sql,
  q: { dataset: { namespace: string; name: string }; limit: number },
): Promise<string[] | null> {
  const [known] = await sql<{ id: number }[]>`
    select d.id from dataset d join namespace n on n.id = d.namespace_id
    where n.name = ${q.dataset.namespace} and d.name = ${q.dataset.name}`;
  if (!known) return null;
  const rows = await sql<{ document: string }[]>`
    select document from profile where dataset_id = ${known.id} and segment = '' and superseded_by is null
    order by effective_at desc, id desc limit ${q.limit}`;
  return rows.map(({ document }) => document);
}
