import type { Sql } from '../sql.ts';

/** The columns that a job is known to write. */
export async function readJobColumns(sql: Sql, jobId: number): Promise<{ id: number; column: string }[]> {
  return sql<{ id: number; column: string }[]>`
    select distinct c.target_id as id, c.target_column as column
    from lineage_edge e join lineage_column c on c.target_id = e.dataset_id and c.job_id = ${jobId}
    where e.job_id = ${jobId} and e.direction = 'output' and c.target_column <> ''`;
}
