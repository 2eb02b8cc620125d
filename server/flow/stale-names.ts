import type { Suite } from '../../checks/index.ts';
import { listAliases } from '../store/dataset-names.ts';
import { nameKey } from '../store/datasets.ts';
import type { Sql } from '../store/sql.ts';

/** One sentence for each suite that names its dataset by a name that it had: it goes on holding, and should be mended. */
export async function staleNames(sql: Sql, suites: readonly Pick<Suite, 'name' | 'dataset'>[]): Promise<string[]> {
  const current = new Map((await listAliases(sql)).map((alias) => [nameKey(alias.former), alias.current]));
  return suites.flatMap(({ name, dataset }) => {
    const now = current.get(nameKey(dataset));
    if (!now) return [];
    const [from, to] = [dataset, now].map((one) => `${one.namespace}/${one.name}`);
    return [`suite ${name} still names ${from}, which is ${to} now: it goes on holding; write dataset: ${to}`];
  });
}
