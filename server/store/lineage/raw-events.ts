import type { Sql } from '../sql.ts';

/** Where an event lies: its time and the hash of its content, in hex. */
export interface EventKey {
  at: Date;
  hash: string;
}

export interface RawEvent extends EventKey {
  receivedAt: Date;
  kind: 'run' | 'job' | 'dataset';
  bytes: number;
  warnings: { pointer: string; message: string }[] | null;
}

/** Where an event stands with the projector; those that are done have none. */
export interface Standing {
  hash: string;
  stage: 'graph' | 'quality';
  attempts: number;
  reason: string | null;
  retryAt: Date | null;
  deadAt: Date | null;
  sender: string;
}

export interface RawEventFilter {
  from: Date | null;
  to: Date | null;
  /** Hex; null: of any run and of none. */
  runKeys: readonly string[] | null;
  /** What its JSON must hold, as it stands there. */
  texts: readonly string[];
  state: 'pending' | 'dead' | null;
}

const columns = (sql: Sql) => sql`
  e.event_at as at, encode(e.hash, 'hex') as hash, e.received_at as "receivedAt", e.kind, octet_length(e.body) as bytes, e.warnings`;

/**
 * The next `most` events before `before`, newest first, and of those the ones that fit. `last` is where the look ended: null when there
 * are no more. A filter on the text of events so costs no more than `most` of them.
 */
export async function scanEvents(
  sql: Sql,
  f: RawEventFilter,
  { before, most }: { before: EventKey | null; most: number },
): Promise<{ events: RawEvent[]; last: EventKey | null }> {
  const likes = f.texts.map((text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  const ofRun = f.runKeys
    ? sql`and e.run_key = any(array(select decode(k, 'hex') from unnest(${f.runKeys}::text[]) k))`
    : sql``;
  const waiting = f.state ? sql`join lineage_pending p on p.event_at = e.event_at and p.hash = e.hash` : sql``;
  const inState = !f.state ? sql`` : f.state === 'dead' ? sql`and p.dead_at is not null` : sql`and p.dead_at is null`;
  const older = before ? sql`and (e.event_at, e.hash) < (${before.at}, decode(${before.hash}, 'hex'))` : sql``;
  const rows = await sql<(RawEvent & { fits: boolean })[]>`
    select ${columns(sql)}, e.body like all(${likes}::text[]) as fits from lineage_event e ${waiting}
    where (${f.from}::timestamptz is null or e.event_at >= ${f.from}) and (${f.to}::timestamptz is null or e.event_at < ${f.to})
      ${ofRun} ${inState} ${older}
    order by e.event_at desc, e.hash desc limit ${most}`;
  const end = rows.length === most ? rows.at(-1) : undefined;
  const events = rows.filter(({ fits }) => fits).map(({ fits: _, ...event }) => event);
  return { events, last: end ? { at: end.at, hash: end.hash } : null };
}

export async function findEvent(sql: Sql, { at, hash }: EventKey): Promise<RawEvent | null> {
  const [row] = await sql<RawEvent[]>`
    select ${columns(sql)} from lineage_event e where e.event_at = ${at} and e.hash = decode(${hash}, 'hex')`;
  return row ?? null;
}

/** Of these events the hashes of those that are kept still. */
export async function findKept(sql: Sql, keys: readonly EventKey[]): Promise<Set<string>> {
  const rows = await sql<{ hash: string }[]>`
    select g.hash
    from unnest(${keys.map(({ at }) => at.toISOString())}::timestamptz[], ${keys.map(({ hash }) => hash)}::text[]) g(at, hash)
    join lineage_event e on e.event_at = g.at and e.hash = decode(g.hash, 'hex')`;
  return new Set(rows.map(({ hash }) => hash));
}

/** The bodies of events, by hash. */
export async function readBodies(sql: Sql, keys: readonly EventKey[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await sql<{ hash: string; body: string }[]>`
    select encode(e.hash, 'hex') as hash, e.body
    from unnest(${keys.map(({ at }) => at.toISOString())}::timestamptz[], ${keys.map(({ hash }) => hash)}::text[]) g(at, hash)
    join lineage_event e on e.event_at = g.at and e.hash = decode(g.hash, 'hex')`;
  return new Map(rows.map(({ hash, body }) => [hash, body]));
}

/** Where these events stand, by hash; those that are done are not there. */
export async function readStandings(sql: Sql, hashes: readonly string[]): Promise<Map<string, Standing>> {
  if (hashes.length === 0) return new Map();
  const rows = await sql<Standing[]>`
    select encode(hash, 'hex') as hash, stage, attempts, reason, retry_at as "retryAt", dead_at as "deadAt", sender
    from lineage_pending where hash = any(array(select decode(h, 'hex') from unnest(${hashes as string[]}::text[]) h))`;
  return new Map(rows.map((row) => [row.hash, row]));
}

export const listNamespaceNames = async (sql: Sql): Promise<string[]> =>
  (await sql<{ name: string }[]>`select name from namespace order by id limit 100000`).map(({ name }) => name);
