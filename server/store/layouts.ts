import { createHash } from 'node:crypto';
import type { Pool, Sql } from './sql.ts';

/** The names of stored metric arrays, read once and kept: a layout never changes. */
export interface LayoutCache {
  /** The id of the layout with exactly these names in this order; on the pool, because what is remembered must be committed. */
  idOf(pool: Pool, names: readonly string[]): Promise<number>;
  /** Position of each metric name in the arrays of this layout. */
  positions(sql: Sql, ids: readonly number[]): Promise<Map<number, ReadonlyMap<string, number>>>;
}

const hashOf = (names: readonly string[]) => createHash('sha1').update(names.join('\u0000')).digest('base64url');

export function createLayoutCache(maxEntries = 20_000): LayoutCache {
  const ids = new Map<string, number>();
  const positionsById = new Map<number, ReadonlyMap<string, number>>();
  const remember = <K, V>(map: Map<K, V>, key: K, value: V) => {
    if (map.size >= maxEntries) map.delete(map.keys().next().value as K);
    map.set(key, value);
  };
  return {
    async idOf(pool, names) {
      const hash = hashOf(names);
      const known = ids.get(hash);
      if (known !== undefined) return known;
      const [row] = await pool<{ id: number }[]>`
        with new as (
          insert into metric_layout (hash, names) values (${hash}, ${names as string[]}::text[])
          on conflict (hash) do nothing returning id)
        select id from new union all select id from metric_layout where hash = ${hash} limit 1`;
      // Taken by another transaction that this statement's snapshot did not see: look again.
      const id = row?.id ?? (await pool<{ id: number }[]>`select id from metric_layout where hash = ${hash}`)[0]?.id;
      if (id === undefined) throw new Error(`metric layout ${hash} was not stored`);
      remember(ids, hash, id);
      return id;
    },
    async positions(sql, wanted) {
      const missing = wanted.filter((id) => !positionsById.has(id));
      if (missing.length > 0) {
        const rows = await sql<{ id: number; names: string[] }[]>`
          select id, names from metric_layout where id = any(${missing}::bigint[])`;
        for (const row of rows) {
          remember(positionsById, row.id, new Map(row.names.map((name, index) => [name, index])));
        }
      }
      return new Map(wanted.map((id) => [id, positionsById.get(id) ?? new Map<string, number>()]));
    },
  };
}
