import type { Sql } from '../sql.ts';

/** Deletes at most `limit` events of the default partition that are old by their own time and by when they came; none that waits to be worked in. */
export async function deleteStrayEvents(sql: Sql, before: Date, limit: number): Promise<number> {
  const { count } = await sql`
    delete from lineage_event_default where ctid = any(array(
      select e.ctid from lineage_event_default e
      where e.received_at < ${before} and e.event_at < ${before}
        and not exists (select 1 from lineage_pending p where p.event_at = e.event_at and p.hash = e.hash)
      order by e.received_at limit ${limit}))`;
  return count;
}

/**
 * Deletes at most `limit` runs of which nothing was told since `before`, with what they read and wrote. A run stays while a profile
 * belongs to it, while it is the parent of one that stays, while it is under way, and while it is lost in an incident that is open.
 */
export async function deleteOldRuns(sql: Sql, before: Date, limit: number): Promise<number> {
  const rows = await sql<{ id: number }[]>`
    select r.id from run r
    where r.created_at < ${before} and (r.last_event_at is null or r.last_event_at < ${before})
      and (r.state not in ('START', 'RUNNING') or r.lost_at is not null)
      and not exists (select 1 from profile p where p.run_id = r.id)
      and not exists (select 1 from run c where c.parent_id = r.id)
      and not exists (select 1 from incident i where i.job_id = r.job_id and i.state <> 'resolved')
    limit ${limit} for update of r skip locked`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await sql`delete from run_event where run_id = any(${ids}::bigint[])`;
  await sql`delete from run_dataset where run_id = any(${ids}::bigint[])`;
  await sql`delete from run where id = any(${ids}::bigint[])`;
  return ids.length;
}

/**
 * Deletes at most `limit` facets that were last said before `before`, of jobs and datasets that no event has named since; and what
 * is left of deleted ones. The jobs and datasets themselves stay.
 */
export async function deleteOldFacets(sql: Sql, before: Date, limit: number): Promise<number> {
  const { count } = await sql`
    delete from lineage_facet where ctid = any(array(
      select f.ctid from lineage_facet f
      where f.event_at < ${before} and (
        f.facet is null
        or (f.kind = 'job' and not exists (select 1 from job j where j.id = f.entity_id and j.last_seen_at >= ${before}))
        or (f.kind = 'dataset' and not exists (
          select 1 from lineage_edge e where e.dataset_id = f.entity_id and e.last_seen_at >= ${before})))
      limit ${limit}))`;
  return count;
}

/** Deletes at most `limit` days of counts of producers. */
export async function deleteOldCounts(sql: Sql, before: Date, limit: number): Promise<number> {
  const { count } = await sql`
    delete from lineage_producer where ctid = any(array(
      select ctid from lineage_producer where day < ${before.toISOString().slice(0, 10)} limit ${limit}))`;
  return count;
}
