import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The directory that holds package.json and migrations/, the same whether this file runs from source or from dist/.
 * Throws when the package was taken apart.
 */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json')) && existsSync(join(directory, 'migrations'))) return directory;
    if (directory === dirname(directory)) throw new Error(`No package.json with migrations/ beside it above ${from}`);
  }
}
