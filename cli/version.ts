import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in the package.json above this file, in a checkout as well as built into dist. */
export function ownVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 5; up += 1, folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'package.json'), 'utf8');
      const found = JSON.parse(text) as { name?: string; version?: string };
      if (found.name === 'plumbline' && found.version) return found.version;
    } catch {
      // Not here: look one folder up.
    }
  }
  return 'unknown';
}
