import type { Sql } from '../sql.ts';
import { datasetsIn, jobsIn, keyArray, type NodeKey } from './node-key.ts';

export interface DatasetNode {
  key: NodeKey;
  slug: string;
  namespace: string;
  name: string;
  owner: string | null;
  status: 'ok' | 'warn' | 'fail' | 'undecided' | 'unknown';
  incident: number | null;
  retired: boolean;
}

export interface JobNode {
  key: NodeKey;
  namespace: string;
  name: string;
  owner: string | null;
  integration: string | null;
  jobType: string | null;
  parent: number | null;
  incident: number | null;
  /** Of its newest run. */
  state: string | null;
}

export type NodeDetails = DatasetNode | JobNode;

/** What is told of the nodes in those namespaces (patterns for SQL's like; null: all); the others are not in the answer. */
export async function readNodes(
  sql: Sql,
  keys: readonly NodeKey[],
  namespaceLikes: string[] | null,
): Promise<Map<NodeKey, NodeDetails>> {
  const [datasets, jobs] = await Promise.all([
    readDatasets(sql, datasetsIn(keys), namespaceLikes),
    readJobs(sql, jobsIn(keys), namespaceLikes),
  ]);
  return new Map([...datasets, ...jobs].map((node) => [node.key, node]));
}

const parsed = <T>(rows: readonly { found: string }[]) => JSON.parse(rows[0]?.found ?? '[]') as T[];

async function readDatasets(sql: Sql, ids: readonly number[], likes: string[] | null): Promise<DatasetNode[]> {
  if (ids.length === 0) return [];
  return parsed(
    await sql<{ found: string }[]>`
      select coalesce(json_agg(json_build_object('key', d.id, 'slug', d.slug, 'namespace', n.name, 'name', d.name,
        'owner', d.owner, 'incident', i.id, 'retired', d.retired_at is not null,
        'status', case when i.id is not null then 'fail' else case d.verdict when 'pass' then 'ok' when 'warn' then 'warn'
          when 'fail' then 'fail' when 'none' then 'unknown' else 'undecided' end end)), '[]')::text as found
      from dataset d join namespace n on n.id = d.namespace_id
        left join incident i on i.dataset_id = d.id and i.state <> 'resolved'
      where d.id = any(${keyArray(ids)}::bigint[]) and (${likes}::text[] is null or n.name like any(${likes}::text[]))`,
  );
}

async function readJobs(sql: Sql, ids: readonly number[], likes: string[] | null): Promise<JobNode[]> {
  if (ids.length === 0) return [];
  return parsed(
    await sql<{ found: string }[]>`
      select coalesce(json_agg(json_build_object('key', -j.id, 'namespace', n.name, 'name', j.name, 'owner', j.owner,
        'integration', j.integration, 'jobType', j.job_type, 'parent', j.parent_id, 'incident', i.id,
        'state', r.state)), '[]')::text as found
      from job j join namespace n on n.id = j.namespace_id
        left join incident i on i.job_id = j.id and i.state <> 'resolved'
        left join lateral (
          select state from run where job_id = j.id
          order by coalesce(started_at, last_event_at) desc nulls last, id desc limit 1) r on true
      where j.id = any(${keyArray(ids)}::bigint[]) and (${likes}::text[] is null or n.name like any(${likes}::text[]))`,
  );
}
