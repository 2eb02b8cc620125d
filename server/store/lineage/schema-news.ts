import type { QualifiedName } from '../datasets.ts';
import { findDatasetIds, nameKey } from '../datasets.ts';
import type { Sql } from '../sql.ts';

/**
 * Would the schema with this hash, told by `producer` who only read the dataset, be news that may be taken? Not where a job is known that
 * writes it, an arrival is awaited (reading is none), or somebody else described it: two who read the same table may write its types
 * in two ways. False for a dataset that is not there.
 */
export async function isSchemaNews(
  sql: Sql,
  dataset: QualifiedName,
  { hash, producer }: { hash: string; producer: string },
): Promise<boolean> {
  const id = (await findDatasetIds(sql, [dataset])).get(nameKey(dataset));
  if (id === undefined) return false;
  const [row] = await sql<{ news: boolean }[]>`
    select d.schema_hash is distinct from ${hash}
      and not exists (select 1 from lineage_edge e where e.dataset_id = d.id and e.direction = 'output')
      and not exists (select 1 from arrival_watch w where w.dataset_id = d.id)
      and coalesce((
        select p.document::jsonb #>> '{producer,name}' = ${producer} from profile p
        where p.dataset_id = d.id and p.segment = '' order by p.effective_at desc nulls first, p.id desc nulls first limit 1), true) as news
    from dataset d where d.id = ${id}`;
  return row?.news === true;
}
