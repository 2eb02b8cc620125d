import { loadWithoutErrors } from '../data/dataset.ts';
import { readManifest } from '../data/manifest.ts';
import type { RuleScore } from '../score/judged.ts';
import { ruleNamed } from '../rules.ts';
import { packageRules } from './packages.ts';
import { runPackage } from './run-package.ts';
import { alarmsOfRule, packageDays, scorePackage } from './score-package.ts';

/** Every package on some days of one dataset, by name; one that cannot be installed is told of and left out. */
export async function scorePackages(
  folder: string,
  { days: count, say }: { days: number; say: (text: string) => void },
): Promise<Record<string, RuleScore>> {
  const dataset = await loadWithoutErrors(readManifest(folder));
  const { manifest } = dataset;
  const judge = packageDays(manifest, count);
  const files = manifest.partitions.map(({ file, clean }) => clean ?? file);
  const plumbline = alarmsOfRule(dataset, ruleNamed('plumbline'), judge);
  const scores: Record<string, RuleScore> = {};
  for (const one of packageRules) {
    let ready = 0;
    const onDay = (): void => say(`${manifest.name}: ${one.name}, ${(ready += 1)} of ${judge.length} days`);
    try {
      const days = await runPackage(one, { files, judge, onDay });
      const rewritten = alarmsOfRule(dataset, ruleNamed(one.like), judge);
      scores[one.name] = scorePackage(dataset, days, { rewritten, plumbline });
    } catch (error) {
      say(`${manifest.name}: ${one.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return scores;
}
