import type { Arrival, ArrivalRule, Newest } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** What is awaited of a dataset by one rule, and which deadlines were missed: those of the newest 400. */
export interface Watch {
  key: string;
  rule: ArrivalRule;
  since: Date;
  dueAt: Date;
  checkAt: Date | null;
  newest: Newest | null;
  missing: { due: Date; incident: number | null }[];
}

interface WatchRow extends Omit<Watch, 'newest' | 'missing'> {
  lastArrivalAt: Date | null;
  lastReachAt: Date | null;
  missing: { due: string; incident: number | null }[] | null;
}

/** The watches of a dataset, locked until the transaction ends. */
export async function lockWatches(sql: Sql, datasetId: number): Promise<Watch[]> {
  const rows = await sql<WatchRow[]>`
    select w.key, w.rule, w.since, w.due_at as "dueAt", w.check_at as "checkAt", w.last_arrival_at as "lastArrivalAt",
      w.last_reach_at as "lastReachAt",
      (select jsonb_agg(jsonb_build_object('due', m.due_at, 'incident', m.incident_id) order by m.due_at) from (
        select p.due_at, p.incident_id from arrival_period p
        where p.dataset_id = w.dataset_id and p.key = w.key and p.state = 'missing'
        order by p.due_at desc limit 400) m) as missing
    from arrival_watch w where w.dataset_id = ${datasetId} order by w.key for no key update of w`;
  return rows.map(({ lastArrivalAt, lastReachAt, missing, ...row }) => ({
    ...row,
    newest: lastArrivalAt && lastReachAt ? { arrivedAt: lastArrivalAt, reachAt: lastReachAt } : null,
    missing: (missing ?? []).map(({ due, incident }) => ({ due: new Date(due), incident })),
  }));
}

export type WatchWrite = { datasetId: number } & Omit<Watch, 'missing'>;

/** Sets what is awaited; a watch that is there already is written over. */
export async function saveWatches(sql: Sql, watches: readonly WatchWrite[]): Promise<void> {
  const rows = watches.map(({ newest, ...watch }) => ({
    ...watch,
    arrivedAt: newest?.arrivedAt,
    reachAt: newest?.reachAt,
  }));
  await sql`
    insert into arrival_watch (dataset_id, key, rule, since, due_at, check_at, last_arrival_at, last_reach_at)
    select w."datasetId", w.key, w.rule, w.since, w."dueAt", w."checkAt", w."arrivedAt", w."reachAt"
    from jsonb_to_recordset(${sql.json(rows as never)}) as w("datasetId" bigint, key text, rule jsonb, since timestamptz,
      "dueAt" timestamptz, "checkAt" timestamptz, "arrivedAt" timestamptz, "reachAt" timestamptz)
    on conflict (dataset_id, key) do update set rule = excluded.rule, since = excluded.since, due_at = excluded.due_at,
      check_at = excluded.check_at, last_arrival_at = excluded.last_arrival_at, last_reach_at = excluded.last_reach_at`;
}

export const saveWatch = (sql: Sql, watch: WatchWrite): Promise<void> => saveWatches(sql, [watch]);

/** Keeps what had come for deadlines before their rules began to hold. */
export async function insertPeriodsMet(
  sql: Sql,
  met: readonly (MetPeriod & { datasetId: number; key: string; arrivedAt: Date })[],
): Promise<void> {
  await sql`
    insert into arrival_period (dataset_id, key, due_at, state, arrived_at)
    select m."datasetId", m.key, m.due, m.state, m."arrivedAt"
    from jsonb_to_recordset(${sql.json(met as never)}) as m("datasetId" bigint, key text, due timestamptz, state text,
      "arrivedAt" timestamptz)
    on conflict do nothing`;
}

/** The rules that are watched now, by dataset. */
export async function listWatchedRules(sql: Sql, datasetIds: readonly number[]) {
  return sql<{ datasetId: number; key: string; rule: ArrivalRule }[]>`
    select dataset_id as "datasetId", key, rule from arrival_watch where dataset_id = any(${[...datasetIds]}::bigint[])`;
}

export async function deleteWatch(sql: Sql, watch: { datasetId: number; key: string }): Promise<void> {
  await sql`delete from arrival_watch where dataset_id = ${watch.datasetId} and key = ${watch.key}`;
}

/** Nothing of a dataset is awaited any more. */
export async function deleteWatches(sql: Sql, datasetId: number): Promise<void> {
  await sql`delete from arrival_watch where dataset_id = ${datasetId}`;
}

/** The newest 50 profiles of each dataset by the start of their data, for a rule that begins to hold. */
export async function readRecentArrivals(sql: Sql, datasetIds: readonly number[]) {
  return sql<({ datasetId: number } & Arrival)[]>`
    select d.id as "datasetId", p.received_at as "receivedAt", p.captured_at as "capturedAt",
      p.interval_start as "intervalStart", p.interval_end as "intervalEnd"
    from unnest(${[...datasetIds]}::bigint[]) as d(id) cross join lateral (
      select received_at, captured_at, interval_start, interval_end from profile
      where dataset_id = d.id and segment = '' order by effective_at desc, id desc limit 50) p`;
}

export interface MetPeriod {
  due: Date;
  state: 'met' | 'late';
}

/** Keeps that deadlines were met; answers those that nothing had met before. */
export async function savePeriodsMet(
  sql: Sql,
  met: { datasetId: number; key: string; periods: readonly MetPeriod[]; arrivedAt: Date; profileId: number | null },
): Promise<Date[]> {
  if (met.periods.length === 0) return [];
  const rows = await sql<{ due: Date }[]>`
    insert into arrival_period as p (dataset_id, key, due_at, state, arrived_at, profile_id)
    select ${met.datasetId}, ${met.key}, n.due, n.state, ${met.arrivedAt}, ${met.profileId}
    from jsonb_to_recordset(${sql.json(met.periods as never)}) as n(due timestamptz, state text)
    on conflict (dataset_id, key, due_at) do update set state = 'late', arrived_at = excluded.arrived_at,
      profile_id = excluded.profile_id
      where p.state = 'missing'
    returning due_at as due`;
  return rows.map(({ due }) => due).sort((a, b) => a.getTime() - b.getTime());
}

/** Keeps that nothing came for these deadlines; answers those that were not judged before, oldest first. */
export async function savePeriodsMissing(
  sql: Sql,
  missing: { datasetId: number; key: string; dues: readonly Date[] },
): Promise<Date[]> {
  const rows = await sql<{ due: Date }[]>`
    insert into arrival_period (dataset_id, key, due_at, state)
    select ${missing.datasetId}, ${missing.key}, unnest(${missing.dues.map((due) => due.toISOString())}::timestamptz[]), 'missing'
    on conflict do nothing returning due_at as due`;
  return rows.map(({ due }) => due).sort((a, b) => a.getTime() - b.getTime());
}

/** Says in which incident missed deadlines are told. */
export async function placeInIncident(
  sql: Sql,
  told: { datasetId: number; key: string; dues: readonly Date[]; incident: number },
): Promise<void> {
  await sql`
    update arrival_period set incident_id = ${told.incident}
    where dataset_id = ${told.datasetId} and key = ${told.key}
      and due_at = any(${told.dues.map((due) => due.toISOString())}::timestamptz[])`;
}

/** The deadlines from `from` on that something came for already, as milliseconds since 1970. */
export async function readPeriodsMet(
  sql: Sql,
  of: { datasetId: number; key: string; from: Date },
): Promise<ReadonlySet<number>> {
  const rows = await sql<{ due: Date }[]>`
    select due_at as due from arrival_period
    where dataset_id = ${of.datasetId} and key = ${of.key} and due_at >= ${of.from} and state <> 'missing'`;
  return new Set(rows.map(({ due }) => due.getTime()));
}
