import type { Sql } from '../sql.ts';
import { keyArray } from '../lineage/node-key.ts';

const mostOfOne = 20;

/** By dataset, the jobs that write it (the newest twenty); names that are one with it write for it. */
export async function readWriters(sql: Sql, datasets: readonly number[]): Promise<Map<number, Set<number>>> {
  const rows = await sql<{ dataset: number; job: number }[]>`
    select f.asked as dataset, e.job_id as job
    from (
        select id as asked, id from unnest(${keyArray(datasets)}::bigint[]) as own(id)
        union all
        select into_id, member_id from dataset_merge where into_id = any(${keyArray(datasets)}::bigint[])) as f
      cross join lateral (
        select job_id from lineage_edge where dataset_id = f.id and direction = 'output'
        order by last_seen_at desc limit ${mostOfOne}) e`;
  const writers = new Map<number, Set<number>>();
  for (const { dataset, job } of rows) writers.set(dataset, (writers.get(dataset) ?? new Set()).add(job));
  return writers;
}
