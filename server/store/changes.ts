import type { Sql } from './sql.ts';

/** The tables that the feed of events is read from; each grows by its id. */
export const changeSources = ['profile', 'incident_event', 'run_event', 'rejection'] as const;
export type ChangeSource = (typeof changeSources)[number];

/** A row of one of them: its id, what it is about, and the namespace whose readers may know. */
export interface ChangeRow {
  id: number;
  subject: string;
  namespace: string | null;
  /** Of an entry in an incident's timeline. */
  kind: string | null;
}

/** Which rows: those above `top`, and those among `gaps`, which lie between `floor` and `top`. */
export interface ChangeWindow {
  floor: number;
  top: number;
  gaps: readonly number[];
  limit: number;
}

// The lower bound keeps the planner from walking the index from its start for the sake of the gaps.
const inWindow = (sql: Sql, w: ChangeWindow) =>
  sql`id > ${w.floor} and (id > ${w.top} or id = any(${w.gaps as number[]}::bigint[])) order by id limit ${w.limit}`;

const readers: Record<ChangeSource, (sql: Sql, window: ChangeWindow) => PromiseLike<ChangeRow[]>> = {
  profile: (sql, window) => sql<ChangeRow[]>`
    select p.id, 'dst_' || p.dataset_id as subject, n.name as namespace, null as kind
    from (select id, dataset_id from profile where ${inWindow(sql, window)}) p
      join dataset d on d.id = p.dataset_id join namespace n on n.id = d.namespace_id order by p.id`,
  incident_event: (sql, window) => sql<ChangeRow[]>`
    select e.id, 'INC-' || e.incident_id as subject, i.namespace, e.kind
    from (select id, incident_id, kind from incident_event where ${inWindow(sql, window)}) e
      join incident i on i.id = e.incident_id order by e.id`,
  run_event: (sql, window) => sql<ChangeRow[]>`
    select e.id, 'run_' || e.run_id as subject, n.name as namespace, null as kind
    from (select id, run_id from run_event where ${inWindow(sql, window)}) e
      join run r on r.id = e.run_id join namespace n on n.id = r.namespace_id order by e.id`,
  rejection: (sql, window) => sql<ChangeRow[]>`
    select id, 'rej_' || id as subject, namespace, null as kind from rejection where ${inWindow(sql, window)}`,
};

/** At most `limit` rows of a table in a window, by id. */
export async function readChanges(sql: Sql, source: ChangeSource, window: ChangeWindow): Promise<ChangeRow[]> {
  return [...(await readers[source](sql, window))];
}

/** The ids of a table's newest rows, ascending: those within `back` of the highest. */
export async function readRecentIds(sql: Sql, source: ChangeSource, back: number): Promise<number[]> {
  const table = sql(source);
  const rows = await sql<{ id: number }[]>`
    select id from ${table} where id > (select coalesce(max(id), 0) - ${back}::bigint from ${table}) order by id`;
  return rows.map(({ id }) => id);
}

/** The highest id that was ever drawn for a row of the table, kept or not. */
export async function lastDrawnId(sql: Sql, source: ChangeSource): Promise<number> {
  const [row] = await sql<
    { last: number | null }[]
  >`select pg_sequence_last_value(${`${source}_id_seq`}::regclass) as last`;
  return row?.last ?? 0;
}

/** When each part of Plumbline last said that it is at work, over all processes. */
export async function readHeartbeats(sql: Sql): Promise<{ component: string; at: Date }[]> {
  return sql<{ component: string; at: Date }[]>`select component, max(at) as at from heartbeat group by component`;
}
