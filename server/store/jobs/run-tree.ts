import type { Sql } from '../sql.ts';
import { runColumns, stateOf, timeOf, type RunRow, type RunState } from './run-rows.ts';

const deepest = 10;
/** A run of a large pipeline has so many parts; more are cut. */
export const mostInTree = 500;

export interface TreeRow extends RunRow {
  /** 0 for the run at the top. */
  depth: number;
}

/** The run at the top and everything below it, parents before their parts, each level by start; at most `mostInTree` and one. */
export async function readRunTree(sql: Sql, runId: number): Promise<TreeRow[]> {
  return sql<TreeRow[]>`
    with recursive above(id, parent_id, depth) as (
      select id, parent_id, 0 from run where id = ${runId}
      union all
      select r.id, r.parent_id, a.depth + 1 from above a join run r on r.id = a.parent_id where a.depth < ${deepest}),
    tree(id, depth) as (
      (select id, 0 from above order by depth desc limit 1)
      union all
      select r.id, t.depth + 1 from tree t join run r on r.parent_id = t.id where t.depth < ${deepest} and r.id <> t.id)
    select ${runColumns(sql)}, t.depth from (
      select id, min(depth) as depth from tree group by id order by min(depth), id limit ${mostInTree + 1}) t
      join run r on r.id = t.id join namespace n on n.id = r.namespace_id left join job j on j.id = r.job_id
    order by t.depth, ${timeOf(sql)} nulls last, r.id`;
}

/** How many parts directly below a run are in which state. */
export const countParts = (sql: Sql, runId: number) => sql<{ state: RunState; count: number }[]>`
  select ${stateOf(sql)} as state, count(*)::int as count from run r where r.parent_id = ${runId} group by 1 order by 1`;
