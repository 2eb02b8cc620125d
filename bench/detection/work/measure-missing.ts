import { missingOf } from '../data/dataset.ts';
import { readManifest } from '../data/manifest.ts';
import type { Pool } from './pool.ts';
import type { Task, TrackSource } from './tasks.ts';

interface Asked {
  name: string;
  source: TrackSource;
}

/**
 * Profiles what the cache lacks, everything of all tracks at once so that no core waits; then injects errors, which takes the profiles.
 * What is done stays in the cache: stopped and started again it goes on where it was.
 */
export async function measureMissing(pool: Pool, tracks: readonly Asked[], say: (text: string) => void): Promise<void> {
  const missing = tracks.flatMap(({ name, source }) =>
    source.kind === 'dataset' ? [{ name, folder: source.folder, ...missingOf(readManifest(source.folder)) }] : [],
  );
  const profiles = missing.flatMap(({ name, folder, chunks }) =>
    chunks.map((from) => ({ name, task: { kind: 'profiles', folder, from } as const })),
  );
  const trials = missing.flatMap(({ name, folder, days }) =>
    days.map((index) => ({ name, task: { kind: 'trials', folder, index } as const })),
  );
  pool.progress.plan('profiles', profiles.length);
  pool.progress.plan('trials', trials.length);
  await all(pool, profiles, (name, rest) => say(`${name}: profiling partitions, ${rest}`));
  await all(pool, trials, (name, rest) => say(`${name}: injecting errors into days, ${rest}`));
}

async function all(
  pool: Pool,
  items: readonly { name: string; task: Task }[],
  say: (name: string, rest: string) => void,
): Promise<void> {
  let ready = 0;
  await Promise.all(
    items.map(async ({ name, task }) => {
      await pool.run(task);
      ready += 1;
      say(name, `${ready} of ${items.length} parts done, ${pool.progress.left()}`);
    }),
  );
}
