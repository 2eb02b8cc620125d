import { loadDataset, injectedDay } from '../data/dataset.ts';
import type { Dataset } from '../data/dataset.ts';
import { readManifest } from '../data/manifest.ts';
import { profiledChunk } from '../data/profiled.ts';
import { scoreNab } from '../nab/nab.ts';
import type { Rule } from '../rule.ts';
import { ruleNamed } from '../rules.ts';
import { scoreInjected } from '../score/injected.ts';
import type { RuleScore } from '../score/judged.ts';
import { scoreLabelled } from '../score/labelled.ts';
import { scorePaired } from '../score/paired.ts';
import { scoreSimulated, simulatorSeeds } from '../simulator/simulator.ts';

/** What rules are asked about: a folder with a manifest, one half of the simulator's series, or NAB. */
export type TrackSource =
  | { kind: 'dataset'; folder: string }
  | { kind: 'simulator'; series: number; half: 'tune' | 'test' }
  | { kind: 'nab'; folder: string };

/** Work that needs nothing but what it names. Profiles and injected errors are left in the cache; of a rule the score is answered. */
export type Task =
  | { kind: 'profiles'; folder: string; from: number }
  | { kind: 'trials'; folder: string; index: number }
  | { kind: 'score'; track: TrackSource; rule: string };

export async function perform(task: Task): Promise<RuleScore | null> {
  if (task.kind === 'score') return scoreOf(task.track, ruleNamed(task.rule));
  const manifest = readManifest(task.folder);
  await (task.kind === 'profiles' ? profiledChunk(manifest, task.from) : injectedDay(manifest, task.index));
  return null;
}

async function scoreOf(track: TrackSource, rule: Rule): Promise<RuleScore> {
  if (track.kind === 'simulator') return scoreSimulated(rule, simulatorSeeds(track.series, track.half));
  if (track.kind === 'nab') return { figures: scoreNab(track.folder, rule), details: {} };
  const dataset = await datasetIn(track.folder);
  if (dataset.manifest.labels) return scoreLabelled(dataset, rule);
  return dataset.partitions[0]?.clean ? scorePaired(dataset, rule) : scoreInjected(dataset, rule);
}

let last: { folder: string; dataset: Dataset } | undefined;

/** One rule after the other is asked about the same dataset: it is read once. */
async function datasetIn(folder: string): Promise<Dataset> {
  if (last?.folder !== folder) last = { folder, dataset: await loadDataset(readManifest(folder)) };
  return last.dataset;
}
