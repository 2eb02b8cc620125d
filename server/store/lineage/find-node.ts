import type { Sql } from '../sql.ts';
import { keyOfNodeId, type NodeKey } from './node-key.ts';
import type { Fragment } from './step.ts';

export interface FoundNode {
  key: NodeKey;
  namespace: string;
  name: string;
}

/** A dataset that is one with another is found as that. */
const shownAs = (sql: Sql, id: Fragment) =>
  sql`coalesce((select into_id from dataset_merge where member_id = ${id}), ${id})`;

/** The node of `dst_42`, `job_7`, or the slug that a dataset has or once had. */
export async function findNode(sql: Sql, text: string): Promise<FoundNode | null> {
  const key = keyOfNodeId(text);
  const [row] =
    key === null
      ? await sql<FoundNode[]>`
          select d.id as key, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
          where d.id = ${shownAs(sql, sql`coalesce((select id from dataset where slug = ${text}),
            (select dataset_id from dataset_alias where slug = ${text} order by id desc limit 1))`)}`
      : key > 0
        ? await sql<FoundNode[]>`
            select d.id as key, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
            where d.id = ${shownAs(sql, sql`${key}::bigint`)}`
        : await sql<FoundNode[]>`
            select -j.id as key, n.name as namespace, j.name from job j join namespace n on n.id = j.namespace_id
            where j.id = ${-key}`;
  return row ?? null;
}
