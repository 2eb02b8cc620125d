import type { Sql } from '../sql.ts';

/** An event as it is kept: after privacy, with what finds it again. */
export interface NewEvent {
  /** RFC 3339. */
  eventAt: string;
  /** The first 16 bytes of the SHA-256 of its content, in hex. */
  hash: string;
  receivedAt: string;
  kind: 'run' | 'job' | 'dataset';
  /** Hex; null without a run. */
  runKey: string | null;
  /** JSON. */
  body: string;
  /** JSON; null without any. */
  warnings: string | null;
  traceparent: string | null;
  /** Who posted it: `key:airflow`. */
  sender: string;
}

/**
 * Keeps events and puts those that are new into the queue, all in one statement; answers the hashes of the new ones. Two of
 * the same content are one.
 */
export async function insertEvents(sql: Sql, events: readonly NewEvent[]): Promise<Set<string>> {
  const column = <K extends keyof NewEvent>(key: K) => events.map((event) => event[key]);
  const rows = await sql<{ hash: string }[]>`
    with given as (
      select * from unnest(
        ${column('eventAt')}::timestamptz[], ${column('hash')}::text[], ${column('receivedAt')}::timestamptz[],
        ${column('kind')}::text[], ${column('runKey')}::text[], ${column('body')}::text[], ${column('warnings')}::text[],
        ${column('traceparent')}::text[], ${column('sender')}::text[])
        with ordinality as g(event_at, hash, received_at, kind, run_key, body, warnings, traceparent, sender, place)),
    kept as (
      insert into lineage_event (event_at, hash, received_at, kind, run_key, body, warnings)
      select event_at, decode(hash, 'hex'), received_at, kind, decode(run_key, 'hex'), body, warnings::jsonb from given
      order by place
      on conflict do nothing returning event_at, hash, octet_length(body) as bytes)
    insert into lineage_pending (event_at, hash, bytes, traceparent, sender)
    select distinct on (k.event_at, k.hash) k.event_at, k.hash, k.bytes, g.traceparent, g.sender
    from kept k join given g on decode(g.hash, 'hex') = k.hash order by k.event_at, k.hash, g.place
    returning encode(hash, 'hex') as hash`;
  return new Set(rows.map(({ hash }) => hash));
}

/** The newest events of a run whose JSON holds one of these words. */
export async function readBodiesOfRun(
  sql: Sql,
  q: { runKey: string; telling: readonly string[]; limit: number },
): Promise<string[]> {
  const rows = await sql<{ body: string }[]>`
    select body from lineage_event where run_key = decode(${q.runKey}, 'hex')
      and body like any(${q.telling.map((word) => `%${word}%`)}::text[])
    order by event_at desc limit ${q.limit}`;
  return rows.map(({ body }) => body);
}

/** Keeps what events that are pending were found to break. */
export async function saveWarnings(
  sql: Sql,
  rows: readonly { pendingId: number; warnings: unknown[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update lineage_event e set warnings = g.warnings::jsonb
    from unnest(${rows.map(({ pendingId }) => pendingId)}::bigint[], ${rows.map(({ warnings }) => JSON.stringify(warnings))}::text[])
      as g(id, warnings) join lineage_pending p on p.id = g.id
    where e.event_at = p.event_at and e.hash = p.hash`;
}
