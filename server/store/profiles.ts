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

/** The newest profile of the whole dataset before `beforeId`'s place in history; the newest of all without it. */
export async function newestProfileId(sql: Sql, datasetId: number, before: Date | null): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select id from profile where dataset_id = ${datasetId} and segment = '' and superseded_by is null
      and (${before}::timestamptz is null or effective_at < ${before})
    order by effective_at desc, id desc limit 1`;
  return row?.id ?? null;
}

/** Answers (JSON text) of the newest `limit` profiles of the whole dataset, newest first. */
export async function readRecentAnswers(
  sql: Sql,
  q: { datasetId: number; limit: number },
): Promise<{ profileId: number; effectiveAt: Date; verdict: string; answer: string }[]> {
  return sql<{ profileId: number; effectiveAt: Date; verdict: string; answer: string }[]>`
    select p.id as "profileId", p.effective_at as "effectiveAt", p.verdict,
      (select j.answer from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as answer
    from profile p where p.dataset_id = ${q.datasetId} and p.segment = '' and p.superseded_by is null
    order by p.effective_at desc, p.id desc limit ${q.limit}`;
}
