import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { packageRoot } from '../../../server/config/package-root.ts';

/** Where prepared data and profiles stay between runs: PLUMBLINE_BENCH_CACHE, or a folder below the temporary one. */
export function cacheFolder(): string {
  const folder = process.env['PLUMBLINE_BENCH_CACHE'] ?? join(tmpdir(), 'plumbline-bench-detection');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What the cache holds under `key`, or what `make` answers, which is kept. */
export async function cached<T>(key: string, make: () => Promise<T>): Promise<T> {
  const path = join(cacheFolder(), `${key}.json.br`);
  if (existsSync(path)) return JSON.parse(brotliDecompressSync(readFileSync(path)).toString()) as T;
  const made = await make();
  writeWhole(path, brotliCompressSync(JSON.stringify(made), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }));
  return made;
}

/** Writes a file that is there whole or not at all, also when two runs do it at once. */
export function writeWhole(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, path);
}

export const hashOf = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 24);
};

let version: string | undefined;

/** Changes with any line of the profiler's code: its profiles are not those of yesterday's. */
export function profilerVersion(): string {
  return (version ??= codeHash('cli/profile'));
}

/** A hash of the sources below a folder of the repository, without its tests. */
export function codeHash(folder: string): string {
  const root = join(packageRoot(), folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
  return hashOf(...files.flatMap((name) => [name, readFileSync(join(root, name))]));
}
