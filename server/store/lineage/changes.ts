import type { Sql } from '../sql.ts';
import type { NodeKey } from './node-key.ts';

export interface EdgeSeen {
  from: NodeKey;
  to: NodeKey;
  at: string;
}

export interface GraphChanges {
  newDatasets: { key: NodeKey; at: string }[];
  newJobs: { key: NodeKey; at: string }[];
  newEdges: EdgeSeen[];
  /** What a run that began in the span no longer had. */
  formerEdges: EdgeSeen[];
  newColumns: { from: NodeKey; fromColumn: string; to: NodeKey; toColumn: string; at: string }[];
}

interface Span {
  from: Date;
  to: Date;
  limit: number;
}

/** What came into the graph after one instant and until another, newest first, at most `limit` of each kind. */
export async function readChanges(sql: Sql, { from, to, limit }: Span): Promise<GraphChanges> {
  const seen = sql`first_seen_at > ${from} and first_seen_at <= ${to} order by first_seen_at desc limit ${limit}`;
  const made = sql`created_at > ${from} and created_at <= ${to} order by created_at desc, id desc limit ${limit}`;
  const ends = sql`
    case direction when 'input' then dataset_id else -job_id end as "from",
    case direction when 'input' then -job_id else dataset_id end as "to"`;
  const [newDatasets, newJobs, edges, links, formerEdges, newColumns] = await Promise.all([
    sql<{ key: NodeKey; at: string }[]>`select id as key, created_at as at from dataset where ${made}`,
    sql<{ key: NodeKey; at: string }[]>`select -id as key, created_at as at from job where ${made}`,
    sql<EdgeSeen[]>`select ${ends}, first_seen_at as at from lineage_edge where ${seen}`,
    sql<EdgeSeen[]>`select source_id as "from", target_id as "to", first_seen_at as at from lineage_link where ${seen}`,
    sql<EdgeSeen[]>`
      select ${ends}, since as at from (
        select e.job_id, e.dataset_id, e.direction, e.last_seen_at,
          case e.direction when 'input' then j.inputs_at else j.outputs_at end as since
        from job j join lineage_edge e on e.job_id = j.id and e.source = 'observed'
        where (j.inputs_at > ${from} and j.inputs_at <= ${to}) or (j.outputs_at > ${from} and j.outputs_at <= ${to})) as e
      where last_seen_at < since and since > ${from} and since <= ${to} order by since desc limit ${limit}`,
    sql<GraphChanges['newColumns']>`
      select source_id as "from", source_column as "fromColumn", target_id as "to", target_column as "toColumn",
        first_seen_at as at from lineage_column where ${seen}`,
  ]);
  const newest = (a: { at: string }, b: { at: string }) => Number(new Date(b.at)) - Number(new Date(a.at));
  return { newDatasets, newJobs, newEdges: [...edges, ...links].sort(newest).slice(0, limit), formerEdges, newColumns };
}
