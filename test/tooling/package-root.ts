import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, without a slash at its end. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The text of a file of this package. */
export const textOf = (path: string) => readFileSync(join(packageRoot, path), 'utf8');

/** Paths of the files that git keeps or would keep: what a clone has. */
export function keptFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached'], { cwd: packageRoot });
  return list.toString().split('\0').filter(Boolean);
}
