import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { takeStale } from './data/cache.ts';
import { injectionSeed, loadTrials } from './data/dataset.ts';
import { knownSets } from './data/known-sets.ts';
import { readManifest } from './data/manifest.ts';
import type { Manifest } from './data/manifest.ts';
import { smallBatches } from './data/small-batches.ts';
import type { DayTrials } from './inject/trials.ts';
import { detectionHelp, detectionOptions } from './options.ts';
import type { DetectionOptions } from './options.ts';
import { scorePackages } from './packages/score-packages.ts';
import { writeReport } from './report/write.ts';
import type { Rule } from './rule.ts';
import { namedRules, rules as allRules } from './rules.ts';
import type { RuleScore } from './score/judged.ts';
import { simulatorSeed } from './simulator/simulator.ts';
import { Trouble } from './trouble.ts';
import { measureMissing } from './work/measure-missing.ts';
import { openPool } from './work/pool.ts';
import type { Pool } from './work/pool.ts';
import type { TrackSource } from './work/tasks.ts';

export const detection: Bench = {
  name: 'detection',
  about: 'false alarms and errors found, ours against the rules of others, on recurring data',
  help: detectionHelp,
  run: async ({ say, args }) => {
    const options = detectionOptions(args);
    if (options.stale) takeStale();
    const rules = chosenRules(options);
    const tracks = await chosenTracks(options);
    const pool = openPool(options);
    const results: Results = { figures: {}, empty: {}, details: {} };
    try {
      await measureMissing(pool, tracks, say);
      await scoreAll(pool, { tracks, rules, results, say });
      if (options.packageDays > 0) await addPackages(tracks, options.packageDays, { results, say });
    } finally {
      pool.close();
    }
    if (options.details !== null) writeFileSync(options.details, `${JSON.stringify(results.details, null, 1)}\n`);
    const conditions = {
      ...(await conditionsOf(options, rules, tracks)),
      ...(Object.keys(results.empty).length > 0 && { nullFigures: 'there was nothing to count them on' }),
    };
    const datasets = tracks.map(({ name }) => name);
    if (options.write) await writeReport({ figures: results.figures, conditions, rules, datasets }, results.details);
    return { conditions, figures: { ...results.figures, ...results.empty } };
  },
};

/** Every rule on every track; the figures in that order, whoever was ready first. */
async function scoreAll(
  pool: Pool,
  { tracks, rules, results, say }: { tracks: Track[]; rules: Rule[]; results: Results; say: (text: string) => void },
): Promise<void> {
  const asked = tracks.flatMap((track) =>
    rules
      .filter(({ needs }) => needs === undefined || !track.lacks?.includes(needs))
      .map((rule) => ({ track, rule, done: pool.run({ kind: 'score', track: track.source, rule: rule.name }) })),
  );
  let ready = 0;
  const scores = await Promise.all(
    asked.map(async ({ track, rule, done }) => {
      const { result, cpuSeconds } = await done;
      ready += 1;
      say(`${track.name}: ${rule.name} took ${cpuSeconds.toFixed(1)} s of a core (${ready} of ${asked.length})`);
      return result;
    }),
  );
  for (const [index, { track, rule }] of asked.entries())
    addScore(results, `${track.name}.${rule.name}`, scores[index] ?? { figures: {}, details: {} });
}

async function addPackages(
  tracks: readonly Track[],
  days: number,
  { results, say }: { results: Results; say: (text: string) => void },
): Promise<void> {
  for (const { name, source } of tracks) {
    if (source.kind !== 'dataset') continue;
    const scores = await scorePackages(source.folder, { days, say });
    for (const [rule, score] of Object.entries(scores)) addScore(results, `${name}.${rule}`, score);
  }
}

interface Results {
  figures: Record<string, number>;
  /** Figures that could not be had, such as recall without an error. */
  empty: Record<string, null>;
  details: Record<string, unknown>;
}

function addScore({ figures, empty, details }: Results, name: string, score: RuleScore): void {
  for (const [figure, value] of Object.entries(score.figures)) {
    if (Number.isFinite(value)) figures[`${name}.${figure}`] = value;
    else empty[`${name}.${figure}`] = null;
  }
  details[name] = score.details;
}

async function conditionsOf({ series, half }: DetectionOptions, rules: readonly Rule[], tracks: readonly Track[]) {
  const injected: [string, string][] = [];
  for (const { name, source } of tracks)
    if (source.kind === 'dataset') injected.push(...(await injectedInto(name, readManifest(source.folder))));
  const simulated = tracks.some(({ name }) => name === 'simulator');
  return {
    rules: rules.map(({ name }) => name).join(', '),
    injectionSeed,
    ...(simulated && { simulatorSeed: `${simulatorSeed}, the ${half} half of ${series} series` }),
    ...(Object.fromEntries(injected) as Record<string, string>),
  };
}

async function injectedInto(name: string, manifest: Manifest): Promise<[string, string][]> {
  const days = [...(await loadTrials(manifest)).values()];
  const sum = (of: (day: DayTrials) => number): number => days.reduce((total, day) => total + of(day), 0);
  const text = `${sum(({ trials }) => trials.length)} on ${days.length} days, ${sum(({ noOps }) => noOps)} without effect rejected`;
  return days.length > 0 ? [[`injected into ${name}`, text]] : [];
}

/** One dataset, the simulator, or NAB. */
export interface Track {
  name: string;
  source: TrackSource;
  /** Rules that need this are not asked. */
  lacks?: readonly Rule['needs'][];
}

async function chosenTracks({ data, only, series, half, write }: DetectionOptions): Promise<Track[]> {
  const root = data ?? join(packageRoot(), '..', 'shared', 'data', 'recurring');
  if (existsSync(join(root, 'manifest.json'))) return [datasetTrack(root)];
  const wanted = (name: string): boolean => only === null || only.includes(name);
  const tracks: Track[] = [];
  for (const set of knownSets) {
    if (!set.names.some(wanted) || !existsSync(join(root, set.folder))) continue;
    for (const [name, folder] of Object.entries(await set.prepare(join(root, set.folder))))
      if (wanted(name)) tracks.push(datasetTrack(folder));
  }
  if (tracks.length === 0 && only === null)
    throw new Trouble(
      `${root} has neither a manifest.json nor any of ${knownSets.map(({ folder }) => folder).join(', ')}; name a folder: --data DIR`,
    );
  if (wanted('smallBatches')) tracks.push(datasetTrack(smallBatches()));
  if (wanted('simulator'))
    tracks.push({ name: 'simulator', lacks: ['distributions'], source: { kind: 'simulator', series, half } });
  const nab = join(root, '..', 'nab');
  // 365,558 rows take a rule seconds to minutes: by name, or for the page.
  if (only?.includes('nab') || (write && only === null && existsSync(nab)))
    tracks.push({ name: 'nab', lacks: ['distributions', 'many metrics'], source: { kind: 'nab', folder: nab } });
  if (tracks.length === 0) throw new Trouble(`--only ${only?.join(',')}: ${root} has no such set`);
  return tracks;
}

const datasetTrack = (folder: string): Track => ({
  name: readManifest(folder).name,
  source: { kind: 'dataset', folder },
});

function chosenRules({ rules }: DetectionOptions): Rule[] {
  if (rules === null) return [...allRules];
  const every = [...allRules, ...namedRules];
  const known = every.map(({ name }) => name);
  const strange = rules.filter((name) => !known.includes(name)) ?? [];
  if (strange.length > 0) throw new Trouble(`no rule ${strange.join(', ')}; there are ${known.join(', ')}`);
  return every.filter(({ name }) => rules.includes(name));
}
