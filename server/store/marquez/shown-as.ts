import type { QualifiedName } from '../datasets.ts';
import { findDatasetIds } from '../datasets.ts';
import type { Fragment } from '../lineage/step.ts';
import type { Sql } from '../sql.ts';

/** Ids of datasets by nameKey; of one that is shown as another, the other's. */
export async function findShownIds(sql: Sql, names: readonly QualifiedName[]): Promise<Map<string, number>> {
  const ids = await findDatasetIds(sql, names);
  if (ids.size === 0) return ids;
  const rows = await sql<{ member: number; into: number }[]>`
    select member_id as member, into_id as into from dataset_merge
    where member_id = any(${[...new Set(ids.values())]}::bigint[])`;
  const shown = new Map(rows.map(({ member, into }) => [member, into]));
  return new Map([...ids].map(([key, id]) => [key, shown.get(id) ?? id]));
}

/** Ids of a dataset and of those that are shown as it, to stand behind `in`. */
export const family = (sql: Sql, id: Fragment): Fragment =>
  sql`select ${id} union all select member_id from dataset_merge where into_id = ${id}`;
