import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';
import { knownSets } from './data/known-sets.ts';
import { readManifest } from './data/manifest.ts';
import { smallBatches } from './data/small-batches.ts';
import type { DetectionOptions } from './options.ts';
import type { Rule } from './rule.ts';
import { Trouble } from './trouble.ts';
import type { TrackSource } from './work/tasks.ts';

/** One dataset, the simulator, or NAB. */
export interface Track {
  name: string;
  source: TrackSource;
  /** Rules that need this are not asked. */
  lacks?: readonly Rule['needs'][];
}

/**
 * What --data and --only ask for: the folder itself if it has a manifest; else its folders that have one, and the known sets in it,
 * with what needs no data. The names of figures begin with those of tracks: no two may be the same.
 */
export async function chosenTracks(options: DetectionOptions): Promise<Track[]> {
  const { data, only } = options;
  const root = data ?? join(packageRoot(), '..', 'shared', 'data', 'recurring');
  if (!existsSync(root)) throw new Trouble(`there is no folder ${root}; name one: --data DIR`);
  if (existsSync(join(root, 'manifest.json'))) return [datasetTrack(root)];
  const wanted = (name: string): boolean => only === null || only.includes(name);
  const theirs = withManifest(root).map(datasetTrack);
  const known = await knownTracks(root, wanted);
  if (theirs.length + known.length === 0 && only === null)
    throw new Trouble(
      `${root} has no manifest.json, no folder with one, and none of ${knownSets.map(({ folder }) => folder).join(', ')}; name a folder: --data DIR`,
    );
  const withoutData = theirs.length === 0 || only !== null ? tracksWithoutData(options) : [];
  const found = [...theirs, ...known, ...withoutData, ...nabTracks(root, options)];
  const tracks = found.filter(({ name }) => wanted(name));
  if (tracks.length === 0) throw new Trouble(`--only ${only?.join(',')}: ${root} has no such set`);
  const missing = only?.filter((name) => !tracks.some((track) => track.name === name)) ?? [];
  if (missing.length > 0) throw new Trouble(`--only: ${root} has no ${missing.join(', ')}`);
  const twice = tracks.find(({ name }, index) => tracks.findIndex((other) => other.name === name) !== index);
  if (twice)
    throw new Trouble(`${root}: two sets are named ${twice.name}; give one of them another name in its manifest`);
  return tracks;
}

const withManifest = (root: string): string[] =>
  readdirSync(root)
    .sort()
    .map((name) => join(root, name))
    .filter((folder) => existsSync(join(folder, 'manifest.json')));

async function knownTracks(root: string, wanted: (name: string) => boolean): Promise<Track[]> {
  const tracks: Track[] = [];
  for (const set of knownSets) {
    if (!set.names.some(wanted) || !existsSync(join(root, set.folder))) continue;
    tracks.push(...Object.values(await set.prepare(join(root, set.folder))).map(datasetTrack));
  }
  return tracks;
}

function tracksWithoutData({ only, series, half }: DetectionOptions): Track[] {
  const wanted = (name: string): boolean => only === null || only.includes(name);
  return [
    ...(wanted('smallBatches') ? [datasetTrack(smallBatches())] : []),
    { name: 'simulator', lacks: ['distributions'], source: { kind: 'simulator', series, half } },
  ];
}

/** 365,558 rows take a rule seconds to minutes: by name, or for the page. */
function nabTracks(root: string, { only, write }: DetectionOptions): Track[] {
  const folder = join(root, '..', 'nab');
  const asked = only === null ? write && existsSync(folder) : only.includes('nab');
  return asked ? [{ name: 'nab', lacks: ['distributions', 'many metrics'], source: { kind: 'nab', folder } }] : [];
}

const datasetTrack = (folder: string): Track => ({
  name: readManifest(folder).name,
  source: { kind: 'dataset', folder },
});
