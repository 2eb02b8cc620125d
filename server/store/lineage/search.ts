import type { Sql } from '../sql.ts';
import type { NodeKey } from './node-key.ts';

export interface Match {
  key: NodeKey;
  /** How well: 0 exactly, 1 its beginning, 2 a part of it. */
  rank: 0 | 1 | 2;
  /** Of a column. */
  column: string | null;
}

interface Search {
  text: string;
  namespaceLikes: string[] | null;
  limit: number;
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');

// The last part of a name counts as the name: people search for `orders`, not for `dwh.mart.orders`.
const rankOf = (sql: Sql, text: string) => sql`
  case when lower(name) = ${text} or lower(name) like ${`%.${escaped(text)}`} or lower(name) like ${`%/${escaped(text)}`} then 0
    when lower(name) like ${`${escaped(text)}%`} or lower(name) like ${`%.${escaped(text)}%`} then 1 else 2 end`;

const visible = (sql: Sql, likes: string[] | null) =>
  sql`(${likes}::text[] is null or namespace_id in (select id from namespace where name like any(${likes}::text[])))`;

/** Datasets and jobs whose name has the text in it, in any case of letters: exact ones first, then the shortest. */
export async function searchNames(sql: Sql, { text, namespaceLikes, limit }: Search): Promise<Match[]> {
  const lower = text.toLowerCase();
  const like = `%${escaped(lower)}%`;
  const inTable = (table: 'dataset' | 'job') => sql<Match[]>`
    select ${table === 'job' ? sql`-id` : sql`id`} as key, rank, null as column from (
      select id, name, ${rankOf(sql, lower)} as rank from ${sql(table)}
      where lower(name) like ${like} and ${visible(sql, namespaceLikes)}
        ${table === 'dataset' ? sql`and retired_at is null` : sql``}) as found
    order by rank, length(name), name limit ${limit}`;
  const [datasets, jobs] = await Promise.all([inTable('dataset'), inTable('job')]);
  return [...datasets, ...jobs].sort((a, b) => a.rank - b.rank).slice(0, limit);
}

/** Columns that lineage tells of, or that the newest schema of a dataset has under exactly this name. */
export async function searchColumns(sql: Sql, { text, namespaceLikes, limit }: Search): Promise<Match[]> {
  const lower = text.toLowerCase();
  const like = `%${escaped(lower)}%`;
  const rank = sql`case when lower(c.name) = ${lower} then 0 when lower(c.name) like ${`${escaped(lower)}%`} then 1 else 2 end`;
  return sql<Match[]>`
    select c.id as key, c.name as column, min(${rank})::int as rank from (
      select target_id as id, target_column as name from lineage_column where lower(target_column) like ${like}
      union select source_id, source_column from lineage_column where lower(source_column) like ${like}
      union select v.dataset_id, ${text} from schema_version v join dataset s on s.id = v.dataset_id
        where v.version = s.schema_version and v.fields @> ${sql.json([{ name: text }])}) as c
      join dataset d on d.id = c.id
    where d.retired_at is null and ${visible(sql, namespaceLikes)}
    group by c.id, c.name order by rank, length(c.name), c.name, c.id limit ${limit}`;
}

/** Nodes by what a selector says of them; a name may hold `*`, and matches whole or by its last part. */
export async function selectNodes(
  sql: Sql,
  q: { by: 'name' | 'namespace' | 'owner' | 'tag'; value: string; namespaceLikes: string[] | null; limit: number },
): Promise<NodeKey[]> {
  const pattern = escaped(q.value).replaceAll('*', '%');
  const [tag = '', value = null] = q.value.split('=');
  const named = sql`(name like ${pattern} or name like ${`%.${pattern}`} or name like ${`%/${pattern}`})`;
  const inNamespace = sql`namespace_id in (select id from namespace where name like ${pattern})`;
  const ofDataset = {
    name: sql`(${named} or slug = ${q.value})`,
    namespace: inNamespace,
    owner: sql`owner like ${pattern}`,
    tag: sql`(labels ? ${tag} and (${value}::text is null or labels->>${tag} = ${value}))`,
  };
  const ofJob = { name: named, namespace: inNamespace, owner: sql`owner like ${pattern}`, tag: sql`false` };
  const rows = await sql<{ key: NodeKey }[]>`
    (select id as key from dataset where ${ofDataset[q.by]} and retired_at is null and ${visible(sql, q.namespaceLikes)}
      order by id limit ${q.limit})
    union all
    (select -id from job where ${ofJob[q.by]} and ${visible(sql, q.namespaceLikes)} order by id limit ${q.limit})`;
  return rows.map(({ key }) => key);
}
