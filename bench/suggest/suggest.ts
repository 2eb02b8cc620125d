import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { takeStale } from '../detection/data/cache.ts';
import { injectionSeed, loadDataset } from '../detection/data/dataset.ts';
import { knownSets } from '../detection/data/known-sets.ts';
import { readManifest } from '../detection/data/manifest.ts';
import { smallBatches } from '../detection/data/small-batches.ts';
import { detectionOptions } from '../detection/options.ts';
import { Trouble } from '../detection/trouble.ts';
import { measureMissing } from '../detection/work/measure-missing.ts';
import { openPool } from '../detection/work/pool.ts';
import { deequ } from './deequ.ts';
import { minMaxOfMetrics, minMaxOfValues } from './min-max.ts';
import { allClean, smallSet } from './plumbline.ts';
import type { Proposer } from './proposer.ts';
import { scoreProposer } from './score.ts';

const proposers: readonly Proposer[] = [smallSet, allClean, deequ, minMaxOfMetrics, minMaxOfValues];
/** What proposals were tuned on; all others were only ever reported. */
const tunedOn = ['flights', 'taxi2018', 'yosemite'];

export const suggest: Bench = {
  name: 'suggest',
  about:
    'proposals from the first half of recurring data: false alarms and errors found in the second, against the rules of others',
  run: async ({ say, args }) => {
    const { data, only, rules, stale, details } = detectionOptions(args);
    if (stale) takeStale();
    const chosen = proposers.filter(({ name }) => rules === null || rules.includes(name));
    const root = data ?? join(packageRoot(), '..', 'shared', 'data', 'recurring');
    const figures: Record<string, number> = {};
    const found: Record<string, unknown> = {};
    const folders = await foldersOf(root, only);
    const pool = openPool({ stale });
    const asked = folders.map(([name, folder]) => ({ name, source: { kind: 'dataset' as const, folder } }));
    await measureMissing(pool, asked, say).finally(() => pool.close());
    for (const [name, folder] of folders) {
      const dataset = await loadDataset(readManifest(folder));
      for (const proposer of chosen) {
        const started = process.cpuUsage().user;
        const score = scoreProposer(dataset, proposer);
        say(
          `${name}: ${proposer.name} in ${((process.cpuUsage().user - started) / 1e6).toFixed(1)} s of processor time`,
        );
        for (const [figure, value] of Object.entries(score.figures))
          if (Number.isFinite(value)) figures[`${name}.${proposer.name}.${figure}`] = value;
        found[`${name}.${proposer.name}`] = score.details;
      }
    }
    if (details !== null) writeFileSync(details, `${JSON.stringify(found, null, 1)}\n`);
    return {
      conditions: { proposers: chosen.map(({ name }) => name).join(', '), tunedOn: tunedOn.join(', '), injectionSeed },
      figures,
    };
  },
};

async function foldersOf(root: string, only: readonly string[] | null): Promise<[string, string][]> {
  if (existsSync(join(root, 'manifest.json'))) return [[readManifest(root).name, root]];
  const wanted = (name: string): boolean => only === null || only.includes(name);
  const folders: [string, string][] = [];
  for (const set of knownSets) {
    if (!set.names.some(wanted) || !existsSync(join(root, set.folder))) continue;
    const prepared = await set.prepare(join(root, set.folder));
    folders.push(...Object.entries(prepared).filter(([name]) => wanted(name)));
  }
  if (wanted('smallBatches')) folders.push(['smallBatches', smallBatches()]);
  if (folders.length === 0) throw new Trouble(`${root} has no manifest.json and none of the known sets`);
  return folders;
}
