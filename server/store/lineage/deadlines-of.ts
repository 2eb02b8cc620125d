import type { Sql } from '../sql.ts';
import { keyArray, type NodeKey } from './node-key.ts';

/** When the next profile of each dataset is due; those that nothing is due of are not in the answer. */
export async function readNextDue(sql: Sql, datasetIds: readonly NodeKey[]): Promise<Map<NodeKey, Date>> {
  if (datasetIds.length === 0) return new Map();
  const [row] = await sql<{ due: string }[]>`
    select coalesce(json_agg(json_build_array(dataset_id, due)), '[]')::text as due from (
      select dataset_id, min(due_at) as due from arrival_watch
      where dataset_id = any(${keyArray(datasetIds)}::bigint[]) group by dataset_id) as next`;
  return new Map((JSON.parse(row?.due ?? '[]') as [NodeKey, string][]).map(([id, due]) => [id, new Date(due)]));
}
