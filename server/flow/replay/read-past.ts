import type { HistoryPoint, RequiredHistory } from '../../../checks/index.ts';
import type { LayoutCache } from '../../store/layouts.ts';
import {
  listProfileHeads,
  listRealIncidents,
  readEarlier,
  readEarlierSchemas,
  readReceived,
  type ProfileHead,
  type RealIncident,
  type ReceivedProfile,
  type ReplayDataset,
  type ReplayStart,
} from '../../store/replay.ts';
import type { Pool } from '../../store/sql.ts';
import { pointsOf } from '../judge.ts';
import { healedByItself } from '../record-results.ts';
import type { DatasetPast, ReplayWorld } from './walk.ts';

/** What reading needs: it asks one question at a time, so that a replay never holds more than one connection. */
export interface Reading {
  pool: Pool;
  layouts: LayoutCache;
}

/** Some datasets with what they were when the period began, and which profiles came. */
export interface PastGroup {
  pasts: Map<number, DatasetPast>;
  heads: ProfileHead[];
  reals: RealIncident[];
  needs: Needed;
  /** A dataset has more profiles in the period than are looked at. */
  isCut: boolean;
}

type Needed = Pick<RequiredHistory, 'points' | 'metrics' | 'earlier' | 'pinned'>;

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
  const points = await pointsOf({ sql: pool, layouts }, earlier, needs);
  const schemas = await readEarlierSchemas(pool, starts);
  const reals = await listRealIncidents(pool, { ...world, datasetIds, itself: healedByItself });
  const pinned = await readPinned({ pool, layouts }, needs);
  const pasts = datasets.map((dataset): [number, DatasetPast] => {
    const schema = schemas.find((one) => one.dataset_id === dataset.id);
    const placed = earlier.map((row, index) => ({ row, point: points[index] as HistoryPoint }));
    const past = {
      dataset,
      schema: schema === undefined ? null : { version: schema.version, fields: schema.fields },
      earlier: placed.filter(({ row }) => row.dataset_id === dataset.id),
      reals: reals.filter(({ datasetId }) => datasetId === dataset.id),
      pinned: new Map(pinned.filter(({ datasetId }) => datasetId === dataset.id).map(({ id, point }) => [id, point])),
    };
    return [dataset.id, past];
  });
  return { pasts: new Map(pasts), heads, reals, needs, isCut };
}

function startsOf(heads: readonly ProfileHead[]): ReplayStart[] {
  const starts = new Map<number, ReplayStart>();
  for (const { datasetId, id, effectiveAt } of heads) {
    const known = starts.get(datasetId);
    if (!known) starts.set(datasetId, { datasetId, firstId: id, earliestAt: effectiveAt });
    else if (effectiveAt < known.earliestAt) known.earliestAt = effectiveAt;
  }
  return [...starts.values()];
}

function neededBy({ sides }: ReplayWorld, datasets: readonly ReplayDataset[]): Needed {
  const all = datasets.flatMap((dataset) => sides.map(({ rules }) => rules.of(dataset).needs));
  return {
    points: Math.max(0, ...all.map(({ points }) => points)),
    metrics: all.some(({ metrics }) => metrics),
    earlier: Math.max(0, ...all.map(({ earlier }) => earlier)),
    pinned: [...new Set(all.flatMap(({ pinned }) => pinned))],
  };
}

async function readPinned({ pool, layouts }: Reading, { pinned }: Needed) {
  const ids = pinned.flatMap((id) => /^prf_(\d{1,15})$/.exec(id)?.[1] ?? []).map(Number);
  if (ids.length === 0) return [];
  const rows = await readReceived(pool, ids, true);
  const points = await pointsOf({ sql: pool, layouts }, rows, { metrics: true });
  return rows.map((row, index) => ({
    id: `prf_${row.id}`,
    datasetId: row.dataset_id,
    point: points[index] as HistoryPoint,
  }));
}

const mostBytes = 2 * 2 ** 20;
const mostRows = 200;

/** Pages of profiles, small in rows and in bytes; the next one is on its way while one is worked on. */
export async function* readPages(
  reading: Reading,
  { heads, needs }: Pick<PastGroup, 'heads' | 'needs'>,
): AsyncGenerator<{ row: ReceivedProfile; point: HistoryPoint }[]> {
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

async function readPage({ pool, layouts }: Reading, ids: number[], needs: Needed) {
  if (ids.length === 0) return [];
  const metrics = needs.metrics && needs.points > 0;
  const rows = await readReceived(pool, ids, metrics);
  const points = await pointsOf({ sql: pool, layouts }, rows, { metrics });
  return rows.map((row, index) => ({ row, point: points[index] as HistoryPoint }));
}

function pagesOf(heads: readonly ProfileHead[]): number[][] {
  const pages: number[][] = [];
  let bytes = Infinity;
  for (const head of heads) {
    if (bytes + head.bytes > mostBytes || (pages.at(-1)?.length ?? 0) >= mostRows) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)?.push(head.id);
    bytes += head.bytes;
  }
  return pages;
}
