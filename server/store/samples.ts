import type { QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

const sampleLabel = { sample: 'true' };

const named = (sql: Sql, { namespace, name }: QualifiedName) =>
  sql`name = ${name} and namespace_id = (select id from namespace where name = ${namespace})`;

/** Were profiles posted under this name that are not samples? */
export async function isUsedAsReal(sql: Sql, dataset: QualifiedName): Promise<boolean> {
  const rows = await sql`
    select 1 from dataset where ${named(sql, dataset)} and profile_count > 0 and not labels @> ${sql.json(sampleLabel)}`;
  return rows.length > 0;
}

export async function markAsSample(sql: Sql, dataset: QualifiedName): Promise<void> {
  await sql`update dataset set labels = labels || ${sql.json(sampleLabel)} where ${named(sql, dataset)}`;
}

/** Removes a dataset that is marked as a sample, with its profiles and incidents; false when there is none. */
export async function removeSample(sql: Sql, dataset: QualifiedName): Promise<boolean> {
  const [row] = await sql<{ id: number }[]>`
    select id from dataset where ${named(sql, dataset)} and labels @> ${sql.json(sampleLabel)} for update`;
  if (!row) return false;
  const profiles = sql`(select id from profile where dataset_id = ${row.id})`;
  const incidents = sql`(select id from incident where dataset_id = ${row.id})`;
  await sql`delete from judgement where profile_id in ${profiles}`;
  await sql`delete from idempotency where profile_id in ${profiles}`;
  await sql`delete from channel_message where incident_id in ${incidents}`;
  await sql`delete from decision where incident_id in ${incidents}`;
  await sql`delete from notification where incident_id in ${incidents}`;
  await sql`delete from incident_event where incident_id in ${incidents}`;
  await sql`delete from incident_failure where incident_id in ${incidents}`;
  await sql`delete from acceptance_healed where dataset_id = ${row.id}`;
  await sql`delete from gate_override where dataset_id = ${row.id}`;
  await sql`delete from arrival_watch where dataset_id = ${row.id}`;
  await sql`delete from arrival_period where dataset_id = ${row.id} or incident_id in ${incidents}`;
  await sql`delete from alarm_feedback where dataset_id = ${row.id} or incident_id in ${incidents}`;
  await sql`delete from learned_promotion where dataset_id = ${row.id}`;
  await sql`delete from learned_state where dataset_id = ${row.id}`;
  await sql`delete from learned_series where dataset_id = ${row.id}`;
  await sql`delete from incident_cause where incident_id in ${incidents}`;
  await sql`delete from incident where dataset_id = ${row.id}`;
  await sql`delete from dataset_alias where dataset_id = ${row.id}`;
  await removeNames(sql, row.id);
  await sql`delete from external_result where dataset_id = ${row.id}`;
  await sql`delete from run_dataset where dataset_id = ${row.id}`;
  await sql`delete from schema_version where dataset_id = ${row.id}`;
  await sql`delete from profile where dataset_id = ${row.id}`;
  await sql`delete from dataset where id = ${row.id}`;
  return true;
}

/** What lineage knows of a dataset, and its other names. */
async function removeNames(sql: Sql, datasetId: number): Promise<void> {
  await sql`delete from dataset_raw_name where dataset_id = ${datasetId}`;
  await sql`delete from lineage_edge where dataset_id = ${datasetId}`;
  await sql`delete from lineage_link where ${datasetId} in (source_id, target_id)`;
  await sql`delete from lineage_column where ${datasetId} in (source_id, target_id)`;
  await sql`delete from lineage_facet where kind = 'dataset' and entity_id = ${datasetId}`;
  await sql`delete from dataset_merge where ${datasetId} in (member_id, into_id)`;
  await sql`delete from dataset_same where ${datasetId} in (dataset_id, other_id)`;
}

export interface FirstSteps {
  firstEvent: boolean;
  owner: boolean;
  check: boolean;
  route: boolean;
  /** Samples that can be removed again. */
  samples: { namespace: string; slug: string }[];
}

/** How far those namespaces (patterns for SQL's like; null: all) have come with setting up; samples do not count. */
export async function readFirstSteps(sql: Sql, namespaceLikes: string[] | null): Promise<FirstSteps> {
  const visible = (column: ReturnType<typeof sql>) =>
    sql`(${namespaceLikes}::text[] is null or ${column} like any(${namespaceLikes}::text[]))`;
  const real = sql`
    from dataset d join namespace n on n.id = d.namespace_id
    where ${visible(sql`n.name`)} and d.profile_count > 0 and not d.labels @> ${sql.json(sampleLabel)}`;
  const [row] = await sql<FirstSteps[]>`
    select exists (select 1 ${real}) as "firstEvent",
      exists (select 1 ${real} and d.owner is not null) as owner,
      exists (select 1 from suite s where ${visible(sql`s.namespace`)}) as "check",
      exists (select 1 from routing_version) as route,
      coalesce((select json_agg(json_build_object('namespace', n.name, 'slug', d.slug) order by d.id)
        from dataset d join namespace n on n.id = d.namespace_id
        where ${visible(sql`n.name`)} and d.labels @> ${sql.json(sampleLabel)}), '[]') as samples`;
  if (!row) throw new Error('no answer about the first steps');
  return row;
}
