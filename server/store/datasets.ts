import { createHash } from 'node:crypto';
import type { Sql } from './sql.ts';

export interface QualifiedName {
  namespace: string;
  name: string;
}

/** One text for a dataset's full name; the separator cannot stand in a stored name. */
export const nameKey = (name: QualifiedName) => `${name.namespace}\u0000${name.name}`;

/** Held shared by whoever makes datasets, alone by whoever gives one another name. */
export const namesLock = 7_201_101;

const compare = (a: QualifiedName, b: QualifiedName) =>
  a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** Addresses that a dataset may have, the one to take first first. */
export function slugsOf(name: QualifiedName): string[] {
  const plain = slugOf(name.name);
  return [plain, `${plain}-${createHash('sha256').update(nameKey(name)).digest('hex').slice(0, 6)}`];
}

/** Letters, digits, dot, dash and underscore of a name; what is left is readable in a URL. */
function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase()
    // An address that looks like an id would lead to the dataset of that id.
    .replace(/^dst_(?=\d+$)/, 'dst-')
    .slice(0, 120);
  return slug || 'dataset';
}

/** Inserts the namespaces that are not there yet, sorted by name. */
export async function ensureNamespaces(sql: Sql, names: readonly string[]): Promise<void> {
  const sorted = [...new Set(names)].sort();
  await sql`insert into namespace (name) select unnest(${sorted}::text[]) on conflict (name) do nothing`;
}

/**
 * Inserts the datasets that are not there yet, sorted by name so that two writers never wait for each other in a ring.
 * A slug that is taken gets six characters of the name's hash.
 */
export async function ensureDatasets(sql: Sql, names: readonly QualifiedName[]): Promise<void> {
  const sorted = [...new Map(names.map((name) => [nameKey(name), name])).values()].sort(compare);
  if (sorted.length === 0) return;
  // While a dataset gets another name, nobody makes a new one of its old name.
  await sql`select pg_advisory_xact_lock_shared(${namesLock})`;
  await ensureNamespaces(
    sql,
    sorted.map((name) => name.namespace),
  );
  for (const { namespace, name } of sorted) {
    for (const slug of slugsOf({ namespace, name })) {
      const rows = await sql`
        insert into dataset (namespace_id, name, slug)
        select n.id, ${name}, ${slug} from namespace n where n.name = ${namespace}
          and not exists (select 1 from dataset d where d.slug = ${slug} and (d.namespace_id, d.name) <> (n.id, ${name}))
          and not exists (select 1 from dataset_alias a where a.namespace_id = n.id and a.name = ${name})
        on conflict do nothing returning id`;
      if (rows.length > 0) break;
    }
  }
}

/** Ids of the datasets that have these names, or once had them, by nameKey. */
export async function findDatasetIds(sql: Sql, names: readonly QualifiedName[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; namespace: string; name: string }[]>`
    with asked as (
      select * from unnest(${names.map((n) => n.namespace)}::text[], ${names.map((n) => n.name)}::text[]) as a(namespace, name))
    select d.id, n.name as namespace, d.name from dataset d join namespace n on n.id = d.namespace_id
    where (n.name, d.name) in (select namespace, name from asked)
    union all
    select a.dataset_id, n.name, a.name from dataset_alias a join namespace n on n.id = a.namespace_id
    where (n.name, a.name) in (select namespace, name from asked)`;
  return new Map(rows.map((row) => [nameKey(row), row.id]));
}
