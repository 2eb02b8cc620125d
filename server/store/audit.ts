import type { Sql } from './sql.ts';

/** Who does something, and through what. */
export interface Actor {
  /** `user:ana@example.com`, `key:ingest (plk_ab12cd34)`, `system:setup`. */
  name: string;
  via: 'ui' | 'api' | 'cli' | 'system';
  requestId?: string;
  ip?: string;
}

export interface AuditChange {
  action: string;
  object: string;
  namespace?: string | null;
  before?: unknown;
  after?: unknown;
}

/** Appends what was changed to the audit log, in the transaction of the change itself. */
export async function appendAudit(sql: Sql, actor: Actor, change: AuditChange): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : sql.json(value as never));
  await sql`
    insert into audit_entry (actor, via, action, object, namespace, before, after, request_id, ip)
    values (${actor.name}, ${actor.via}, ${change.action}, ${change.object}, ${change.namespace ?? null},
      ${json(change.before)}, ${json(change.after)}, ${actor.requestId ?? null}, ${actor.ip ?? null})`;
}

export interface AuditRow {
  id: number;
  at: Date;
  actor: string;
  via: string;
  action: string;
  object: string;
  namespace: string | null;
  before: unknown;
  after: unknown;
  request_id: string | null;
}

/** The newest entries before `beforeId`, newest first. */
export async function listAudit(sql: Sql, limit: number, beforeId: number | null): Promise<AuditRow[]> {
  return sql<AuditRow[]>`
    select id, at, actor, via, action, object, namespace, before, after, request_id from audit_entry
    where ${beforeId}::bigint is null or id < ${beforeId}::bigint
    order by id desc limit ${limit}`;
}
