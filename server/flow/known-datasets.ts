import type { Profile } from '../../checks/index.ts';
import { ensureDatasets, ensureNamespaces, findDatasetIds, nameKey, type QualifiedName } from '../store/datasets.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import type { ReceiveContext } from './receive-context.ts';
import { syncWatches } from './sync-watches.ts';

/** The id of the profile's dataset, which is made when it is new. */
export async function datasetIdOf(context: ReceiveContext, profile: Profile): Promise<number> {
  await ensureKnown(context, [profile]);
  const id = context.datasetIds.get(nameKey(profile.dataset));
  if (id === undefined) throw new Error(`dataset ${profile.dataset.namespace}/${profile.dataset.name} was not stored`);
  return id;
}

/** What a post names: a dataset, a run's job, or both. */
interface Named {
  dataset: QualifiedName | null;
  run?: Profile['run'];
}

/** The namespace that a profile's run belongs to: its job's, else the dataset's. */
export const runNamespace = ({ run, dataset }: Named) => run?.job?.namespace ?? dataset?.namespace ?? '';

/** Inserts the datasets and namespaces that are new, sorted by name, and remembers the ids of all. */
export async function ensureKnown(context: ReceiveContext, posts: readonly Named[]): Promise<void> {
  const datasets = posts.flatMap(({ dataset }) => dataset ?? []);
  const unknown = datasets.filter((dataset) => !context.datasetIds.has(nameKey(dataset)));
  const namespaces = posts.map(runNamespace).filter((name) => !context.namespaces.has(name));
  if (unknown.length === 0 && namespaces.length === 0) return;
  const ids = await inTransaction(context.pool, async (sql) => {
    await ensureNamespaces(sql, namespaces);
    await ensureDatasets(sql, unknown);
    const found = await findDatasetIds(sql, unknown);
    await watchNew({ context, sql }, unknown, found);
    return found;
  });
  if (context.datasetIds.size + ids.size > 200_000) context.datasetIds.clear();
  for (const [key, id] of ids) context.datasetIds.set(key, id);
  for (const name of namespaces) context.namespaces.add(name);
}

/** What a suite expects to arrive is awaited as soon as the dataset is known, be it by the name in a run alone. */
async function watchNew(
  { context, sql }: { context: ReceiveContext; sql: Sql },
  names: readonly QualifiedName[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const rules = await context.rules.latest(sql);
  const awaited = names.filter((name) => rules.of(name).arrivals.length > 0);
  const known = new Map(awaited.map((name) => [ids.get(nameKey(name)) ?? 0, name]));
  known.delete(0);
  const datasets = [...known].map(([id, name]) => ({ ...name, id }));
  await syncWatches({ sql, rules }, datasets, context.clock());
}
