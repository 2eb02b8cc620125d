import type { HistoryPoint, RequiredHistory, StoredProfile } from '../../../checks/index.ts';
import { nameKey, type QualifiedName } from '../../store/datasets.ts';
import type { LayoutCache } from '../../store/layouts.ts';
import {
  listProfileHeads,
  readEarlier,
  readEarlierSchemas,
  readReceived,
  type ProfileHead,
  type ReplayDataset,
  type ReplayStart,
} from '../../store/replay.ts';
import {
  listHealedBefore,
  listJudgedAgain,
  listNamesThen,
  listRealIncidents,
  readPartnersThen,
  type JudgedAgain,
  type RealIncident,
} from '../../store/replay-around.ts';
import type { Pool } from '../../store/sql.ts';
import { profileNumber, stored, toPoints, withDocument } from '../read-past.ts';
import { closedByNobody } from '../record-results.ts';
import { pagesOf } from './pages-of.ts';
import { healedKey } from './subject.ts';
import type { Again, DatasetPast, PagedProfile, ReplayWorld } from './world.ts';

/** What reading needs: it asks one question at a time, so that a replay never holds more than one connection. */
export interface Reading {
  pool: Pool;
  layouts: LayoutCache;
}

/** Some datasets with what they were when the period began, and which profiles came. */
export interface PastGroup {
  pasts: Map<number, DatasetPast>;
  heads: Head[];
  reals: RealIncident[];
  needs: Needed;
  /** A dataset has more profiles in the period than are looked at. */
  isCut: boolean;
}

/** A profile in the order in which it is judged: when it comes, and again when another one comes. */
type Head = ProfileHead & { again: Again | null };

interface Needed extends Pick<
  RequiredHistory,
  'points' | 'metrics' | 'earlier' | 'pinned' | 'pinnedWhole' | 'outcomes'
> {
  /** Other datasets by the names that they have now. */
  others: QualifiedName[];
}

const mostHeads = 100_000;

/** Null: there are too many profiles in these datasets to be looked at together. */
export async function readGroup(
  { pool, layouts }: Reading,
  world: ReplayWorld,
  datasets: readonly ReplayDataset[],
): Promise<PastGroup | null> {
  const datasetIds = datasets.map(({ id }) => id);
  const found = await listProfileHeads(pool, { ...world, datasetIds, limit: mostHeads + 1 });
  const isCut = found.length > mostHeads;
  if (isCut && datasets.length > 1) return null;
  const heads = found.slice(0, mostHeads);
  const needs = neededBy(world, datasets);
  const starts = startsOf(heads);
  const earlier = await readEarlier(pool, { ...needs, starts, documents: needs.earlier > 0 });
  const points = await toPoints({ sql: pool, layouts }, earlier, needs.metrics);
  const schemas = await readEarlierSchemas(pool, starts);
  const reals = await listRealIncidents(pool, { ...world, datasetIds, byNobody: closedByNobody });
  const healed = await listHealedBefore(pool, { datasetIds, since: world.since });
  const names = await listNamesThen(pool, datasetIds);
  const pinned = await readPinnedOf({ pool, layouts }, needs);
  const placed = earlier.map((row, index) => ({ row, point: points[index] as HistoryPoint }));
  const pasts = datasets.map((dataset): [number, DatasetPast] => {
    const schema = schemas.find((one) => one.dataset_id === dataset.id);
    const past = {
      dataset,
      schema: schema === undefined ? null : { version: schema.version, fields: schema.fields },
      earlier: placed.filter(({ row }) => row.dataset_id === dataset.id),
      reals: reals.filter(({ datasetId }) => datasetId === dataset.id),
      names: names.filter(({ datasetId }) => datasetId === dataset.id),
      pinned: new Map(pinned.filter(({ datasetId }) => datasetId === dataset.id).map(({ id, point }) => [id, point])),
      healed: healed.filter(({ datasetId }) => datasetId === dataset.id).map(healedKey),
    };
    return [dataset.id, past];
  });
  const agains = needs.others.length === 0 ? [] : await listAgains(pool, world, { datasetIds, names: needs.others });
  return { pasts: new Map(pasts), heads: inTurn(heads, agains), reals, needs, isCut };
}

const listAgains = (pool: Pool, world: ReplayWorld, of: { datasetIds: number[]; names: QualifiedName[] }) =>
  listJudgedAgain(pool, { since: world.since, until: world.until, ...of, limit: mostHeads });

/** Those that come and those that are judged again, dataset by dataset in the order of what came. */
function inTurn(heads: readonly ProfileHead[], agains: readonly JudgedAgain[]): Head[] {
  const first = heads.map((head): Head => ({ ...head, again: null }));
  if (agains.length === 0) return first;
  const byId = new Map(heads.map((head) => [head.id, head]));
  const again = agains.flatMap(({ id, by, at }): Head[] => {
    const head = byId.get(id);
    return head === undefined ? [] : [{ ...head, again: { by, at } }];
  });
  const turn = ({ id, again: one }: Head) => one?.by ?? id;
  return [...first, ...again].toSorted(
    (one, other) => one.datasetId - other.datasetId || turn(one) - turn(other) || one.id - other.id,
  );
}

function startsOf(heads: readonly ProfileHead[]): ReplayStart[] {
  const starts = new Map<string, ReplayStart>();
  const firstIds = new Map<number, number>();
  for (const { datasetId, segment, id, effectiveAt } of heads) {
    const firstId = firstIds.get(datasetId) ?? id;
    firstIds.set(datasetId, firstId);
    const key = JSON.stringify([datasetId, segment]);
    const known = starts.get(key);
    if (!known) starts.set(key, { datasetId, segment, firstId, earliestAt: effectiveAt });
    else if (effectiveAt < known.earliestAt) known.earliestAt = effectiveAt;
  }
  return [...starts.values()];
}

function neededBy({ sides }: ReplayWorld, datasets: readonly ReplayDataset[]): Needed {
  const all = datasets.flatMap((dataset) => sides.map(({ rules }) => rules.of(dataset).needs));
  const others = sides.flatMap(({ rules }) =>
    datasets.flatMap((dataset) => rules.of(dataset).needs.others.map((name) => rules.currentName(name))),
  );
  return {
    points: Math.max(0, ...all.map(({ points }) => points)),
    metrics: all.some(({ metrics }) => metrics),
    earlier: Math.max(0, ...all.map(({ earlier }) => earlier)),
    outcomes: Math.max(0, ...all.map(({ outcomes }) => outcomes)),
    pinned: [...new Set(all.flatMap(({ pinned }) => pinned))],
    pinnedWhole: all.some(({ pinnedWhole }) => pinnedWhole),
    others: [...new Map(others.map((name) => [nameKey(name), name])).values()],
  };
}

async function readPinnedOf({ pool, layouts }: Reading, { pinned, pinnedWhole }: Needed) {
  const ids = pinned.map(profileNumber).filter((id) => id >= 0);
  if (ids.length === 0) return [];
  const rows = await readReceived(pool, ids, true);
  const points = await toPoints({ sql: pool, layouts }, rows, true);
  return rows.map((row, index) => ({
    id: `prf_${row.id}`,
    datasetId: row.dataset_id,
    point: withDocument(points[index] as HistoryPoint, pinnedWhole ? row.document : null),
  }));
}

/** Pages of profiles, small in rows and in bytes; the next one is on its way while one is worked on. */
export async function* readPages(
  reading: Reading,
  { heads, needs }: Pick<PastGroup, 'heads' | 'needs'>,
): AsyncGenerator<PagedProfile[]> {
  const pages = pagesOf(heads);
  let next = readPage(reading, pages[0] ?? [], needs);
  for (let page = 1; page <= pages.length; page++) {
    const rows = await next;
    next = readPage(reading, pages[page] ?? [], needs);
    // Nobody waits for it when the replay ends early.
    next.catch(() => undefined);
    yield rows;
  }
}

async function readPage({ pool, layouts }: Reading, heads: readonly Head[], needs: Needed): Promise<PagedProfile[]> {
  if (heads.length === 0) return [];
  const metrics = needs.metrics && needs.points > 0;
  const rows = await readReceived(pool, [...new Set(heads.map(({ id }) => id))], metrics);
  const points = await toPoints({ sql: pool, layouts }, rows, metrics);
  const byId = new Map(rows.map((row, index) => [row.id, { row, point: points[index] as HistoryPoint }]));
  const paged = heads.flatMap(({ id, again }): PagedProfile[] => {
    const found = byId.get(id);
    return found === undefined ? [] : [{ ...found, again, partners: new Map<string, StoredProfile>(), known: null }];
  });
  if (needs.others.length === 0) return paged;
  const of = paged.map(({ row, again }) => ({ row, knownBy: again?.by ?? row.id }));
  const partners = paged.map(() => new Map<string, StoredProfile>());
  for (const one of await readPartnersThen(pool, { of, names: needs.others }))
    partners[one.place]?.set(nameKey(one), stored(one));
  return paged.map((one, place) => ({ ...one, partners: partners[place] ?? one.partners }));
}
