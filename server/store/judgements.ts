import type { SchemaField } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** A stored profile with all that judging it once more needs. */
export interface StoredForJudging {
  id: number;
  datasetId: number;
  segment: string;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  effectiveAt: Date;
  receivedAt: Date;
  supersededBy: number | null;
  document: string;
  /** Profiles of other datasets that its newest judgement that counts was compared with. */
  partners: number[];
  /** The first answer that was given for it. */
  firstAnswer: string;
  /** The one that speaks for it now. */
  newestAnswer: string;
  /** Is a profile of its series newer, by the time that it describes? */
  isLate: boolean;
  /** Was it judged once more by what was learnt since it came? */
  isLearntAnew: boolean;
}

/** Whose profile it is; null when there is no such profile. */
export async function findProfileDataset(sql: Sql, profileId: number): Promise<number | null> {
  const [row] = await sql<
    { datasetId: number }[]
  >`select dataset_id as "datasetId" from profile where id = ${profileId}`;
  return row?.datasetId ?? null;
}

/** Where a profile stands in its series, and whether no later one took its place; null when there is no such profile. */
export async function readPlace(
  sql: Sql,
  id: number,
): Promise<{ id: number; segment: string; effectiveAt: Date; isInForce: boolean } | null> {
  const [row] = await sql<{ id: number; segment: string; effectiveAt: Date; isInForce: boolean }[]>`
    select id, segment, effective_at as "effectiveAt", superseded_by is null as "isInForce" from profile where id = ${id}`;
  return row ?? null;
}

/** Null when there is no such profile. */
export async function readForJudging(sql: Sql, profileId: number): Promise<StoredForJudging | null> {
  const [row] = await sql<StoredForJudging[]>`
    select p.id, p.dataset_id as "datasetId", p.segment, p.interval_start as "intervalStart", p.interval_end as "intervalEnd",
      p.effective_at as "effectiveAt", p.received_at as "receivedAt", p.superseded_by as "supersededBy", p.document,
      (select j.partners from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as partners,
      (select j.answer from judgement j where j.profile_id = p.id order by j.id limit 1) as "firstAnswer",
      (select j.answer from judgement j where j.profile_id = p.id and j.counts order by j.id desc limit 1) as "newestAnswer",
      exists (select 1 from profile n where n.dataset_id = p.dataset_id and n.segment = p.segment
        and n.superseded_by is null and n.effective_at > p.effective_at) as "isLate",
      exists (select 1 from judgement j where j.profile_id = p.id and j.counts and j.cause = 'learned') as "isLearntAnew"
    from profile p where p.id = ${profileId}`;
  return row ?? null;
}

/**
 * The schema that the whole dataset had before this profile came; null when none was known, or when the profile came late
 * and makes no statement about the schema's course.
 */
export async function readSchemaBefore(
  sql: Sql,
  { id, datasetId, effectiveAt }: Pick<StoredForJudging, 'id' | 'datasetId' | 'effectiveAt'>,
): Promise<{ version: number; fields: SchemaField[] } | null> {
  const [row] = await sql<{ version: number; fields: SchemaField[] }[]>`
    select version, fields from schema_version
    where dataset_id = ${datasetId} and profile_id < ${id}
      and not exists (select 1 from profile p where p.dataset_id = ${datasetId} and p.segment = '' and p.id < ${id}
        and p.effective_at > ${effectiveAt})
    order by version desc limit 1`;
  return row ?? null;
}

/** The profiles of these datasets for one data interval and series that were not corrected. */
export async function listIntervalProfiles(
  sql: Sql,
  input: { datasetIds: number[]; segment: string; start: Date; end: Date },
): Promise<number[]> {
  const { start, end } = input;
  const rows = await sql<{ id: number }[]>`
    select id from profile
    where dataset_id = any(${input.datasetIds}::bigint[]) and segment = ${input.segment} and effective_at = ${start}
      and interval_start = ${start} and interval_end = ${end} and superseded_by is null
    order by id`;
  return rows.map(({ id }) => id);
}

/** An id for a judgement, drawn before its answer names it; and the dataset's open incident. */
export async function drawJudgement(sql: Sql, datasetId: number): Promise<{ id: number; openIncident: number | null }> {
  const [row] = await sql<{ id: number; openIncident: number | null }[]>`
    select nextval('judgement_id_seq') as id,
      (select id from incident where dataset_id = ${datasetId} and state <> 'resolved') as "openIncident"`;
  if (!row) throw new Error('no id for a judgement');
  return row;
}

export interface JudgementWrite {
  id: number;
  profileId: number;
  at: Date;
  verdict: string;
  gate: string;
  answer: string;
  cause: 'again' | 'related' | 'replaced' | 'results' | 'learned' | 'feedback';
  counts: boolean;
  rules: { suite: string; version: number }[];
  partners: number[];
  requestedBy: string | null;
}

export async function insertJudgement(sql: Sql, w: JudgementWrite): Promise<void> {
  await sql`
    insert into judgement (id, profile_id, judged_at, verdict, gate, answer, cause, counts, rules, partners, requested_by)
    overriding system value
    values (${w.id}, ${w.profileId}, ${w.at}, ${w.verdict}, ${w.gate}, ${w.answer}, ${w.cause}, ${w.counts},
      ${sql.json(w.rules)}, ${w.partners}::bigint[], ${w.requestedBy})`;
}

/** What lists show of a profile whose verdict is another one now; the dataset's too when it is its newest. */
export async function saveVerdict(
  sql: Sql,
  input: { profileId: number; datasetId: number; verdict: string; accepted: boolean; checkCounts: number[] },
): Promise<void> {
  const { profileId, verdict } = input;
  // A failing one that is comparable nevertheless was made so by a person.
  await sql`
    update profile set verdict = ${verdict}, accepted = ${input.accepted} or (accepted and verdict in ('fail', 'error'))
    where id = ${profileId}`;
  await sql`
    update dataset set verdict = ${verdict}, check_counts = ${input.checkCounts}::int[]
    where id = ${input.datasetId} and last_profile_id = ${profileId}`;
}

export interface StoredJudgement {
  id: number;
  judgedAt: Date;
  cause: 'received' | 'again' | 'related' | 'replaced' | 'results' | 'learned' | 'feedback';
  counts: boolean;
  rules: { suite: string; version: number }[];
  partners: number[];
  requestedBy: string | null;
  answer: string;
}

/** The newest judgements of a profile, newest first; with `until` those that there were then. */
export async function listJudgements(
  sql: Sql,
  q: { profileId: number; until: Date | null; limit: number },
): Promise<StoredJudgement[]> {
  return sql<StoredJudgement[]>`
    select id, judged_at as "judgedAt", cause, counts, rules, partners, requested_by as "requestedBy", answer from judgement
    where profile_id = ${q.profileId} and (${q.until}::timestamptz is null or judged_at <= ${q.until})
    order by id desc limit ${q.limit}`;
}
