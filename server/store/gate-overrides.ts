import type { QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

/** The number in OVR-3; null when the text is no id of an override. */
export function overrideNumber(id: string): number | null {
  const match = /^OVR-(\d{1,15})$/i.exec(id);
  return match ? Number(match[1]) : null;
}

export const overrideId = (number: number) => `OVR-${number}`;

export interface StoredOverride {
  number: number;
  namespace: string;
  dataset: string;
  consumer: string | null;
  expectation: string | null;
  profileId: number | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  reason: string;
  endsAt: Date;
  requestedBy: string;
  requesterId: string;
  requestedAt: Date;
  approvedBy: string | null;
  approvedAt: Date | null;
  revokedBy: string | null;
  revokedAt: Date | null;
}

const selected = (sql: Sql) => sql`
  select o.id as number, n.name as namespace, d.name as dataset, o.consumer, o.expectation, o.profile_id as "profileId",
    o.interval_start as "intervalStart", o.interval_end as "intervalEnd", o.reason, o.ends_at as "endsAt",
    o.requested_by as "requestedBy", o.requester_id as "requesterId", o.requested_at as "requestedAt",
    o.approved_by as "approvedBy", o.approved_at as "approvedAt", o.revoked_by as "revokedBy", o.revoked_at as "revokedAt"
  from gate_override o join dataset d on d.id = o.dataset_id join namespace n on n.id = d.namespace_id`;

export type NewOverride = Omit<StoredOverride, 'number' | 'namespace' | 'dataset' | 'revokedBy' | 'revokedAt'> & {
  datasetId: number;
};

export async function insertOverride(sql: Sql, o: NewOverride): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into gate_override (dataset_id, consumer, expectation, profile_id, interval_start, interval_end, reason, ends_at,
      requested_by, requester_id, requested_at, approved_by, approved_at)
    values (${o.datasetId}, ${o.consumer}, ${o.expectation}, ${o.profileId}, ${o.intervalStart}, ${o.intervalEnd},
      ${o.reason}, ${o.endsAt}, ${o.requestedBy}, ${o.requesterId}, ${o.requestedAt}, ${o.approvedBy}, ${o.approvedAt})
    returning id`;
  if (!row) throw new Error('an override was not stored');
  return row.id;
}

export async function findOverride(sql: Sql, number: number): Promise<StoredOverride | null> {
  const [row] = await sql<StoredOverride[]>`${selected(sql)} where o.id = ${number}`;
  return row ?? null;
}

/** One override, locked until the transaction ends; null when there is none of this number. */
export async function lockOverride(sql: Sql, number: number): Promise<StoredOverride | null> {
  const [row] = await sql<StoredOverride[]>`${selected(sql)} where o.id = ${number} for update of o`;
  return row ?? null;
}

/** Overrides in these namespaces (patterns for SQL's like; null: all), the newest first; at most the newest 1,000. */
export async function listOverrides(
  sql: Sql,
  q: { namespaceLikes: string[] | null; dataset: QualifiedName | null },
): Promise<StoredOverride[]> {
  return sql<StoredOverride[]>`
    ${selected(sql)} where (${q.namespaceLikes}::text[] is null or n.name like any(${q.namespaceLikes}::text[]))
      ${q.dataset === null ? sql`` : sql`and n.name = ${q.dataset.namespace} and d.name = ${q.dataset.name}`}
    order by o.id desc limit 1000`;
}

export async function approveOverride(sql: Sql, o: { number: number; by: string; at: Date }): Promise<void> {
  await sql`update gate_override set approved_by = ${o.by}, approved_at = ${o.at} where id = ${o.number}`;
}

export async function revokeOverride(sql: Sql, o: { number: number; by: string; at: Date }): Promise<void> {
  await sql`update gate_override set revoked_by = ${o.by}, revoked_at = ${o.at} where id = ${o.number}`;
}

/** The dataset of this name, and whether a profile of that id is one of its own; null when nobody has heard of it. */
export async function findOverridden(
  sql: Sql,
  dataset: QualifiedName,
  profileId: number | null,
): Promise<{ id: number; hasProfile: boolean } | null> {
  const [row] = await sql<{ id: number; hasProfile: boolean }[]>`
    select d.id, exists (select 1 from profile p where p.id = ${profileId}::bigint and p.dataset_id = d.id) as "hasProfile"
    from dataset d join namespace n on n.id = d.namespace_id
    where n.name = ${dataset.namespace} and d.name = ${dataset.name}`;
  return row ?? null;
}
