import { readFileSync } from 'node:fs';
import type { Profile } from '../../../checks/index.ts';
import { Failure } from '../../../cli/failure.ts';
import type { Partition } from '../rule.ts';
import { cached, hashOf, profilerVersion } from './cache.ts';
import type { CacheKey } from './cache.ts';
import type { Manifest, ManifestPartition } from './manifest.ts';
import { profileDeclared } from './profile-file.ts';
import type { Declared } from './profile-file.ts';

export interface ProfiledPartition extends Partition {
  /** Why the profiler refused the file: that is told without any rule, and nothing can be learned from it. */
  unreadable?: string;
  /** Of the clean version, where the manifest names one. */
  clean?: ProfiledPartition;
}

/** So many partitions are kept together: what is done stays done when somebody stops the bench. */
const chunk = 25;

/** The places of the partitions that chunks begin with. */
export const chunksOf = ({ partitions }: Manifest): number[] =>
  Array.from({ length: Math.ceil(partitions.length / chunk) }, (_, index) => index * chunk);

/** What a chunk's profiles depend on: the bytes of its files, and of the one before where that is compared. */
export function chunkKey(manifest: Manifest, from: number): CacheKey {
  const { name, partitions, neverFalls } = manifest;
  const spans = partitions.slice(from, from + chunk);
  const before = neverFalls && from > 0 ? partitions.slice(from - 1, from) : [];
  const declared = declaredOf(manifest);
  const asked = Object.values(declared).some(Boolean) ? [JSON.stringify(declared)] : [];
  const times = JSON.stringify(spans.map(({ start, end }) => [start, end]));
  const contents = [...before, ...spans].map((span) => hashOf(...bytesOf(span)));
  return { content: `profiles-${name}-${hashOf(name, ...contents, times, ...asked)}`, version: profilerVersion() };
}

/** The profiles of a chunk's partitions, from the cache or made now. */
export async function profiledChunk(manifest: Manifest, from: number): Promise<ProfiledPartition[]> {
  const spans = manifest.partitions.slice(from, from + chunk);
  const profiles = await cached(chunkKey(manifest, from), async () => {
    const measured: Measurements[] = [];
    for (const [index, span] of spans.entries()) {
      const earlier = manifest.partitions[from + index - 1];
      const declared = { ...declaredOf(manifest), previous: earlier?.clean ?? earlier?.file };
      measured.push(await measurementsAt(span, manifest.name, declared));
    }
    return measured;
  });
  return spans.map((span, index) => partitionOf(span, profiles[index]!));
}

/** One partition of those of its chunk. */
export async function partitionAt(manifest: Manifest, index: number): Promise<ProfiledPartition> {
  const from = index - (index % chunk);
  return (await profiledChunk(manifest, from))[index - from]!;
}

export const bytesOf = ({ file, clean }: ManifestPartition): (string | Buffer)[] => [
  readFileSync(file),
  clean === undefined ? '' : readFileSync(clean),
];

const declaredOf = ({ uniqueKey, neverFalls, by }: Manifest): Declared => ({ uniqueKey, neverFalls, by });

interface Measured {
  profile: Profile;
  unreadable?: string;
}

interface Measurements {
  dirty: Measured;
  clean?: Measured;
}

async function measurementsAt(
  { start, end, file, clean }: ManifestPartition,
  name: string,
  declared: Declared,
): Promise<Measurements> {
  const interval = { start: start.toISOString(), end: end.toISOString() };
  const measure = async (path: string): Promise<Measured> => {
    try {
      return { profile: await profileDeclared({ path, name, dataInterval: interval, declared }) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { profile: { dataset: { namespace: 'bench', name }, dataInterval: interval }, unreadable: error.message };
    }
  };
  return { dirty: await measure(file), ...(clean !== undefined && { clean: await measure(clean) }) };
}

function partitionOf({ start, end }: ManifestPartition, { dirty, clean }: Measurements): ProfiledPartition {
  return { start, end, ...dirty, ...(clean && { clean: { start, end, ...clean } }) };
}
