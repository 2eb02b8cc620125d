import type { Pool } from './sql.ts';

/** What only the database knows of how Plumbline does: counted when somebody looks, and never kept. */
export interface Observed {
  /** Messages not yet delivered; the age in seconds of the one that has been due longest, 0 when none is. */
  outbox: { integration: string; pending: number; oldestAgeSeconds: number }[];
  /** Recipients by the state of their circuit breaker. */
  breakers: { integration: string; state: string; count: number }[];
  /** Those that are not resolved. */
  incidents: { state: string; severity: string; count: number }[];
  /** How long ago any process last did this work; a part that has not worked yet counts from its first sign of life. */
  heartbeats: { component: string; ageSeconds: number }[];
  /** How long what is due longest by the clock (a deadline, a job) has been waiting; 0 when nothing is due. */
  scheduleLatenessSeconds: number;
  /** Connections of every Plumbline process to this database. */
  connections: { state: string; count: number }[];
  /** Events that wait for each stage of the projector, and since when the oldest does. */
  lineage: { stage: string; count: number; ageSeconds: number }[];
  lineageDead: number;
  /** Datasets by their newest verdict. */
  datasets: { verdict: string; count: number }[];
}

/** One query over what is indexed or small, so that a scrape costs the same with any history. */
export async function readObserved(sql: Pool): Promise<Observed> {
  const [row] = await sql<{ observed: Observed }[]>`
    select jsonb_build_object(
      'outbox', (select coalesce(jsonb_agg(o), '[]') from (
        select channel->>'kind' as integration, count(*)::int as pending,
          greatest(0, max(extract(epoch from now() - least(due_at, first_attempt_at))))::float8 as "oldestAgeSeconds"
        from notification where state in ('pending', 'sending') group by 1 limit 50) o),
      'breakers', (select coalesce(jsonb_agg(b), '[]') from (
        select kind as integration, state, count(*)::int as count from receiver_health group by 1, 2 limit 100) b),
      'incidents', (select coalesce(jsonb_agg(i), '[]') from (
        select state, severity, count(*)::int as count from incident where state <> 'resolved' group by 1, 2 limit 100) i),
      'heartbeats', (select coalesce(jsonb_agg(h), '[]') from (
        select component, greatest(0, extract(epoch from now() - max(coalesce((detail->>'workedAt')::timestamptz, at))))::float8
          as "ageSeconds"
        from heartbeat group by 1 order by 1 limit 50) h),
      'scheduleLatenessSeconds', greatest(0, extract(epoch from now() - least(
        (select min(run_at) from clock_job where state in ('pending', 'running')),
        (select min(w.check_at) from arrival_watch w join dataset d on d.id = w.dataset_id
          where w.check_at <= now() and d.retired_at is null))))::float8,
      'connections', (select coalesce(jsonb_agg(c), '[]') from (
        select case when state = 'active' then 'active' when state like 'idle in transaction%' then 'in-transaction'
          else 'idle' end as state, count(*)::int as count
        from pg_stat_activity where datname = current_database() and application_name like 'plumbline%' group by 1) c),
      'lineage', (select jsonb_agg(l) from (
        select s.stage, (select count(*)::int from lineage_pending where stage = s.stage and dead_at is null) as count,
          coalesce((select greatest(0, extract(epoch from now() - e.received_at))::float8
            from (select event_at, hash from lineage_pending where stage = s.stage and dead_at is null order by id limit 1) p
            join lineage_event e on e.event_at = p.event_at and e.hash = p.hash), 0) as "ageSeconds"
        from (values ('graph'), ('quality')) s(stage)) l),
      'lineageDead', (select count(*)::int from lineage_pending where dead_at is not null),
      'datasets', (select coalesce(jsonb_agg(d), '[]') from (
        select verdict, count(*)::int as count from dataset group by 1 limit 50) d)) as observed`;
  if (!row) throw new Error('the database answered nothing');
  return row.observed;
}

/** The number of the newest migration that was applied; -1 before the first. */
export async function readNewestMigration(sql: Pool): Promise<number> {
  const [row] = await sql<{ number: number }[]>`select coalesce(max(number), -1) as number from plumbline_migration`;
  return row?.number ?? -1;
}
