import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { formatOf } from '../../../cli/profile/input-file.ts';
import { Trouble } from '../trouble.ts';

const instant = z.string().transform((text, context) => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(day) ? new Date(day) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()))
    context.addIssue(`${JSON.stringify(text)} is neither a day such as 2026-01-22 nor an instant with its zone`);
  return at;
});

const shape = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only: it stands in the names of figures'),
  cadence: z.enum(['hourly', 'daily', 'weekly', 'monthly']),
  warmup: z.number().int().min(0),
  partitions: z
    .array(z.object({ start: instant, end: instant, file: z.string().min(1), clean: z.string().min(1).optional() }))
    .min(2),
  labels: z
    .array(z.object({ start: instant, class: z.enum(['error', 'evolution']), kind: z.string().min(1) }))
    .optional(),
  /** False: there are no errors to inject, only days without any. */
  inject: z.boolean().optional(),
  /** Whose holidays are kept: ISO 3166, such as US. */
  country: z.string().optional(),
  /** As --unique-key. */
  uniqueKey: z.array(z.string()).min(1).optional(),
  /** As --never-falls and --by of `plumbline profile`, against the partition before. */
  neverFalls: z.array(z.string()).min(1).optional(),
  by: z.array(z.string()).min(1).optional(),
});

export interface ManifestPartition {
  start: Date;
  end: Date;
  /** Absolute paths. */
  file: string;
  clean?: string;
}

export interface Label {
  start: Date;
  class: 'error' | 'evolution';
  kind: string;
}

/** What a folder says of itself in manifest.json. */
export interface Manifest extends Omit<z.infer<typeof shape>, 'partitions'> {
  /** Where it lies. */
  folder: string;
  partitions: ManifestPartition[];
}

/** Reads DIR/manifest.json; a sentence for each thing that is wrong with it. Paths of files are taken from the folder, partitions in the order of time. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'manifest.json');
  const parsed = shape.safeParse(jsonAt(path));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path: at, message }) => `  ${pointer(at)}: ${message}`);
    throw new Trouble(`${path} is not a manifest as docs/explain/detection.md tells it:\n${wrong.join('\n')}`);
  }
  const manifest = parsed.data;
  const written = manifest.partitions.map(({ file, clean, ...span }, index) => ({
    ...span,
    file: resolve(folder, file),
    ...(clean !== undefined && { clean: resolve(folder, clean) }),
    place: `partitions[${index}]`,
  }));
  const inOrder = written.toSorted((left, right) => left.start.getTime() - right.start.getTime());
  const wrong = contradictions(manifest, inOrder);
  if (wrong.length > 0) throw new Trouble(`${path}:\n${wrong.map((text) => `  ${text}`).join('\n')}`);
  return { ...manifest, folder, partitions: inOrder.map(({ place: _, ...partition }) => partition) };
}

function jsonAt(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Trouble(`there is no readable ${path} (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Trouble(`${path} is not JSON: ${(error as Error).message}`);
  }
}

/** A partition and where in the manifest it stands. */
type Placed = ManifestPartition & { place: string };

function contradictions(manifest: z.infer<typeof shape>, partitions: Placed[]): string[] {
  const { labels = [], warmup, neverFalls, by } = manifest;
  const starts = new Set(partitions.map(({ start }) => start.getTime()));
  const unpaired = partitions.filter(({ clean }) => clean === undefined);
  const isPaired = unpaired.length < partitions.length;
  return [
    ...partitions.flatMap((one, index) => [...timeTrouble(one, partitions[index - 1]), ...fileTrouble(one)]),
    ...labels.flatMap(({ start }, index) =>
      starts.has(start.getTime()) ? [] : [`labels[${index}]: no partition starts at ${start.toISOString()}`],
    ),
    ...(warmup >= partitions.length ? [`warmup: ${warmup} leaves none of ${partitions.length} partitions`] : []),
    ...(isPaired && unpaired.length > 0
      ? [`${unpaired[0]?.place}.clean: it has none, as ${unpaired.length} of ${partitions.length}; all or none must`]
      : []),
    ...((neverFalls === undefined) !== (by === undefined) ? ['neverFalls and by: both or neither'] : []),
    ...(isPaired && manifest.labels ? ['clean and labels: one of them, they are two ways to tell errors'] : []),
  ];
}

function timeTrouble({ place, start, end }: Placed, before: Placed | undefined): string[] {
  return [
    ...(end <= start ? [`${place}: it ends before it starts`] : []),
    ...(before && start <= before.start ? [`${before.place} and ${place}: both start at ${start.toISOString()}`] : []),
  ];
}

function fileTrouble({ place, file, clean }: Placed): string[] {
  const named = [['file', file] as const, ...(clean === undefined ? [] : [['clean', clean] as const])];
  return named.flatMap(([name, path]) => {
    if (!existsSync(path)) return [`${place}.${name}: there is no file ${path}`];
    if (!statSync(path).isFile()) return [`${place}.${name}: ${path} is no file`];
    return formatOf(path) ? [] : [`${place}.${name}: cannot tell from its name what ${path} is`];
  });
}

function pointer(path: readonly PropertyKey[]): string {
  return (
    path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '') || 'it'
  );
}
