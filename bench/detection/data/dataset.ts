import { readFileSync } from 'node:fs';
import type { Profile } from '../../../checks/index.ts';
import { Failure } from '../../../cli/failure.ts';
import { trialsOf } from '../inject/trials.ts';
import type { DayTrials } from '../inject/trials.ts';
import type { Partition } from '../rule.ts';
import { cached, codeHash, hashOf, profilerVersion } from './cache.ts';
import type { Manifest, ManifestPartition } from './manifest.ts';
import { inParallel, profileDeclared } from './profile-file.ts';
import type { Declared } from './profile-file.ts';
import { readTable } from './table-file.ts';

export interface ProfiledPartition extends Partition {
  /** Why the profiler refused the file: that is told without any rule, and nothing can be learned from it. */
  unreadable?: string;
  /** Of the clean version, where the manifest names one. */
  clean?: ProfiledPartition;
}

export interface Dataset {
  manifest: Manifest;
  partitions: ProfiledPartition[];
  /** By the partition's place: what injections made of it. Empty where errors are known otherwise. */
  trials: Map<number, DayTrials>;
}

/** Days that errors are injected into. */
const testDays = 5;
const chunk = 25;
/** What decides which errors are injected, and how. */
const changing = ['avh', 'catalogue-columns', 'catalogue-tables', 'cells', 'characters', 'plan'].map(
  (name) => `${name}.ts`,
);
export const injectionSeed = 'plumbline-2026';

/** Everything that rules will see of a dataset; from the cache where nothing changed. */
export async function loadDataset(manifest: Manifest, say: (text: string) => void): Promise<Dataset> {
  const hashes = manifest.partitions.map(({ file, clean }) => hashOf(...[file, clean ?? ''].map(bytesAt)));
  const profiled: ProfiledPartition[] = [];
  for (let from = 0; from < hashes.length; from += chunk) {
    const spans = manifest.partitions.slice(from, from + chunk);
    const { uniqueKey, neverFalls, by } = manifest;
    const declared = { uniqueKey, neverFalls, by };
    const before = neverFalls && from > 0 ? [hashes[from - 1]!] : [];
    const asked = Object.values(declared).some(Boolean) ? [JSON.stringify(declared)] : [];
    const times = JSON.stringify(spans.map(({ start, end }) => [start, end]));
    const key = hashOf(manifest.name, ...before, ...hashes.slice(from, from + chunk), times, ...asked);
    const profiles = await cached({ content: `profiles-${manifest.name}-${key}`, version: profilerVersion() }, () => {
      say(`${manifest.name}: profiling partitions ${from + 1} to ${from + spans.length} of ${hashes.length} …`);
      const previousAt = (at: number): string | undefined => {
        const earlier = manifest.partitions[at - 1];
        return earlier?.clean ?? earlier?.file;
      };
      return inParallel([...spans.entries()], 2, ([index, span]) =>
        measurementsAt(span, manifest.name, { ...declared, previous: previousAt(from + index) }),
      );
    });
    profiled.push(...spans.map((span, index) => partitionOf(span, profiles[index]!)));
  }
  const trials = new Map<number, DayTrials>();
  const version = hashOf(profilerVersion(), codeHash('bench/detection/inject', changing));
  const injected = manifest.inject !== false && !manifest.labels && !profiled[0]?.clean;
  for (const [done, index] of (injected ? testDaysOf(manifest) : []).entries()) {
    const key = hashOf(injectionSeed, manifest.name, ...[index, index - 1, index - 7].map((at) => hashes[at] ?? ''));
    const make = (): Promise<DayTrials> => {
      say(`${manifest.name}: injecting errors into day ${done + 1} of ${testDays} …`);
      return injectInto(manifest, profiled, index);
    };
    trials.set(index, await cached({ content: `trials-${manifest.name}-${key}`, version }, make));
  }
  return { manifest, partitions: profiled, trials };
}

/** Evenly over the second half, after the warm-up. */
function testDaysOf({ partitions, warmup }: Manifest): number[] {
  const first = Math.max(warmup + 1, Math.floor(partitions.length / 2));
  const span = partitions.length - 1 - first;
  const days = Array.from({ length: testDays }, (_, index) => first + Math.round((span * index) / (testDays - 1)));
  return [...new Set(days)].filter((index) => index < partitions.length);
}

async function injectInto(manifest: Manifest, profiled: ProfiledPartition[], index: number): Promise<DayTrials> {
  const read = (at: number) => {
    const [span, partition] = [manifest.partitions[at], profiled[at]];
    return span && partition ? readTable(span.file, partition.profile) : null;
  };
  const [table, earlier, older] = [await read(index), await read(index - 1), await read(index - 7)];
  const { profile } = profiled[index]!;
  const seed = `${injectionSeed}/${manifest.name}/${manifest.partitions[index]?.start.toISOString()}`;
  return trialsOf({ seed, table: table!, earlier, older }, profile);
}

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

const bytesAt = (path: string): string | Buffer => (path === '' ? '' : readFileSync(path));
