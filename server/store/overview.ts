import type { Sql } from './sql.ts';

/** Whose overview: patterns for SQL's like (null: every namespace) and one owner (null: all of them). */
export interface OverviewScope {
  namespaceLikes: string[] | null;
  owner: string | null;
}

const inScope = (sql: Sql, scope: OverviewScope, namespace: ReturnType<Sql>, owner: ReturnType<Sql>) => sql`
  (${scope.namespaceLikes}::text[] is null or ${namespace} like any(${scope.namespaceLikes}::text[]))
  and (${scope.owner}::text is null or ${owner} = ${scope.owner})`;

const ofDataset = (sql: Sql, scope: OverviewScope) => inScope(sql, scope, sql`n.name`, sql`coalesce(d.owner, '')`);
const ofIncident = (sql: Sql, scope: OverviewScope) =>
  inScope(sql, scope, sql`i.namespace`, sql`coalesce(i.owner, '')`);

export interface OpenCount {
  state: 'open' | 'acknowledged';
  severity: string;
  count: number;
}

/** How many incidents are not resolved, by state and severity. */
export async function countOpenIncidents(sql: Sql, scope: OverviewScope): Promise<OpenCount[]> {
  return sql<OpenCount[]>`
    select i.state, i.severity, count(*)::int as count from incident i
    where i.state <> 'resolved' and ${ofIncident(sql, scope)} group by 1, 2`;
}

export interface ResolvedIncident {
  id: number;
  sentence: string;
  subject: string;
  severity: 'info' | 'warn' | 'error' | 'critical';
  resolvedAt: Date;
}

/** The incident that was resolved last; null when none ever was. */
export async function findLastResolved(sql: Sql, scope: OverviewScope): Promise<ResolvedIncident | null> {
  const [row] = await sql<ResolvedIncident[]>`
    select i.id, i.sentence, coalesce(d.name, j.name) as subject, i.severity, i.resolved_at as "resolvedAt"
    from incident i left join dataset d on d.id = i.dataset_id left join job j on j.id = i.job_id
    where i.state = 'resolved' and ${ofIncident(sql, scope)} order by i.resolved_at desc nulls last limit 1`;
  return row ?? null;
}

export interface Coverage {
  datasets: number;
  judged: number;
  withoutOwner: number;
  quiet: number;
}

/** How many datasets are watched, judged, without an owner, and without word since `quietSince`; retired ones do not count. */
export async function readCoverage(sql: Sql, scope: OverviewScope, quietSince: Date): Promise<Coverage> {
  const [row] = await sql<Coverage[]>`
    select count(*)::int as datasets, count(*) filter (where d.verdict <> 'none')::int as judged,
      count(*) filter (where coalesce(d.owner, '') = '')::int as "withoutOwner",
      count(*) filter (where d.last_received_at < ${quietSince})::int as quiet
    from dataset d join namespace n on n.id = d.namespace_id
    where d.retired_at is null and ${ofDataset(sql, scope)}`;
  return row ?? { datasets: 0, judged: 0, withoutOwner: 0, quiet: 0 };
}

/** The owners that datasets have, in order; two hundred at most. */
export async function listOwners(sql: Sql, scope: OverviewScope): Promise<string[]> {
  const rows = await sql<{ owner: string }[]>`
    select distinct d.owner from dataset d join namespace n on n.id = d.namespace_id
    where d.retired_at is null and coalesce(d.owner, '') <> '' and ${ofDataset(sql, { ...scope, owner: null })} order by 1 limit 200`;
  return rows.map(({ owner }) => owner);
}

export interface OwnerHour {
  owner: string;
  /** 0 is the oldest hour. */
  hour: number;
  /** The worst severity of an incident that was open in it; null when something was received and nothing was open. */
  severity: string | null;
}

/** Hours of the span in which an incident was open or a profile came, by owner ('' without one). */
export async function readOwnerHours(
  sql: Sql,
  scope: OverviewScope,
  span: { from: Date; hours: number },
): Promise<OwnerHour[]> {
  return sql<OwnerHour[]>`
    with hour as (
      select h as number, ${span.from}::timestamptz + make_interval(hours => h) as start
      from generate_series(0, ${span.hours - 1}::int) h)
    select coalesce(i.owner, '') as owner, hour.number as hour,
      (array['warn','error','critical'])[max(array_position(array['warn','error','critical'], i.severity))] as severity
    from hour join incident i on i.opened_at < hour.start + interval '1 hour' and coalesce(i.resolved_at, 'infinity') >= hour.start
    where (i.state <> 'resolved' or i.resolved_at >= ${span.from}) and ${ofIncident(sql, scope)} group by 1, 2
    union all
    select coalesce(d.owner, ''), floor(extract(epoch from p.received_at - ${span.from}::timestamptz) / 3600)::int, null
    from profile p join dataset d on d.id = p.dataset_id join namespace n on n.id = d.namespace_id
    where p.received_at >= ${span.from} and p.received_at < ${span.from}::timestamptz + make_interval(hours => ${span.hours})
      and ${ofDataset(sql, scope)} group by 1, 2`;
}
