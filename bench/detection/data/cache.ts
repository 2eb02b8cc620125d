import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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

let takesStale = false;

/** From now on, what another version of the code made of the same data is good enough: for tuning a rule while the profiler changes. */
export function takeStale(): void {
  takesStale = true;
}

/** What something was made of, and by which version of the code. */
export interface CacheKey {
  content: string;
  version: string;
}

/** What the cache holds for this key, or what `make` answers, which is kept. */
export async function cached<T>(key: CacheKey, make: () => Promise<T>): Promise<T> {
  const found = foundOf(key);
  if (found !== undefined) return JSON.parse(brotliDecompressSync(readFileSync(found)).toString()) as T;
  const made = await make();
  writeWhole(
    pathOf(key),
    brotliCompressSync(JSON.stringify(made), { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
  );
  return made;
}

export const isCached = (key: CacheKey): boolean => foundOf(key) !== undefined;

const pathOf = ({ content, version }: CacheKey): string => join(cacheFolder(), `${content}.${version}.json.br`);

function foundOf(key: CacheKey): string | undefined {
  const path = pathOf(key);
  if (existsSync(path)) return path;
  return takesStale ? newestOf(key.content) : undefined;
}

function newestOf(content: string): string | undefined {
  const paths = readdirSync(cacheFolder())
    .filter((name) => name.startsWith(`${content}.`) && name.endsWith('.json.br'))
    .map((name) => join(cacheFolder(), name));
  return paths.sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs)[0];
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

let profiler: string | undefined;

/** Changes with any line of the profiler's code: its profiles are not those of yesterday's. */
export function profilerVersion(): string {
  return (profiler ??= codeHash('cli/profile'));
}

/** A hash of the sources below a folder of the repository, without its tests; of these files alone where they are named. */
export function codeHash(folder: string, named?: readonly string[]): string {
  const root = join(packageRoot(), folder);
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = (named ?? found).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted();
  return hashOf(...files.flatMap((name) => [name, readFileSync(join(root, name))]));
}
