import { isFormer, type Fragment } from '../lineage/step.ts';
import type { Sql } from '../sql.ts';
import { newestFirst, timeOf } from './run-rows.ts';

export interface JobDataset {
  id: number;
  slug: string;
  namespace: string;
  name: string;
  verdict: string;
  incident: number | null;
  direction: 'input' | 'output';
  firstSeenAt: Date | null;
  lastSeenAt: Date | null;
  count: number;
  source: string;
  isFormer: boolean;
}

const lookedAt = 100;

/** What a job reads and writes: by its edges, and what its newest runs named that no edge holds (runs that were not told by OpenLineage). */
export async function readJobDatasets(sql: Sql, jobId: number): Promise<JobDataset[]> {
  const former = (side: Fragment) => isFormer(sql, { at: null }, { e: sql`e`, since: side });
  return sql<JobDataset[]>`
    with newest as (
      select r.id, ${timeOf(sql)} as at from run r where r.job_id = ${jobId} ${newestFirst(sql)} limit ${lookedAt}),
    told as (
      select e.dataset_id, e.direction, e.first_seen_at, e.last_seen_at, e.seen_count, e.source,
        case when e.direction = 'input' then ${former(sql`j.inputs_at`)} else ${former(sql`j.outputs_at`)} end as former
      from lineage_edge e join job j on j.id = e.job_id where e.job_id = ${jobId}
      union all
      select rd.dataset_id, rd.direction, min(newest.at), max(newest.at), count(*)::int, 'observed', false
      from newest join run_dataset rd on rd.run_id = newest.id
      where not exists (select 1 from lineage_edge e
        where e.job_id = ${jobId} and e.direction = rd.direction and e.dataset_id = rd.dataset_id)
        -- A run that is told under several jobs (Dagster's steps) names what the others read and write.
        and not (exists (select 1 from lineage_edge e where e.job_id = ${jobId}) and exists (select 1 from lineage_edge e
          where e.dataset_id = rd.dataset_id and e.direction = rd.direction and e.job_id <> ${jobId}))
      group by rd.dataset_id, rd.direction)
    select d.id, d.slug, n.name as namespace, d.name, d.verdict, t.direction, t.first_seen_at as "firstSeenAt",
      t.last_seen_at as "lastSeenAt", t.seen_count as count, t.source, t.former as "isFormer",
      (select i.id from incident i where i.dataset_id = d.id and i.state <> 'resolved') as incident
    from told t join dataset d on d.id = t.dataset_id join namespace n on n.id = d.namespace_id
    order by t.direction, t.former, d.name limit 1000`;
}

export interface StoredFacet {
  name: string;
  at: Date;
  facet: unknown;
}

/** The newest facet of each name that events told of a job. */
export const readJobFacets = (sql: Sql, jobId: number) => sql<StoredFacet[]>`
  select name, event_at as at, facet from lineage_facet
  where kind = 'job' and entity_id = ${jobId} and facet is not null and name <> '~parent' order by name`;

/** The jobs above a job, the nearest first. */
export const readJobsAbove = (sql: Sql, jobId: number) => sql<{ id: number; namespace: string; name: string }[]>`
  with recursive above(id, depth) as (
    select parent_id, 1 from job where id = ${jobId} and parent_id is not null
    union all
    select j.parent_id, a.depth + 1 from above a join job j on j.id = a.id where j.parent_id is not null and a.depth < 10)
  select j.id, n.name as namespace, j.name from above a join job j on j.id = a.id join namespace n on n.id = j.namespace_id
  order by a.depth`;
