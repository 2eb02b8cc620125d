import { ensureNamespaces, namesLock, slugsOf, type QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

/** Every name that a dataset once had or is one with, with the one it has now. */
export async function listAliases(sql: Sql): Promise<{ former: QualifiedName; current: QualifiedName }[]> {
  const rows = await sql<{ oldNamespace: string; oldName: string; namespace: string; name: string }[]>`
    select o.name as "oldNamespace", f.name as "oldName", n.name as namespace, d.name
    from (
      select a.namespace_id, a.name, coalesce(m.into_id, a.dataset_id) as dataset_id, a.id as place
      from dataset_alias a left join dataset_merge m on m.member_id = a.dataset_id
      union all
      select d.namespace_id, d.name, m.into_id, 0 from dataset_merge m join dataset d on d.id = m.member_id) f
      join namespace o on o.id = f.namespace_id
      join dataset d on d.id = f.dataset_id join namespace n on n.id = d.namespace_id
    order by f.place, o.name, f.name`;
  return rows.map(({ oldNamespace, oldName, namespace, name }) => ({
    former: { namespace: oldNamespace, name: oldName },
    current: { namespace, name },
  }));
}

export interface FormerName extends QualifiedName {
  at: Date;
  by: string;
}

/** The names that one dataset once had, newest first. */
export async function listFormerNames(sql: Sql, datasetId: number): Promise<FormerName[]> {
  return sql<FormerName[]>`
    select n.name as namespace, a.name, a.renamed_at as at, a.renamed_by as by
    from dataset_alias a join namespace n on n.id = a.namespace_id
    where a.dataset_id = ${datasetId} order by a.renamed_at desc, a.id desc`;
}

/** Waits until nobody makes datasets, and keeps it so until the transaction ends: the first thing a renaming does. */
export async function lockNames(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${namesLock})`;
}

/** Whose name this is or once was; null when it is free. */
export async function findNameHolder(
  sql: Sql,
  { namespace, name }: QualifiedName,
): Promise<{ id: number; isFormer: boolean } | null> {
  const [row] = await sql<{ id: number; isFormer: boolean }[]>`
    select d.id, false as "isFormer" from dataset d join namespace n on n.id = d.namespace_id
    where n.name = ${namespace} and d.name = ${name}
    union all
    select a.dataset_id, true from dataset_alias a join namespace n on n.id = a.namespace_id
    where n.name = ${namespace} and a.name = ${name} limit 1`;
  return row ?? null;
}

/** Gives a dataset another name and keeps the old one as an alias; the caller holds lockNames and knows that it is free. */
export async function renameDataset(
  sql: Sql,
  input: { datasetId: number; to: QualifiedName; at: Date; by: string },
): Promise<void> {
  const { datasetId, to } = input;
  await ensureNamespaces(sql, [to.namespace]);
  await sql`
    insert into dataset_alias (dataset_id, namespace_id, name, slug, renamed_at, renamed_by)
    select id, namespace_id, name, slug, ${input.at}, ${input.by} from dataset where id = ${datasetId}`;
  // Back to a name that it had before: then that is no alias any more.
  await sql`
    delete from dataset_alias a using namespace n
    where n.id = a.namespace_id and a.dataset_id = ${datasetId} and n.name = ${to.namespace} and a.name = ${to.name}`;
  await sql`
    update dataset set name = ${to.name}, slug = ${await freeSlug(sql, datasetId, to)},
      namespace_id = (select id from namespace where name = ${to.namespace})
    where id = ${datasetId}`;
  await sql`update incident set namespace = ${to.namespace} where dataset_id = ${datasetId}`;
}

async function freeSlug(sql: Sql, datasetId: number, to: QualifiedName): Promise<string> {
  const slugs = slugsOf(to);
  const taken = await sql<{ slug: string }[]>`
    select slug from dataset where slug = any(${slugs}::text[]) and id <> ${datasetId}`;
  const free = slugs.find((slug) => !taken.some((one) => one.slug === slug));
  return free ?? `${slugs[1]}-${datasetId}`;
}

/** Retires a dataset, or with null brings it back. */
export async function saveRetirement(
  sql: Sql,
  datasetId: number,
  retired: { at: Date; by: string; reason: string } | null,
): Promise<void> {
  await sql`
    update dataset set retired_at = ${retired?.at ?? null}, retired_by = ${retired?.by ?? null},
      retired_reason = ${retired?.reason ?? null}
    where id = ${datasetId}`;
}

/** The datasets of these namespaces, but for the retired ones. */
export async function listDatasetNames(
  sql: Sql,
  namespaces: readonly string[],
): Promise<(QualifiedName & { id: number })[]> {
  return sql<(QualifiedName & { id: number })[]>`
    select d.id, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
    where n.name = any(${[...namespaces]}::text[]) and d.retired_at is null order by d.id`;
}

/** The name of a dataset that is there. */
export async function findDatasetById(sql: Sql, id: number): Promise<QualifiedName> {
  const [row] = await sql<QualifiedName[]>`
    select n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id where d.id = ${id}`;
  if (!row) throw new Error(`dataset ${id} is gone`);
  return row;
}
