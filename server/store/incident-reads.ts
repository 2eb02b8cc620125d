import type { Failure, ReceiverChannel } from '../../alerts/index.ts';
import type { Pool, Sql } from './sql.ts';

export interface IncidentSummary {
  id: number;
  namespace: string;
  datasetId: number | null;
  jobId: number | null;
  slug: string | null;
  subjectName: string;
  state: 'open' | 'acknowledged' | 'resolved';
  severity: 'info' | 'warn' | 'error' | 'critical';
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  sentence: string;
  openedAt: Date;
  lastFailureAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  failureCount: number;
  /** Of its failures, those of a suite that nobody declares. */
  learnedCount: number;
  occurrenceCount: number;
  version: number;
}

export interface IncidentFilter {
  namespaceLikes: string[] | null;
  states: string[] | null;
  severities: string[] | null;
  text: string | null;
  datasetId: number | null;
  owner: string | null;
}

const columns = (sql: Sql) => sql`
  i.id, i.namespace, i.dataset_id as "datasetId", i.job_id as "jobId", d.slug, coalesce(d.name, j.name) as "subjectName",
  i.state, i.severity, i.owner, i.labels, i.runbook, i.sentence, i.opened_at as "openedAt",
  i.last_failure_at as "lastFailureAt", i.acknowledged_at as "acknowledgedAt", i.acknowledged_by as "acknowledgedBy",
  i.resolved_at as "resolvedAt", i.resolved_by as "resolvedBy", i.occurrence_count as "occurrenceCount", i.version,
  (select count(*)::int from incident_failure f where f.incident_id = i.id) as "failureCount",
  (select count(*)::int from incident_failure f
    where f.incident_id = i.id and f.facts->>'family' is not null) as "learnedCount"`;

const matching = (sql: Sql, f: IncidentFilter) => {
  const like = f.text === null ? null : `%${f.text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`
    from incident i left join dataset d on d.id = i.dataset_id left join job j on j.id = i.job_id
    where (${f.namespaceLikes}::text[] is null or i.namespace like any(${f.namespaceLikes}::text[]))
      and (${f.states}::text[] is null or i.state = any(${f.states}::text[]))
      and (${f.severities}::text[] is null or i.severity = any(${f.severities}::text[]))
      and (${f.datasetId}::bigint is null or i.dataset_id = ${f.datasetId}::bigint)
      and (${f.owner}::text is null or i.owner = ${f.owner})
      and (${like}::text is null or i.sentence ilike ${like} or d.name ilike ${like} or j.name ilike ${like}
        or 'INC-' || i.id ilike ${like})`;
};

export type IncidentSort = 'severity' | 'openedAt' | 'lastFailureAt' | 'id';

/** One page of incidents and how many there are in all; open ones before acknowledged before resolved within equal keys. */
export async function listIncidents(
  pool: Pool,
  filter: IncidentFilter,
  page: { sort: IncidentSort; descending: boolean; offset: number; limit: number },
): Promise<{ items: IncidentSummary[]; total: number }> {
  const by = {
    severity: pool`array_position(array['info','warn','error','critical'], i.severity)`,
    openedAt: pool`i.opened_at`,
    lastFailureAt: pool`i.last_failure_at`,
    id: pool`i.id`,
  }[page.sort];
  const direction = page.descending ? pool`desc` : pool`asc`;
  const [items, [count]] = await Promise.all([
    pool<IncidentSummary[]>`
      select ${columns(pool)} ${matching(pool, filter)}
      order by ${by} ${direction}, i.id desc offset ${page.offset} limit ${page.limit}`,
    pool<{ total: number }[]>`select count(*)::int as total ${matching(pool, filter)}`,
  ]);
  return { items: [...items], total: count?.total ?? 0 };
}

export async function findIncident(sql: Sql, number: number): Promise<IncidentSummary | null> {
  const [row] = await sql<IncidentSummary[]>`
    select ${columns(sql)} from incident i left join dataset d on d.id = i.dataset_id left join job j on j.id = i.job_id
    where i.id = ${number}`;
  return row ?? null;
}

export interface StoredFailure {
  facts: Failure;
  metric: string | null;
  firstProfileId: number | null;
  lastProfileId: number | null;
}

export async function listFailures(sql: Sql, number: number): Promise<StoredFailure[]> {
  return sql<StoredFailure[]>`
    select facts, metric, first_profile_id as "firstProfileId", last_profile_id as "lastProfileId" from incident_failure
    where incident_id = ${number} order by position`;
}

export interface StoredEvent {
  at: Date;
  kind: string;
  actor: string | null;
  text: string;
}

/** The newest 500 entries of the timeline, oldest first. */
export async function listIncidentEvents(sql: Sql, number: number): Promise<StoredEvent[]> {
  const rows = await sql<StoredEvent[]>`
    select at, kind, actor, text from incident_event where incident_id = ${number} order by id desc limit 500`;
  return [...rows].reverse();
}

export interface StoredNotification {
  id: number;
  incident: number;
  receiver: string;
  channel: ReceiverChannel;
  kind: 'opened' | 'updated' | 'resolved' | 'opened+resolved';
  state: 'pending' | 'sending' | 'delivered' | 'dead' | 'cancelled';
  dueAt: Date;
  deliveredAt: Date | null;
  attempts: number;
  lastError: string | null;
}

/** What was or will be told of one incident, oldest first. */
export async function listNotifications(
  sql: Sql,
  q: { incident: number; limit: number },
): Promise<StoredNotification[]> {
  return sql<StoredNotification[]>`
    select id, incident_id as incident, receiver, channel, kind, state, due_at as "dueAt", delivered_at as "deliveredAt",
      attempts, last_error as "lastError"
    from notification where incident_id = ${q.incident} order by id limit ${q.limit}`;
}
