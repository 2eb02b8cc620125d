import type { Sql } from '../sql.ts';
import { keyArray } from './node-key.ts';

/** Says of each of the jobs whether it lies in those namespaces (patterns for SQL's like; null: all). */
export async function readVisibleJobs(
  sql: Sql,
  jobIds: readonly number[],
  namespaceLikes: string[] | null,
): Promise<(job: number) => boolean> {
  if (namespaceLikes === null) return () => true;
  const rows = await sql<{ id: number }[]>`
    select j.id from job j join namespace n on n.id = j.namespace_id
    where j.id = any(${keyArray([...new Set(jobIds)])}::bigint[]) and n.name like any(${namespaceLikes}::text[])`;
  const visible = new Set(rows.map(({ id }) => id));
  return (job) => visible.has(job);
}
