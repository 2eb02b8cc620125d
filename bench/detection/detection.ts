import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { injectionSeed, loadDataset } from './data/dataset.ts';
import type { Dataset } from './data/dataset.ts';
import { knownSets } from './data/known-sets.ts';
import { readManifest } from './data/manifest.ts';
import { detectionOptions } from './options.ts';
import type { DetectionOptions } from './options.ts';
import type { Rule } from './rule.ts';
import { rules as allRules } from './rules.ts';
import { scoreInjected } from './score/injected.ts';
import type { RuleScore } from './score/judged.ts';
import { scoreLabelled } from './score/labelled.ts';
import { scorePaired } from './score/paired.ts';
import { Trouble } from './trouble.ts';

export const detection: Bench = {
  name: 'detection',
  about: 'false alarms and errors found, ours against the rules of others, on recurring data',
  run: async ({ say, args }) => {
    const options = detectionOptions(args);
    const rules = chosenRules(options);
    const figures: Record<string, number> = {};
    const details: Record<string, unknown> = {};
    for (const [name, folder] of await chosenSets(options)) {
      const dataset = await loadDataset(readManifest(folder), say);
      for (const rule of rules) {
        const started = performance.now();
        const score = scoreOf(dataset, rule);
        say(`${name}: ${rule.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
        for (const [figure, value] of Object.entries(score.figures)) figures[`${name}.${rule.name}.${figure}`] = value;
        details[`${name}.${rule.name}`] = score.details;
      }
    }
    if (options.details !== null) writeFileSync(options.details, `${JSON.stringify(details, null, 1)}\n`);
    return { conditions: { injectionSeed, rules: rules.map(({ name }) => name).join(', ') }, figures };
  },
};

function scoreOf(dataset: Dataset, rule: Rule): RuleScore {
  if (dataset.manifest.labels) return scoreLabelled(dataset, rule);
  return dataset.partitions[0]?.clean ? scorePaired(dataset, rule) : scoreInjected(dataset, rule);
}

function chosenRules({ rules }: DetectionOptions): Rule[] {
  const known = allRules.map(({ name }) => name);
  const strange = rules?.filter((name) => !known.includes(name)) ?? [];
  if (strange.length > 0) throw new Trouble(`no rule ${strange.join(', ')}; there are ${known.join(', ')}`);
  return allRules.filter(({ name }) => rules === null || rules.includes(name));
}

/** Names and folders with a manifest: the one folder that is named, or the known sets below the root. */
async function chosenSets({ data, only }: DetectionOptions): Promise<[string, string][]> {
  const root = data ?? join(packageRoot(), '..', 'shared', 'data', 'recurring');
  if (existsSync(join(root, 'manifest.json'))) return [[readManifest(root).name, root]];
  const sets: [string, string][] = [];
  for (const set of knownSets) {
    if (only && !set.names.some((name) => only.includes(name))) continue;
    if (!existsSync(join(root, set.folder))) continue;
    sets.push(...Object.entries(await set.prepare(join(root, set.folder))));
  }
  const chosen = sets.filter(([name]) => !only || only.includes(name));
  if (chosen.length === 0)
    throw new Trouble(
      `${root} has neither a manifest.json nor any of ${knownSets.map(({ folder }) => folder).join(', ')}; name a folder: --data DIR`,
    );
  return chosen;
}
