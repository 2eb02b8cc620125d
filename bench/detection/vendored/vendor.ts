import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { packageRoot } from '../../../server/config/package-root.ts';
import { hashOf, writeWhole } from '../data/cache.ts';
import { injectedDay, loadWithoutErrors, testDaysOf } from '../data/dataset.ts';
import type { Dataset } from '../data/dataset.ts';
import { readManifest } from '../data/manifest.ts';
import type { Manifest } from '../data/manifest.ts';
import { injectionName } from '../inject/injection.ts';
import type { Trial } from '../inject/trials.ts';

/** What tests in any clone need of real days: their profiles, in place of their rows. */
export const vendoredFolder = (): string => join(packageRoot(), 'bench', 'detection', 'vendored');

const vendoredDays = 90;
const vendoredTestDays = 2;
/** Of each error and magnitude so many columns of each test day. */
const columnsPerError = 2;

/** Writes NAME.jsonl.br: the manifest, then a line for each partition, then one for each injected error. Answers its bytes. */
export async function vendor(folder: string): Promise<number> {
  const dataset = await excerptOf(readManifest(folder));
  const packed = brotliCompressSync(linesOf(dataset), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  writeWhole(join(vendoredFolder(), `${dataset.manifest.name}.jsonl.br`), packed);
  return packed.length;
}

/** All of a labelled dataset; else the days up to the second one that errors were injected into, and a part of those errors. */
async function excerptOf(manifest: Manifest): Promise<Dataset> {
  const { partitions } = await loadWithoutErrors(manifest);
  const testDays = testDaysOf(manifest).slice(0, vendoredTestDays);
  const end = (testDays.at(-1) ?? partitions.length - 1) + 1;
  const from = testDays.length === 0 ? 0 : Math.max(0, end - vendoredDays);
  const trials: Dataset['trials'] = new Map();
  for (const day of testDays)
    trials.set(day - from, { noOps: 0, trials: someOf((await injectedDay(manifest, day)).trials) });
  return { manifest, partitions: partitions.slice(from, end), trials };
}

/** Of trials that differ by their column alone, a few, always the same ones. */
function someOf(trials: readonly Trial[]): Trial[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) groups.set(injectionName(trial), [...(groups.get(injectionName(trial)) ?? []), trial]);
  const rank = (trial: Trial): string => hashOf(injectionName(trial), trial.column ?? '');
  return [...groups.values()].flatMap((group) =>
    group.toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1)).slice(0, columnsPerError),
  );
}

function linesOf({ manifest, partitions, trials }: Dataset): string {
  const { folder: _, partitions: __, ...said } = manifest;
  const injected = [...trials].flatMap(([day, { trials: some }]) => some.map((trial) => ({ day, trial })));
  return [said, ...partitions, ...injected].map((line) => `${JSON.stringify(line)}\n`).join('');
}
