import type { Sql } from '../sql.ts';
import { keyOfNodeId, type NodeKey } from './node-key.ts';

export interface FoundNode {
  key: NodeKey;
  namespace: string;
  name: string;
}

/** The node of `dst_42`, `job_7`, or the slug that a dataset has or once had. */
export async function findNode(sql: Sql, text: string): Promise<FoundNode | null> {
  const key = keyOfNodeId(text);
  const [row] =
    key === null
      ? await sql<FoundNode[]>`
          select d.id as key, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
          where d.id = coalesce((select id from dataset where slug = ${text}),
            (select dataset_id from dataset_alias where slug = ${text} order by id desc limit 1))`
      : key > 0
        ? await sql<FoundNode[]>`
            select d.id as key, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
            where d.id = ${key}`
        : await sql<FoundNode[]>`
            select -j.id as key, n.name as namespace, j.name from job j join namespace n on n.id = j.namespace_id
            where j.id = ${-key}`;
  return row ?? null;
}
