import type { BlastRadius, Cause } from '../../../alerts/index.ts';
import { keyArray } from '../lineage/node-key.ts';
import type { Sql } from '../sql.ts';

export interface IncidentCauseWrite {
  incident: number;
  foundAt: Date;
  suspectDatasetId: number | null;
  suspectJobId: number | null;
  suspectIncidentId: number | null;
  cause: Cause;
  blast: BlastRadius & { isCut: boolean };
}

/** What an incident is about, as far as its cause must know; null when there is none of this number. */
export async function readIncidentSubject(
  sql: Sql,
  number: number,
): Promise<{ datasetId: number | null; jobId: number | null; state: string; version: number } | null> {
  const [row] = await sql<{ datasetId: number | null; jobId: number | null; state: string; version: number }[]>`
    select dataset_id as "datasetId", job_id as "jobId", state, version from incident where id = ${number}`;
  return row ?? null;
}

/** One job for each version of an incident. */
export async function insertCauseJob(sql: Sql, number: number): Promise<void> {
  await sql`
    insert into clock_job (kind, key, payload)
    select 'cause', id || '/' || version, jsonb_build_object('incident', id) from incident where id = ${number}
    on conflict (kind, key) do nothing`;
}

/** Keeps the newest word on why an incident is. */
export async function saveIncidentCause(sql: Sql, c: IncidentCauseWrite): Promise<void> {
  await sql`
    insert into incident_cause (incident_id, found_at, suspect_dataset_id, suspect_job_id, suspect_incident_id, cause, blast)
    values (${c.incident}, ${c.foundAt}, ${c.suspectDatasetId}, ${c.suspectJobId}, ${c.suspectIncidentId},
      ${sql.json(c.cause as never)}, ${sql.json(c.blast as never)})
    on conflict (incident_id) do update set found_at = excluded.found_at, suspect_dataset_id = excluded.suspect_dataset_id,
      suspect_job_id = excluded.suspect_job_id, suspect_incident_id = excluded.suspect_incident_id,
      cause = excluded.cause, blast = excluded.blast`;
}

export interface StoredCause {
  foundAt: Date;
  cause: Cause;
  blast: IncidentCauseWrite['blast'];
}

/** Why an incident is; null while nobody looked. */
export async function readIncidentCause(sql: Sql, number: number): Promise<StoredCause | null> {
  const [row] = await sql<StoredCause[]>`
    select found_at as "foundAt", cause, blast from incident_cause where incident_id = ${number}`;
  return row ?? null;
}

/** Open incidents of these datasets, and of jobs that read them or `from`. */
export async function listOpenAmong(
  sql: Sql,
  { from, datasets }: { from: number; datasets: number[] },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from incident where state <> 'resolved' and dataset_id is not null
      and dataset_id = any(${keyArray(datasets)}::bigint[])
    union
    select i.id from incident i where i.state <> 'resolved' and i.job_id is not null and exists (
      select 1 from lineage_edge e where e.job_id = i.job_id and e.direction = 'input'
        and e.dataset_id = any(${keyArray([from, ...datasets])}::bigint[]))
    order by 1 limit 500`;
  return rows.map(({ id }) => id);
}
