import { statSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { usageFailure } from '../failure.ts';
import { unreadable } from '../read-text.ts';
import { checkContent } from './check-content.ts';
import type { FileFormat } from './profile-options.ts';
import { packingOf, unpack } from './unpack.ts';

/** A data file, ready for DuckDB. */
export interface InputFile {
  /** As the user named it, for messages. */
  path: string;
  format: FileFormat;
  /** Decompressed, under a harmless name: DuckDB takes `*`, `[` and `s3://` in a name for patterns and addresses. */
  plainPath: string;
  sizeBytes: number;
  /** Size after decompression. */
  plainBytes: number;
  modifiedAt: Date;
}

const formats: Record<string, FileFormat> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.xml': 'xml',
};

/** What a file is, by its name without the ending of its packing; undefined when the name does not say. */
export function formatOf(path: string): FileFormat | undefined {
  const { bare } = packingOf(path);
  return formats[/\.[^.]+$/.exec(basename(bare).toLowerCase())?.[0] ?? ''];
}

interface Place {
  folder: string;
  index: number;
  format?: FileFormat;
  encoding: string;
  signal?: AbortSignal;
}

/** Opens the file at `path`: finds its format by name (or takes `format`), unpacks .gz, .br and .zst into `folder`. */
export async function openInputFile(path: string, place: Place): Promise<InputFile> {
  const found = fileAt(path);
  const { packing } = packingOf(path);
  const format = place.format ?? formatOf(path);
  if (!format) {
    throw usageFailure(
      `cannot tell from its name what ${path} is`,
      'Known: .csv .tsv .json .jsonl .ndjson .xml .parquet, also with .gz, .br or .zst. Or say --format csv.',
    );
  }
  const plainPath = join(place.folder, `input${place.index}.${format}`);
  if (packing && found.size === 0) throw usageFailure(`${path} is empty: there is nothing to unpack in it`);
  if (packing) await unpack(path, { target: plainPath, packing, signal: place.signal });
  else symlinkSync(resolve(path), plainPath);
  const plainBytes = statSync(plainPath).size;
  checkContent({ path, plainPath, plainBytes, format, encoding: place.encoding });
  return { path, format, plainPath, sizeBytes: found.size, plainBytes, modifiedAt: found.mtime };
}

function fileAt(path: string): { size: number; mtime: Date } {
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw unreadable(path, { code: 'EISDIR' });
    return found;
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error) throw error;
    throw unreadable(path, error);
  }
}
