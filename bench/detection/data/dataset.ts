import { trialsOf } from '../inject/trials.ts';
import type { DayTrials } from '../inject/trials.ts';
import { cached, codeHash, hashOf, isCached, profilerVersion } from './cache.ts';
import type { CacheKey } from './cache.ts';
import type { Manifest } from './manifest.ts';
import { bytesOf, chunkKey, chunksOf, partitionAt, profiledChunk } from './profiled.ts';
import type { ProfiledPartition } from './profiled.ts';
import { readTable } from './table-file.ts';

export interface Dataset {
  manifest: Manifest;
  partitions: ProfiledPartition[];
  /** By the partition's place: what injections made of it. Empty where errors are known otherwise. */
  trials: Map<number, DayTrials>;
}

/** Days that errors are injected into. */
const testDays = 5;
/** What decides which errors are injected, and how. */
const changing = ['avh', 'catalogue-columns', 'catalogue-tables', 'cells', 'characters', 'plan'].map(
  (name) => `${name}.ts`,
);
export const injectionSeed = 'plumbline-2026';

/** What must be measured before rules can be asked, each by itself and in any order, the days of errors after the partitions. */
export interface Missing {
  /** First partition of each chunk. */
  chunks: number[];
  /** Partitions that errors are to be injected into. */
  days: number[];
}

/** What the cache lacks of a dataset. */
export function missingOf(manifest: Manifest): Missing {
  return {
    chunks: chunksOf(manifest).filter((from) => !isCached(chunkKey(manifest, from))),
    days: testDaysOf(manifest).filter((index) => !isCached(trialsKey(manifest, index))),
  };
}

/** Everything that rules will see of a dataset; measured where the cache lacks it. */
export async function loadDataset(manifest: Manifest): Promise<Dataset> {
  return { ...(await loadWithoutErrors(manifest)), trials: await loadTrials(manifest) };
}

/** The same with no errors injected. */
export async function loadWithoutErrors(manifest: Manifest): Promise<Dataset> {
  const partitions: ProfiledPartition[] = [];
  for (const from of chunksOf(manifest)) partitions.push(...(await profiledChunk(manifest, from)));
  return { manifest, partitions, trials: new Map() };
}

/** The profiles of injected errors, by the place of the partition that they were put into. */
export async function loadTrials(manifest: Manifest): Promise<Map<number, DayTrials>> {
  const trials = new Map<number, DayTrials>();
  for (const index of testDaysOf(manifest)) trials.set(index, await injectedDay(manifest, index));
  return trials;
}

/** The profiles of changed versions of one partition. */
export function injectedDay(manifest: Manifest, index: number): Promise<DayTrials> {
  return cached(trialsKey(manifest, index), () => injectInto(manifest, index));
}

function trialsKey({ name, partitions }: Manifest, index: number): CacheKey {
  const around = [index, index - 1, index - 7].map((at) => (partitions[at] ? hashOf(...bytesOf(partitions[at])) : ''));
  const version = hashOf(profilerVersion(), codeHash('bench/detection/inject', changing));
  return { content: `trials-${name}-${hashOf(injectionSeed, name, ...around)}`, version };
}

/** Evenly over the second half, after the warm-up. */
export function testDaysOf({ partitions, warmup, inject, labels }: Manifest): number[] {
  if (inject === false || labels || partitions[0]?.clean !== undefined) return [];
  const first = Math.max(warmup + 1, Math.floor(partitions.length / 2));
  const span = partitions.length - 1 - first;
  const days = Array.from({ length: testDays }, (_, index) => first + Math.round((span * index) / (testDays - 1)));
  return [...new Set(days)].filter((index) => index < partitions.length);
}

async function injectInto(manifest: Manifest, index: number): Promise<DayTrials> {
  const read = async (at: number) => {
    const span = manifest.partitions[at];
    return span ? readTable(span.file, (await partitionAt(manifest, at)).profile) : null;
  };
  const [table, earlier, older] = [await read(index), await read(index - 1), await read(index - 7)];
  const { profile } = await partitionAt(manifest, index);
  const seed = `${injectionSeed}/${manifest.name}/${manifest.partitions[index]?.start.toISOString()}`;
  return trialsOf({ seed, table: table!, earlier, older }, profile);
}
