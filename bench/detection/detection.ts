import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { takeStale } from './data/cache.ts';
import { injectionSeed, loadDataset } from './data/dataset.ts';
import type { Dataset } from './data/dataset.ts';
import { knownSets } from './data/known-sets.ts';
import { readManifest } from './data/manifest.ts';
import { smallBatches } from './data/small-batches.ts';
import { scoreNab } from './nab/nab.ts';
import type { DayTrials } from './inject/trials.ts';
import { detectionOptions } from './options.ts';
import type { DetectionOptions } from './options.ts';
import { writeReport } from './report/write.ts';
import type { Rule } from './rule.ts';
import { namedRules, rules as allRules } from './rules.ts';
import { scoreInjected } from './score/injected.ts';
import type { RuleScore } from './score/judged.ts';
import { scoreLabelled } from './score/labelled.ts';
import { scorePaired } from './score/paired.ts';
import { scoreSimulated, simulatorSeed, simulatorSeeds } from './simulator/simulator.ts';
import { Trouble } from './trouble.ts';

export const detection: Bench = {
  name: 'detection',
  about: 'false alarms and errors found, ours against the rules of others, on recurring data',
  run: async ({ say, args }) => {
    const options = detectionOptions(args);
    if (options.stale) takeStale();
    const rules = chosenRules(options);
    const results: Results = { figures: {}, details: {} };
    const tracks = await chosenTracks(options, say);
    for (const track of tracks) {
      for (const rule of rules.filter(({ needs }) => needs === undefined || !track.lacks?.includes(needs))) {
        const started = performance.now();
        const score = track.score(rule);
        say(`${track.name}: ${rule.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
        addScore(results, `${track.name}.${rule.name}`, score);
      }
    }
    if (options.details !== null) writeFileSync(options.details, `${JSON.stringify(results.details, null, 1)}\n`);
    const conditions = conditionsOf(options, rules, tracks);
    const datasets = tracks.map(({ name }) => name);
    if (options.write) await writeReport({ figures: results.figures, conditions, rules, datasets }, results.details);
    return { conditions, figures: results.figures };
  },
};

interface Results {
  figures: Record<string, number>;
  details: Record<string, unknown>;
}

/** A figure that could not be had, such as recall without an error, is left out. */
function addScore({ figures, details }: Results, name: string, score: RuleScore): void {
  for (const [figure, value] of Object.entries(score.figures))
    if (Number.isFinite(value)) figures[`${name}.${figure}`] = value;
  details[name] = score.details;
}

function conditionsOf({ series, half }: DetectionOptions, rules: readonly Rule[], tracks: readonly Track[]) {
  const injected = tracks.flatMap((track) => (track.injected ? [[`injected into ${track.name}`, track.injected]] : []));
  const simulated = tracks.some(({ name }) => name === 'simulator');
  return {
    rules: rules.map(({ name }) => name).join(', '),
    injectionSeed,
    ...(simulated && { simulatorSeed: `${simulatorSeed}, the ${half} half of ${series} series` }),
    ...(Object.fromEntries(injected) as Record<string, string>),
  };
}

/** One dataset, the simulator, or NAB. */
interface Track {
  name: string;
  /** How many errors were injected, and how many left every row as it was. */
  injected?: string;
  /** Rules that need this are not asked. */
  lacks?: readonly Rule['needs'][];
  score(rule: Rule): RuleScore;
}

async function chosenTracks(options: DetectionOptions, say: (text: string) => void): Promise<Track[]> {
  const { data, only } = options;
  const root = data ?? join(packageRoot(), '..', 'shared', 'data', 'recurring');
  if (existsSync(join(root, 'manifest.json'))) return [await datasetTrack(root, say)];
  const wanted = (name: string): boolean => only === null || only.includes(name);
  const tracks: Track[] = [];
  for (const set of knownSets) {
    if (!set.names.some(wanted) || !existsSync(join(root, set.folder))) continue;
    for (const [name, folder] of Object.entries(await set.prepare(join(root, set.folder))))
      if (wanted(name)) tracks.push(await datasetTrack(folder, say));
  }
  if (tracks.length === 0 && only === null)
    throw new Trouble(
      `${root} has neither a manifest.json nor any of ${knownSets.map(({ folder }) => folder).join(', ')}; name a folder: --data DIR`,
    );
  if (wanted('smallBatches')) tracks.push(await datasetTrack(smallBatches(), say));
  const seeds = simulatorSeeds(options.series, options.half);
  if (wanted('simulator'))
    tracks.push({ name: 'simulator', lacks: ['distributions'], score: (rule) => scoreSimulated(rule, seeds) });
  const nab = join(root, '..', 'nab');
  // 365,558 rows take a rule seconds to minutes: by name, or for the page.
  if (only?.includes('nab') || (options.write && only === null && existsSync(nab)))
    tracks.push({
      name: 'nab',
      lacks: ['distributions', 'many metrics'],
      score: (rule) => ({ figures: scoreNab(nab, rule), details: {} }),
    });
  if (tracks.length === 0) throw new Trouble(`--only ${only?.join(',')}: ${root} has no such set`);
  return tracks;
}

async function datasetTrack(folder: string, say: (text: string) => void): Promise<Track> {
  const dataset = await loadDataset(readManifest(folder), say);
  const days = [...dataset.trials.values()];
  const sum = (of: (day: DayTrials) => number): number => days.reduce((total, day) => total + of(day), 0);
  const injected = `${sum(({ trials }) => trials.length)} on ${days.length} days, ${sum(({ noOps }) => noOps)} without effect rejected`;
  return {
    name: dataset.manifest.name,
    score: (rule) => scoreOf(dataset, rule),
    ...(days.length > 0 && { injected }),
  };
}

function scoreOf(dataset: Dataset, rule: Rule): RuleScore {
  if (dataset.manifest.labels) return scoreLabelled(dataset, rule);
  return dataset.partitions[0]?.clean ? scorePaired(dataset, rule) : scoreInjected(dataset, rule);
}

function chosenRules({ rules }: DetectionOptions): Rule[] {
  if (rules === null) return [...allRules];
  const every = [...allRules, ...namedRules];
  const known = every.map(({ name }) => name);
  const strange = rules.filter((name) => !known.includes(name)) ?? [];
  if (strange.length > 0) throw new Trouble(`no rule ${strange.join(', ')}; there are ${known.join(', ')}`);
  return every.filter(({ name }) => rules.includes(name));
}
