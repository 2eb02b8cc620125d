import type { Sql } from '../sql.ts';

export interface MarquezSearch {
  /** With SQL's wildcards: `%` any characters, `_` one. */
  text: string;
  kind: 'DATASET' | 'JOB' | null;
  namespace: string | null;
  before: Date | null;
  after: Date | null;
  byTime: boolean;
  limit: number;
  likes: string[] | null;
}

export interface MarquezMatch {
  type: 'DATASET' | 'JOB';
  namespace: string;
  name: string;
  updatedAt: Date;
  total: number;
}

/** Datasets and jobs whose name has the text in it, in any case of letters; each row also says how many there are. */
export async function searchMarquez(sql: Sql, q: MarquezSearch): Promise<MarquezMatch[]> {
  const pattern = `%${q.text.replaceAll('\\', '\\\\')}%`;
  const mine = sql`n.hidden_at is null and (${q.namespace}::text is null or n.name = ${q.namespace})
    and (${q.likes}::text[] is null or n.name like any(${q.likes}::text[]))`;
  return sql<MarquezMatch[]>`
    select type, namespace, name, updated_at as "updatedAt", count(*) over () as total from (
      select 'DATASET' as type, n.name as namespace, d.name, greatest(d.created_at, d.last_received_at,
        (select max(last_seen_at) from lineage_edge where dataset_id = d.id)) as updated_at
      from dataset d join namespace n on n.id = d.namespace_id
      where d.name ilike ${pattern} and d.retired_at is null and ${mine}
      union all
      select 'JOB', n.name, j.name, coalesce(j.last_seen_at, j.created_at)
      from job j join namespace n on n.id = j.namespace_id where j.name ilike ${pattern} and ${mine}) as found
    where (${q.kind}::text is null or type = ${q.kind})
      and (${q.before}::timestamptz is null or updated_at < ${q.before})
      and (${q.after}::timestamptz is null or updated_at > ${q.after})
    order by ${q.byTime ? sql`updated_at desc` : sql`name`}, type, namespace, name limit ${q.limit}`;
}
