import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Dataset } from '../data/dataset.ts';
import type { Label, Manifest } from '../data/manifest.ts';
import type { ProfiledPartition } from '../data/profiled.ts';
import type { Trial } from '../inject/trials.ts';
import { vendoredFolder } from './vendor.ts';

/** An instant is a text in the file. */
type Written<T> = Omit<T, 'start' | 'end'> & { start: string; end: string };
type Line = Written<ProfiledPartition> | { day: number; trial: Trial };
type Said = Omit<Manifest, 'folder' | 'partitions' | 'labels'> & {
  labels?: (Omit<Label, 'start'> & { start: string })[];
};

/** A dataset as `--vendor` left it: there are no rows, so paths of files are empty. */
export function vendored(name: string): Dataset {
  const text = brotliDecompressSync(readFileSync(join(vendoredFolder(), `${name}.jsonl.br`))).toString();
  const [first, ...others] = text.trimEnd().split('\n');
  const { labels, ...said } = JSON.parse(first ?? '') as Said;
  const partitions: ProfiledPartition[] = [];
  const trials: Dataset['trials'] = new Map();
  for (const line of others.map((one) => JSON.parse(one) as Line)) {
    if ('trial' in line)
      trials.set(line.day, { noOps: 0, trials: [...(trials.get(line.day)?.trials ?? []), line.trial] });
    else partitions.push({ ...line, start: new Date(line.start), end: new Date(line.end) });
  }
  const manifest: Manifest = {
    ...said,
    ...(labels && { labels: labels.map((label) => ({ ...label, start: new Date(label.start) })) }),
    folder: '',
    partitions: partitions.map(({ start, end }) => ({ start, end, file: '' })),
  };
  return { manifest, partitions, trials };
}
