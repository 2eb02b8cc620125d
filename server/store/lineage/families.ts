import type { Sql } from '../sql.ts';
import { keyArray } from './node-key.ts';

/** Parents of parents that are followed, and parts of one application that are looked at. */
const deepest = 10;
const mostParts = 2_000;

/** The topmost parent of each job, by job; itself where it has none. */
export async function readTopmost(sql: Sql, jobIds: readonly number[]): Promise<Map<number, number>> {
  if (jobIds.length === 0) return new Map();
  const rows = await sql<{ job: number; top: number }[]>`
    with recursive climb(job, top, height) as (
      select id, id, 0 from unnest(${keyArray(jobIds)}::bigint[]) as asked(id)
      union all
      select c.job, j.parent_id, c.height + 1 from climb c join job j on j.id = c.top
      where j.parent_id is not null and j.parent_id <> c.job and c.height < ${deepest})
    select distinct on (job) job, top from climb order by job, height desc`;
  return new Map(rows.map(({ job, top }) => [job, top]));
}

/** The jobs that each application consists of, itself among them, as (application, job). */
export async function readParts(sql: Sql, applications: readonly number[]): Promise<[number, number][]> {
  if (applications.length === 0) return [];
  const rows = await sql<{ top: number; job: number }[]>`
    with recursive part(top, job, depth) as (
      select id, id, 0 from unnest(${keyArray(applications)}::bigint[]) as asked(id)
      union all
      select p.top, j.id, p.depth + 1 from part p
        cross join lateral (select id from job where parent_id = p.job limit ${mostParts}) j
      where j.id <> p.top and p.depth < ${deepest})
    select distinct top, job from part`;
  return rows.map(({ top, job }) => [top, job]);
}
