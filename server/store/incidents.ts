import type { Failure, IncidentFacts } from '../../alerts/index.ts';
import type { Sql } from './sql.ts';

/** The number in INC-7; null when the text is no incident id. */
export function incidentNumber(id: string): number | null {
  const match = /^INC-(\d{1,15})$/i.exec(id);
  return match ? Number(match[1]) : null;
}

export const incidentId = (number: number) => `INC-${number}`;

export async function nextIncidentNumber(sql: Sql): Promise<number> {
  const [row] = await sql<{ number: number }[]>`select nextval('incident_id_seq') as number`;
  if (!row) throw new Error('no incident number');
  return row.number;
}

interface IncidentRow {
  id: number;
  namespace: string;
  dataset_id: number | null;
  job_id: number | null;
  subject_name: string;
  state: IncidentFacts['state'];
  severity: IncidentFacts['severity'];
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  opened_at: Date;
  acknowledged_by: string | null;
  resolved_at: Date | null;
  failures: Failure[] | null;
  version: number;
}

export interface StoredIncident {
  number: number;
  datasetId: number | null;
  jobId: number | null;
  namespace: string;
  version: number;
  facts: IncidentFacts;
}

/** One incident with its failures, locked until the transaction ends; null when there is none of this number. */
export async function lockIncident(sql: Sql, number: number, publicUrl: string): Promise<StoredIncident | null> {
  const locked = await sql`select id from incident where id = ${number} for no key update`;
  if (locked.length === 0) return null;
  const [row] = await sql<IncidentRow[]>`${selectIncidents(sql)} where i.id = ${number}`;
  return row ? stored(row, publicUrl) : null;
}

const selectIncidents = (sql: Sql) => sql`
  select i.id, i.namespace, i.dataset_id, i.job_id, coalesce(d.name, j.name) as subject_name, i.state, i.severity,
    i.owner, i.labels, i.runbook, i.opened_at, i.acknowledged_by, i.resolved_at, i.version,
    (select jsonb_agg(f.facts order by f.position) from incident_failure f where f.incident_id = i.id) as failures
  from incident i left join dataset d on d.id = i.dataset_id left join job j on j.id = i.job_id`;

/** Every incident that is not resolved, the newest first. */
export async function listOpenIncidents(sql: Sql, publicUrl: string): Promise<StoredIncident[]> {
  const rows = await sql<IncidentRow[]>`${selectIncidents(sql)} where i.state <> 'resolved' order by i.id desc`;
  return rows.map((row) => stored(row, publicUrl));
}

/** One incident with its failures, without a lock; null when there is none of this number. */
export async function readIncidentFacts(sql: Sql, number: number, publicUrl: string): Promise<StoredIncident | null> {
  const [row] = await sql<IncidentRow[]>`${selectIncidents(sql)} where i.id = ${number}`;
  return row ? stored(row, publicUrl) : null;
}

function stored(row: IncidentRow, publicUrl: string): StoredIncident {
  return {
    number: row.id,
    datasetId: row.dataset_id,
    jobId: row.job_id,
    namespace: row.namespace,
    version: row.version,
    facts: {
      id: incidentId(row.id),
      subject: { kind: row.dataset_id === null ? 'job' : 'dataset', namespace: row.namespace, name: row.subject_name },
      state: row.state,
      severity: row.severity,
      owner: row.owner,
      labels: row.labels,
      runbook: row.runbook,
      openedAt: row.opened_at.toISOString(),
      acknowledgedBy: row.acknowledged_by,
      resolvedAt: row.resolved_at?.toISOString() ?? null,
      failures: row.failures ?? [],
      url: `${publicUrl}/i/${incidentId(row.id)}`,
    },
  };
}

export interface IncidentWrite {
  number: number;
  datasetId: number | null;
  jobId: number | null;
  facts: IncidentFacts;
  sentence: string;
  isNew: boolean;
  /** Did a profile or run fail into it just now? */
  occurred: boolean;
  at: Date;
  resolvedBy: string | null;
}

export async function saveIncident(sql: Sql, w: IncidentWrite): Promise<void> {
  const f = w.facts;
  const rows = w.isNew
    ? await sql`
        insert into incident (id, namespace, dataset_id, job_id, state, severity, owner, labels, runbook, sentence, opened_at,
          last_failure_at, resolved_at, resolved_by, occurrence_count)
        overriding system value
        values (${w.number}, ${f.subject.namespace}, ${w.datasetId}, ${w.jobId}, ${f.state}, ${f.severity}, ${f.owner},
          ${sql.json(f.labels)}, ${f.runbook}, ${w.sentence}, ${f.openedAt}, ${w.at}, ${f.resolvedAt}, ${w.resolvedBy}, 1)
        returning id`
    : await sql`
        update incident set state = ${f.state}, severity = ${f.severity}, owner = ${f.owner}, labels = ${sql.json(f.labels)},
          runbook = ${f.runbook}, sentence = ${w.sentence},
          last_failure_at = case when ${w.occurred}::boolean then ${w.at} else last_failure_at end,
          occurrence_count = occurrence_count + ${w.occurred ? 1 : 0},
          resolved_at = ${f.resolvedAt},
          resolved_by = case when ${f.state} = 'resolved' then coalesce(${w.resolvedBy}, resolved_by) end, version = version + 1
        where id = ${w.number} returning id`;
  if (rows.length !== 1) throw new Error(`incident ${f.id} was not stored`);
}

/** Is it the newest incident of its dataset? */
export async function isNewestOfDataset(sql: Sql, number: number): Promise<boolean> {
  const [row] = await sql<{ newest: boolean }[]>`
    select not exists (select 1 from incident n where n.dataset_id = i.dataset_id and n.id > i.id) as newest
    from incident i where i.id = ${number}`;
  return row?.newest === true;
}

/** Keeps the failures as they stand now; `metrics` names the series to plot for each expectation. */
export async function saveFailures(
  sql: Sql,
  input: {
    number: number;
    failures: readonly Failure[];
    metrics: ReadonlyMap<string, string | null>;
    profileId: number | null;
  },
): Promise<void> {
  for (const [position, failure] of input.failures.entries()) {
    const seenNow = input.metrics.has(failure.expectation);
    await sql`
      insert into incident_failure (incident_id, expectation, position, facts, metric, first_profile_id, last_profile_id)
      values (${input.number}, ${failure.expectation}, ${position}, ${sql.json(failure as never)},
        ${input.metrics.get(failure.expectation) ?? null}, ${input.profileId}, ${input.profileId})
      on conflict (incident_id, expectation) do update set facts = excluded.facts, position = excluded.position,
        last_profile_id = case when ${seenNow}::boolean then excluded.last_profile_id else incident_failure.last_profile_id end`;
  }
}

/** Is this expectation among what fails in the incident and has not healed? */
export async function isFailing(sql: Sql, number: number, expectation: string): Promise<boolean> {
  const rows = await sql`
    select 1 from incident_failure
    where incident_id = ${number} and expectation = ${expectation} and facts->>'healedAt' is null`;
  return rows.length > 0;
}

export interface IncidentEvent {
  kind: string;
  actor: string | null;
  text: string;
}

export async function appendIncidentEvents(
  sql: Sql,
  input: { number: number; at: Date; events: readonly IncidentEvent[] },
): Promise<void> {
  for (const event of input.events) {
    await sql`
      insert into incident_event (incident_id, at, kind, actor, text)
      values (${input.number}, ${input.at}, ${event.kind}, ${event.actor}, ${event.text})`;
  }
}

export async function markAcknowledged(sql: Sql, input: { number: number; by: string; at: Date }): Promise<void> {
  await sql`
    update incident set state = 'acknowledged', acknowledged_at = ${input.at}, acknowledged_by = ${input.by}, version = version + 1
    where id = ${input.number} and state = 'open'`;
}

/** The newest failing profile of a dataset becomes comparable: somebody said that it is the new normal. */
export async function acceptNewestProfile(sql: Sql, datasetId: number): Promise<void> {
  await sql`
    update profile set accepted = true where id = (
      select id from profile where dataset_id = ${datasetId} and segment = '' and superseded_by is null
      order by effective_at desc, id desc limit 1)`;
}
