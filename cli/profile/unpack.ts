import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Failure, usageFailure, unableFailure } from '../failure.ts';
import { unreadable } from '../read-text.ts';

const kinds = { gz: 'gzip', br: 'brotli', zst: 'zstd' } as const;
export type Packing = keyof typeof kinds;

const endings: Record<string, Packing> = { gz: 'gz', gzip: 'gz', br: 'br', zst: 'zst', zstd: 'zst' };

/** How a file is packed, by its name, and the name without that ending. */
export function packingOf(path: string): { packing: Packing | undefined; bare: string } {
  const ending = /\.(gz|gzip|br|zst|zstd)$/i.exec(path)?.[1]?.toLowerCase();
  return ending
    ? { packing: endings[ending], bare: path.slice(0, -ending.length - 1) }
    : { packing: undefined, bare: path };
}

/** Unpacks a file to `target`, in constant memory; a sentence when it is cut, or not what its name says. */
export async function unpack(
  path: string,
  { target, packing, signal }: { target: string; packing: Packing; signal: AbortSignal | undefined },
): Promise<void> {
  try {
    const steps = packing === 'zst' ? unpackZstd : packing === 'gz' ? createGunzip() : createBrotliDecompress();
    await pipeline(createReadStream(path), steps, createWriteStream(target), signal ? { signal } : {});
  } catch (error) {
    throw unpackFailure(error, path, packing);
  }
}

const sliceBytes = 4096;

/** Slice by slice: a few bytes may unpack to megabytes, and a slow disk must be able to hold it back. */
async function* unpackZstd(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => void ready.push(chunk.slice()));
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += sliceBytes) {
      decompress.push(chunk.subarray(from, from + sliceBytes));
      yield* ready;
      ready = [];
    }
  }
  decompress.push(new Uint8Array(0), true);
  yield* ready;
}

function unpackFailure(error: unknown, path: string, packing: Packing): Error {
  if (error instanceof Failure) return error;
  const code: unknown = (error as { code?: unknown }).code;
  if (code === 'ENOSPC')
    return unableFailure(`no space left to unpack ${path}`, 'Point TMPDIR to a folder with more space.');
  if (typeof code === 'number' || /^(Z_|ERR_|ERR__)/.test(String(code))) {
    const begin = code === 'Z_DATA_ERROR' && /incorrect header check/.test(String(error));
    return usageFailure(
      begin ? `${path} is not gzip, though its name says so` : `${path} is not a whole ${kinds[packing]} file`,
      begin
        ? 'Take .gz off its name if it is plain.'
        : 'It may have been cut while it was written or copied, or be something else under that name.',
    );
  }
  return unreadable(path, error);
}
