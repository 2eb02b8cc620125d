import type { Profile } from '../../checks/index.ts';
import { normalisedName } from '../openlineage/index.ts';
import { ensureDatasets, ensureNamespaces, findDatasetIds, nameKey, type QualifiedName } from '../store/datasets.ts';
import { saveRawNames } from '../store/names/raw-names.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { joinByPatterns } from './names/join-by-patterns.ts';
import type { ReceiveContext } from './receive-context.ts';
import { syncWatches } from './sync-watches.ts';

/** The id of the dataset that the profile's name means, which is made when it is new. */
export async function datasetIdOf(context: ReceiveContext, profile: Profile): Promise<number> {
  const currentName = async () => (await context.rules.latest(context.pool)).currentName(profile.dataset);
  const before = await currentName();
  await ensureKnown(context, [
    { ...profile, dataset: isSpeltLike(before, profile.dataset) ? profile.dataset : before },
  ]);
  // A pattern may mean a name that was not known until now.
  const name = await currentName();
  if (nameKey(name) !== nameKey(before)) await ensureKnown(context, [{ dataset: name, run: profile.run }]);
  const id = context.datasetIds.get(nameKey(name));
  if (id === undefined) throw new Error(`dataset ${name.namespace}/${name.name} was not stored`);
  return id;
}

/** Is it the very name, however it was spelt? */
const isSpeltLike = (name: QualifiedName, raw: QualifiedName) => nameKey(normalisedName(raw)) === nameKey(name);

/** What a post names: a dataset, a run's job, or both. */
interface Named {
  dataset: QualifiedName | null;
  run?: Profile['run'];
}

/** The namespace that a profile's run belongs to: its job's, else the dataset's. */
export const runNamespace = ({ run, dataset }: Named) => run?.job?.namespace ?? dataset?.namespace ?? '';

/**
 * Inserts the datasets and namespaces that are new, sorted by name, and remembers the ids of all, by the names as they were said and as they
 * are kept. A name that is one with another has an id of its own.
 */
export async function ensureKnown(context: ReceiveContext, posts: readonly Named[]): Promise<void> {
  const datasets = posts.flatMap(({ dataset }) => dataset ?? []);
  const unknown = datasets.filter((dataset) => !context.datasetIds.has(nameKey(dataset)));
  const namespaces = posts.map(runNamespace).filter((name) => !context.namespaces.has(name));
  if (unknown.length === 0 && namespaces.length === 0) return;
  const ids = await inTransaction(context.pool, async (sql) => {
    await ensureNamespaces(sql, namespaces);
    return makeKnown({ context, sql }, unknown);
  });
  if (context.datasetIds.size + ids.size > 200_000) context.datasetIds.clear();
  for (const [key, id] of ids) context.datasetIds.set(key, id);
  for (const name of namespaces) context.namespaces.add(name);
}

interface Place {
  context: ReceiveContext;
  sql: Sql;
}

async function makeKnown(place: Place, unknown: readonly QualifiedName[]): Promise<Map<string, number>> {
  const { context, sql } = place;
  if (unknown.length === 0) return new Map();
  const now = context.clock();
  const kept = [...new Map(unknown.map(normalisedName).map((name) => [nameKey(name), name])).values()];
  await ensureDatasets(sql, kept);
  const found = await findDatasetIds(sql, kept);
  const withId = (name: QualifiedName) => ({ ...name, id: found.get(nameKey(name)) ?? 0 });
  const respelt = unknown.filter((name) => nameKey(normalisedName(name)) !== nameKey(name));
  const raw = respelt.map(({ namespace, name }) => ({
    namespace,
    name,
    datasetId: withId(normalisedName({ namespace, name })).id,
  }));
  await saveRawNames(sql, [...new Map(raw.map((one) => [nameKey(one), one])).values()], now);
  await watchNew(place, kept, found);
  await joinByPatterns(place, kept.map(withId), now);
  return new Map([...found, ...raw.map((one): [string, number] => [nameKey(one), one.datasetId])]);
}

/** Ids of datasets by nameKey of the names as they were said, each of its own: also of names that are one with others. */
export async function findOwnIds(sql: Sql, names: readonly QualifiedName[]): Promise<Map<string, number>> {
  const found = await findDatasetIds(sql, names.map(normalisedName));
  return new Map(
    names.flatMap((name) => {
      const id = found.get(nameKey(normalisedName(name)));
      return id === undefined ? [] : [[nameKey(name), id] as const];
    }),
  );
}

/** What a suite expects to arrive is awaited as soon as the dataset is known, be it by the name in a run alone. */
async function watchNew(
  { context, sql }: Place,
  names: readonly QualifiedName[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const rules = await context.rules.latest(sql);
  const isOwn = (name: QualifiedName) => nameKey(rules.currentName(name)) === nameKey(name);
  const awaited = names.filter((name) => isOwn(name) && rules.of(name).arrivals.length > 0);
  const known = new Map(awaited.map((name) => [ids.get(nameKey(name)) ?? 0, name]));
  known.delete(0);
  const datasets = [...known].map(([id, name]) => ({ ...name, id }));
  await syncWatches({ sql, rules }, datasets, context.clock());
}
