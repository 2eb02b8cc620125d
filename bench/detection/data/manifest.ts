import { existsSync, readFileSync } from 'node:fs';
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
  const partitions = manifest.partitions
    .map(({ file, clean, ...span }) => ({
      ...span,
      file: resolve(folder, file),
      ...(clean !== undefined && { clean: resolve(folder, clean) }),
    }))
    .toSorted((left, right) => left.start.getTime() - right.start.getTime());
  const wrong = contradictions(manifest, partitions);
  if (wrong.length > 0) throw new Trouble(`${path}:\n${wrong.map((text) => `  ${text}`).join('\n')}`);
  return { ...manifest, folder, partitions };
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

function contradictions(manifest: z.infer<typeof shape>, partitions: ManifestPartition[]): string[] {
  const starts = new Set(partitions.map(({ start }) => start.getTime()));
  const paired = partitions.filter(({ clean }) => clean !== undefined).length;
  return [
    ...partitions.flatMap(({ start, end }, index) => {
      const before = partitions[index - 1];
      return [
        ...(end <= start ? [`partitions[${index}]: it ends before it starts`] : []),
        ...(before && start <= before.start ? [`partitions: two start at ${start.toISOString()}`] : []),
      ];
    }),
    ...partitions.flatMap(({ file, clean }, index) =>
      [file, ...(clean === undefined ? [] : [clean])].flatMap((path) => [
        ...(existsSync(path) ? [] : [`partitions[${index}]: there is no file ${path}`]),
        ...(formatOf(path) ? [] : [`partitions[${index}]: cannot tell from its name what ${path} is`]),
      ]),
    ),
    ...(manifest.labels ?? [])
      .filter(({ start }) => !starts.has(start.getTime()))
      .map(({ start }) => `labels: no partition starts at ${start.toISOString()}`),
    ...(manifest.warmup >= partitions.length
      ? [`warmup: ${manifest.warmup} leaves none of ${partitions.length} partitions`]
      : []),
    ...(paired > 0 && paired < partitions.length
      ? [`clean: ${partitions.length - paired} of ${partitions.length} partitions have none; all or none must`]
      : []),
    ...((manifest.neverFalls === undefined) !== (manifest.by === undefined)
      ? ['neverFalls and by: both or neither']
      : []),
    ...(paired > 0 && manifest.labels ? ['clean and labels: one of them, they are two ways to tell errors'] : []),
  ];
}

function pointer(path: readonly PropertyKey[]): string {
  return (
    path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '') || 'it'
  );
}
