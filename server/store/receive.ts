import type { SchemaField } from '../../checks/index.ts';
import { packed } from './metric-values.ts';
import type { LastStatement, Sql } from './sql.ts';

/** A dataset's row, locked until the transaction ends. */
export interface LockedDataset {
  id: number;
  slug: string;
  owner: string | null;
  schema_version: number | null;
  schema_hash: string | null;
  last_effective_at: Date | null;
  retired_at: Date | null;
  retired_by: string | null;
}

/** What a receive reads under the lock, in one statement. */
export interface DrawnContext {
  epoch: number;
  profile_id: number;
  judgement_id: number;
  open_incident: number | null;
  seen_profile_id: number | null;
  seen_body_hash: Uint8Array | null;
}

/** The dataset was removed after its id was looked up. */
export class MissingDataset extends Error {}

export async function lockDataset(sql: Sql, datasetId: number): Promise<LockedDataset> {
  const [row] = await sql<LockedDataset[]>`
    select id, slug, owner, schema_version, schema_hash, last_effective_at, retired_at, retired_by from dataset
    where id = ${datasetId} for no key update`;
  if (!row) throw new MissingDataset(`dataset ${datasetId} is gone`);
  return row;
}

/** Ids are drawn before the insert, because the stored answer names them. */
export async function readReceiveContext(
  sql: Sql,
  input: { datasetId: number; namespace: string; key: string },
): Promise<DrawnContext> {
  const [row] = await sql<DrawnContext[]>`
    select i.rules_epoch as epoch, nextval('profile_id_seq') as profile_id, nextval('judgement_id_seq') as judgement_id,
      (select id from incident where dataset_id = ${input.datasetId} and state <> 'resolved') as open_incident,
      k.profile_id as seen_profile_id, k.body_hash as seen_body_hash
    from instance i left join idempotency k on k.namespace = ${input.namespace} and k.key = ${input.key}`;
  if (!row) throw new Error('the instance row is missing: the database was not migrated');
  return row;
}

export async function readSchemaFields(sql: Sql, datasetId: number, version: number): Promise<SchemaField[]> {
  const [row] = await sql<{ fields: SchemaField[] }[]>`
    select fields from schema_version where dataset_id = ${datasetId} and version = ${version}`;
  return row?.fields ?? [];
}

export interface NewSchemaVersion {
  datasetId: number;
  version: number;
  hash: string;
  fields: SchemaField[];
  profileId: number;
  effectiveAt: Date;
}

export async function insertSchemaVersion(sql: Sql, input: NewSchemaVersion): Promise<void> {
  await sql`
    insert into schema_version (dataset_id, version, hash, fields, profile_id, effective_at)
    values (${input.datasetId}, ${input.version}, ${input.hash}, ${sql.json(input.fields as never)}, ${input.profileId}, ${input.effectiveAt})`;
}

export interface ProfileWrite {
  profileId: number;
  judgementId: number;
  datasetId: number;
  runId: number | null;
  namespace: string;
  key: string | null;
  bodyHash: Uint8Array;
  segment: string;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  capturedAt: Date | null;
  receivedAt: Date;
  effectiveAt: Date;
  rowCount: number | null;
  columnCount: number | null;
  layoutId: number;
  metricValues: number[];
  schemaVersion: number | null;
  schemaHash: string | null;
  verdict: string;
  gate: string;
  accepted: boolean;
  /** Is it older than the newest of its series? */
  late: boolean;
  checkCounts: number[];
  document: string;
  answer: string;
  rules: { suite: string; version: number }[];
  partners: number[];
  /** Is this the newest interval of the whole dataset, so that its page shows it? */
  newest: boolean;
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
}

/** Profile, judgement, key, the corrected older version and the dataset's summary, in one statement. */
export function writeProfile(sql: Sql, w: ProfileWrite): LastStatement {
  return sql`
    with p as (
      insert into profile (id, dataset_id, run_id, segment, interval_start, interval_end, captured_at, received_at,
        effective_at, row_count, layout_id, metric_values, schema_version, verdict, accepted, late, document)
      overriding system value
      values (${w.profileId}, ${w.datasetId}, ${w.runId}, ${w.segment}, ${w.intervalStart}, ${w.intervalEnd},
        ${w.capturedAt}, ${w.receivedAt}, ${w.effectiveAt}, ${w.rowCount}, ${w.layoutId}, ${packed(w.metricValues)},
        ${w.schemaVersion}, ${w.verdict}, ${w.accepted}, ${lateness(sql, w)}, ${w.document})
      returning id),
    j as (
      insert into judgement (id, profile_id, judged_at, verdict, gate, answer, rules, partners) overriding system value
      select ${w.judgementId}, p.id, ${w.receivedAt}, ${w.verdict}, ${w.gate}, ${w.answer}, ${sql.json(w.rules)},
        ${w.partners}::bigint[] from p),
    k as (
      insert into idempotency (namespace, key, body_hash, profile_id)
      select ${w.namespace}, ${w.key}, ${w.bodyHash}, p.id from p where ${w.key}::text is not null),
    corrected as (
      update profile c set superseded_by = ${w.profileId} where ${corrected(sql, w)} returning c.id, c.late),
    ${forgotten(sql, w)}
    update dataset set profile_count = profile_count + 1,
      ${w.newest ? newestSummary(sql, w) : sql`last_received_at = ${w.receivedAt}`}
    from p where dataset.id = ${w.datasetId}
    returning dataset.id`;
}

const corrected = (sql: Sql, w: ProfileWrite) => sql`
  ${w.intervalStart}::timestamptz is not null and c.dataset_id = ${w.datasetId} and c.segment = ${w.segment}
  and c.effective_at = ${w.effectiveAt} and c.interval_start = ${w.intervalStart} and c.interval_end = ${w.intervalEnd}
  and c.superseded_by is null`;

/** A correction is as late as what it corrects; not late where that was learnt at a rebuild, although it was. */
const lateness = (sql: Sql, w: ProfileWrite) => sql`
  coalesce((
    select c.late and c.id > coalesce(s.rebuilt_profile_id, 0)
    from profile c left join learned_series s on s.dataset_id = c.dataset_id and s.segment = c.segment
    where ${corrected(sql, w)} limit 1), ${w.late})`;

/** What was learnt from the corrected profile on is wrong now: its bookmarks go, and every process hears of it by the generation. */
const forgotten = (sql: Sql, w: ProfileWrite) => sql`
  changed as (
    select 1 from corrected c where not c.late or c.id <= (
      select rebuilt_profile_id from learned_series where dataset_id = ${w.datasetId} and segment = ${w.segment})),
  bookmarks as (
    delete from learned_state where dataset_id = ${w.datasetId} and segment = ${w.segment}
      and effective_at >= ${w.effectiveAt} and exists (select 1 from changed)),
  generation as (
    insert into learned_series (dataset_id, segment, generation)
    select ${w.datasetId}::bigint, ${w.segment}::text, 1 from changed
    on conflict (dataset_id, segment) do update set generation = learned_series.generation + 1)`;

const newestSummary = (sql: Sql, w: ProfileWrite) => sql`
  verdict = ${w.verdict}, check_counts = ${w.checkCounts}::int[], row_count = ${w.rowCount},
  column_count = coalesce(${w.columnCount}::int, column_count), last_profile_id = ${w.profileId},
  last_effective_at = ${w.effectiveAt}, last_received_at = ${w.receivedAt},
  schema_version = coalesce(${w.schemaVersion}::int, schema_version), schema_hash = coalesce(${w.schemaHash}, schema_hash),
  owner = coalesce(${w.owner}, owner), labels = ${sql.json(w.labels)}, runbook = coalesce(${w.runbook}, runbook)`;

/** The first answer that was given for a profile, as stored. */
export async function readAnswer(sql: Sql, profileId: number): Promise<string> {
  const [row] = await sql<{ answer: string }[]>`
    select answer from judgement where profile_id = ${profileId} order by id limit 1`;
  if (!row) throw new Error(`profile ${profileId} has no judgement`);
  return row.answer;
}
