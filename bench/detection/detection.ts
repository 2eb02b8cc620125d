import { writeFileSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import { takeStale } from './data/cache.ts';
import { injectionSeed, loadTrials } from './data/dataset.ts';
import { readManifest } from './data/manifest.ts';
import type { Manifest } from './data/manifest.ts';
import { unreadableIn } from './data/unreadable.ts';
import type { DayTrials } from './inject/trials.ts';
import { detectionHelp, detectionOptions } from './options.ts';
import type { DetectionOptions } from './options.ts';
import { keepAgreement } from './packages/agreement.ts';
import { scorePackages } from './packages/score-packages.ts';
import { writeReport } from './report/write.ts';
import type { Rule } from './rule.ts';
import { namedRules, rules as allRules } from './rules.ts';
import { addScore, questionsOf, scoreAll } from './score/score-all.ts';
import type { Results } from './score/score-all.ts';
import { simulatorSeed } from './simulator/simulator.ts';
import { chosenTracks } from './tracks.ts';
import type { Track } from './tracks.ts';
import { Trouble } from './trouble.ts';
import { vendor } from './vendored/vendor.ts';
import { measureMissing } from './work/measure-missing.ts';
import { openPool } from './work/pool.ts';

export const detection: Bench = {
  name: 'detection',
  about: 'false alarms and errors found, ours against the rules of others, on recurring data',
  help: detectionHelp,
  run: async ({ say, args }) => {
    const options = detectionOptions(args);
    if (options.stale) takeStale();
    const rules = chosenRules(options);
    const tracks = await chosenTracks(options);
    if (options.vendor) return await vendorAll(tracks);
    const pool = openPool(options);
    const results: Results = { figures: {}, empty: {}, details: {} };
    const unreadable: Record<string, string> = {};
    try {
      const questions = questionsOf(tracks, rules);
      pool.progress.plan('score', questions.length);
      await measureMissing(pool, tracks, say);
      Object.assign(unreadable, await unreadableFiles(tracks, say));
      await scoreAll(pool, questions, { results, say });
      if (options.packageDays > 0) await addPackages(tracks, options.packageDays, { results, say });
    } finally {
      pool.close();
    }
    if (options.details !== null) writeFileSync(options.details, `${JSON.stringify(results.details, null, 1)}\n`);
    const conditions = {
      ...(await conditionsOf(options, rules, tracks)),
      ...unreadable,
      ...(Object.keys(results.empty).length > 0 && { nullFigures: 'there was nothing to count them on' }),
    };
    const datasets = tracks.map(({ name }) => name);
    if (options.write) await keepAgreement(results.figures);
    if (options.write) await writeReport({ figures: results.figures, conditions, rules, datasets }, results.details);
    return { conditions, figures: { ...results.figures, ...results.empty } };
  },
};

/** What the profiler refused, by dataset: told at once, and with the results. */
async function unreadableFiles(tracks: readonly Track[], say: (text: string) => void) {
  const found: Record<string, string> = {};
  for (const { name, source } of tracks) {
    const told = source.kind === 'dataset' ? await unreadableIn(source.folder) : null;
    if (told === null) continue;
    found[`unreadable in ${name}`] = told;
    say(`${name}: ${told}`);
  }
  return found;
}

/** The bytes that each dataset's profiles take in the repository. */
async function vendorAll(tracks: readonly Track[]) {
  const figures: Record<string, number> = {};
  for (const { name, source } of tracks)
    if (source.kind === 'dataset') figures[`${name}.vendoredBytes`] = await vendor(source.folder);
  return { conditions: {}, figures };
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

async function conditionsOf({ series, half }: DetectionOptions, rules: readonly Rule[], tracks: readonly Track[]) {
  const said: [string, string][] = [];
  for (const { name, source } of tracks) {
    if (source.kind !== 'dataset') continue;
    const manifest = readManifest(source.folder);
    said.push(...(await injectedInto(name, manifest)), ...passedOver(name, manifest));
  }
  const simulated = tracks.some(({ name }) => name === 'simulator');
  return {
    rules: rules.map(({ name }) => name).join(', '),
    injectionSeed,
    ...(simulated && { simulatorSeed: `${simulatorSeed}, the ${half} half of ${series} series` }),
    ...(Object.fromEntries(said) as Record<string, string>),
  };
}

async function injectedInto(name: string, manifest: Manifest): Promise<[string, string][]> {
  const days = [...(await loadTrials(manifest)).values()];
  const sum = (of: (day: DayTrials) => number): number => days.reduce((total, day) => total + of(day), 0);
  const text = `${sum(({ trials }) => trials.length)} on ${days.length} days, ${sum(({ noOps }) => noOps)} without effect rejected`;
  return days.length > 0 ? [[`injected into ${name}`, text]] : [];
}

/** Labels of partitions that nobody judges. */
function passedOver(name: string, { labels = [], partitions, warmup }: Manifest): [string, string][] {
  const first = partitions[warmup]?.start ?? new Date(0);
  const early = labels.filter(({ start }) => start < first).length;
  return early === 0 ? [] : [[`labels of ${name}`, `${early} of ${labels.length} lie in the warm-up and do not count`]];
}

function chosenRules({ rules }: DetectionOptions): Rule[] {
  if (rules === null) return [...allRules];
  const every = [...allRules, ...namedRules];
  const known = every.map(({ name }) => name);
  const strange = rules.filter((name) => !known.includes(name)) ?? [];
  if (strange.length > 0) throw new Trouble(`no rule ${strange.join(', ')}; there are ${known.join(', ')}`);
  return every.filter(({ name }) => rules.includes(name));
}
