import type { Sql } from '../sql.ts';

/** Where a page of events begins: behind this one. */
export interface EventPlace {
  eventAt: string;
  hash: Uint8Array;
}

export interface StoredEvent extends EventPlace {
  receivedAt: Date;
  body: string;
}

/** Events in the order of their times, a page behind `after`. No cursor: a slow reader would hold a transaction open. */
export async function readEventsAfter(
  sql: Sql,
  q: { after: EventPlace | null; from: Date | null; to: Date | null; limit: number },
): Promise<StoredEvent[]> {
  // As text with microseconds: a Date would lose them, and the page would begin with what was read before.
  const after = q.after && sql`and (event_at, hash) > (${q.after.eventAt}::timestamptz, ${q.after.hash as Buffer})`;
  return sql<StoredEvent[]>`
    select event_at::text as "eventAt", hash, received_at as "receivedAt", body from lineage_event
    where (${q.from}::timestamptz is null or event_at >= ${q.from}) and (${q.to}::timestamptz is null or event_at < ${q.to})
      ${after ?? sql``}
    order by event_at, hash limit ${q.limit}`;
}

export interface EdgeRow {
  jobId: number;
  jobNamespace: string;
  job: string;
  direction: 'input' | 'output';
  datasetId: number;
  datasetNamespace: string;
  dataset: string;
  source: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  count: number;
  isFormer: boolean;
}

/** What jobs read and write, by job, a page behind `after`; only where both ends lie in those namespaces. */
export async function readEdgesAfter(
  sql: Sql,
  q: {
    after: Pick<EdgeRow, 'jobId' | 'direction' | 'datasetId'> | null;
    namespaceLikes: string[] | null;
    limit: number;
  },
): Promise<EdgeRow[]> {
  const likes = q.namespaceLikes;
  const after =
    q.after &&
    sql`
    and (e.job_id, e.direction, e.dataset_id) > (${q.after.jobId}, ${q.after.direction}, ${q.after.datasetId})`;
  return sql<EdgeRow[]>`
    select e.job_id as "jobId", jn.name as "jobNamespace", j.name as job, e.direction, e.dataset_id as "datasetId",
      dn.name as "datasetNamespace", d.name as dataset, e.source, e.first_seen_at as "firstSeenAt",
      e.last_seen_at as "lastSeenAt", e.seen_count as count,
      e.source = 'observed' and coalesce(e.last_seen_at < case e.direction when 'input' then j.inputs_at
        else j.outputs_at end, false) as "isFormer"
    from lineage_edge e join job j on j.id = e.job_id join namespace jn on jn.id = j.namespace_id
      join dataset d on d.id = e.dataset_id join namespace dn on dn.id = d.namespace_id
    where (${likes}::text[] is null or (jn.name like any(${likes}::text[]) and dn.name like any(${likes}::text[])))
      ${after ?? sql``}
    order by e.job_id, e.direction, e.dataset_id limit ${q.limit}`;
}

export interface LinkRow {
  source: string;
  sourceNamespace: string;
  target: string;
  targetNamespace: string;
  by: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  count: number;
}

/** Every edge between datasets that was said explicitly, both ends in those namespaces. */
export async function readLinks(sql: Sql, likes: string[] | null, limit: number): Promise<LinkRow[]> {
  return sql<LinkRow[]>`
    select s.name as source, sn.name as "sourceNamespace", t.name as target, tn.name as "targetNamespace", l.source as by,
      l.first_seen_at as "firstSeenAt", l.last_seen_at as "lastSeenAt", l.seen_count as count
    from lineage_link l join dataset s on s.id = l.source_id join namespace sn on sn.id = s.namespace_id
      join dataset t on t.id = l.target_id join namespace tn on tn.id = t.namespace_id
    where (${likes}::text[] is null or (sn.name like any(${likes}::text[]) and tn.name like any(${likes}::text[])))
    order by l.source_id, l.target_id, l.job_id limit ${limit}`;
}
