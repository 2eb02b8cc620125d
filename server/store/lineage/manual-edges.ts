import type { Sql } from '../sql.ts';
import type { NodeKey } from './node-key.ts';

export interface Ends {
  from: NodeKey;
  to: NodeKey;
}

/** Where an edge between two nodes is kept: a link between datasets, else what a job reads or writes. */
function tableOf(sql: Sql, { from, to }: Ends) {
  if (from > 0 && to > 0) {
    const where = sql`lineage_link where source_id = ${from} and target_id = ${to} and job_id = 0`;
    return { where, columns: sql`lineage_link (source_id, target_id, job_id`, values: sql`${from}, ${to}, 0` };
  }
  const [job, dataset, direction] = from < 0 ? [-from, to, 'output'] : [-to, from, 'input'];
  const where = sql`lineage_edge where job_id = ${job} and direction = ${direction} and dataset_id = ${dataset}`;
  const values = sql`${job}, ${direction}, ${dataset}`;
  return { where, columns: sql`lineage_edge (job_id, direction, dataset_id`, values };
}

/** Who says that there is this very edge: `observed`, `declared`, `manual`; null when there is none. */
export async function readEdgeSource(sql: Sql, ends: Ends): Promise<string | null> {
  const [row] = await sql<{ source: string }[]>`select source from ${tableOf(sql, ends).where}`;
  return row?.source ?? null;
}

/** Adds an edge that a person says there is; false when there is one. */
export async function insertManualEdge(sql: Sql, ends: Ends, now: Date): Promise<boolean> {
  const { columns, values } = tableOf(sql, ends);
  const rows = await sql`
    insert into ${columns}, source, first_seen_at, last_seen_at) values (${values}, 'manual', ${now}, ${now})
    on conflict do nothing returning 1`;
  return rows.length === 1;
}

/** Removes an edge that a person added; false when there is none of theirs. */
export async function deleteManualEdge(sql: Sql, ends: Ends): Promise<boolean> {
  const rows = await sql`delete from ${tableOf(sql, ends).where} and source = 'manual' returning 1`;
  return rows.length === 1;
}
