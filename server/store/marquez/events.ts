import type { Sql } from '../sql.ts';
import type { Page } from './namespaces.ts';

export interface RunEventsQuestion extends Page {
  before: Date | null;
  after: Date | null;
  ascending: boolean;
  /** Of jobs of this namespace; null: of all. */
  namespace: string | null;
}

/** More than so many are not counted. */
export const mostCounted = 100_000;

/** The bodies of events of runs by event time, and how many there are in all, at most `mostCounted`. */
export async function listRunEvents(sql: Sql, q: RunEventsQuestion): Promise<{ bodies: string[]; total: number }> {
  const ofNamespace = sql`and run_key in (
    select substr(sha256(convert_to(n.name, 'UTF8') || '\\x00'::bytea || convert_to(r.external_id, 'UTF8')), 1, 16)
    from run r join namespace n on n.id = r.namespace_id where n.name = ${q.namespace})`;
  const within = sql`from lineage_event where kind = 'run'
    and (${q.before}::timestamptz is null or event_at < ${q.before})
    and (${q.after}::timestamptz is null or event_at > ${q.after}) ${q.namespace === null ? sql`` : ofNamespace}`;
  const order = q.ascending ? sql`event_at, hash` : sql`event_at desc, hash desc`;
  const [rows, [counted]] = await Promise.all([
    sql<{ body: string }[]>`select body ${within} order by ${order} limit ${q.limit} offset ${q.offset}`,
    sql<{ total: number }[]>`select count(*) as total from (select 1 ${within} limit ${mostCounted}) as counted`,
  ]);
  return { bodies: rows.map(({ body }) => body), total: counted?.total ?? 0 };
}
