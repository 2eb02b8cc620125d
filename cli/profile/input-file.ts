import { createReadStream, createWriteStream, statSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { usageFailure } from '../failure.ts';
import { unreadable } from '../read-text.ts';
import type { FileFormat } from './profile-options.ts';

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
};

/** Opens the file at `path`: finds its format by name (or takes `format`), decompresses .gz and .br into `folder`. */
export async function openInputFile(
  path: string,
  place: { folder: string; index: number; format?: FileFormat; signal?: AbortSignal },
): Promise<InputFile> {
  const found = fileAt(path);
  const packing = /\.(gz|br)$/i.exec(path)?.[1]?.toLowerCase();
  const bare = packing ? path.slice(0, -3) : path;
  const format = place.format ?? formats[/\.[^.]+$/.exec(basename(bare).toLowerCase())?.[0] ?? ''];
  if (!format) {
    throw usageFailure(
      `cannot tell from its name what ${path} is`,
      'Known: .csv .tsv .json .jsonl .ndjson .parquet, also with .gz or .br. Or say --format csv.',
    );
  }
  const plainPath = join(place.folder, `input${place.index}.${format}`);
  if (packing) await decompress(path, { target: plainPath, packing, signal: place.signal });
  else symlinkSync(resolve(path), plainPath);
  const plainBytes = statSync(plainPath).size;
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

interface Unpacking {
  target: string;
  packing: string;
  signal: AbortSignal | undefined;
}

async function decompress(path: string, { target, packing, signal }: Unpacking): Promise<void> {
  const unpack = packing === 'gz' ? createGunzip() : createBrotliDecompress();
  try {
    await pipeline(createReadStream(path), unpack, createWriteStream(target), signal ? { signal } : {});
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'ENOSPC')
      throw usageFailure(`no space left to unpack ${path}`, 'Point TMPDIR to a folder with more space.');
    if (/^(Z_|ERR_|ERR__)/.test(code)) {
      throw usageFailure(
        `${path} is not a whole ${packing === 'gz' ? 'gzip' : 'brotli'} file`,
        'It may have been cut while it was written or copied.',
      );
    }
    throw unreadable(path, error);
  }
}
