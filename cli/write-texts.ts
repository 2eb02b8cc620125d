import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageFailure } from './failure.ts';

/** Refuses when one of the files is there already, before any is written. */
export function refuseOverwriting(paths: readonly string[]): void {
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined) {
    throw usageFailure(`${there} is there already: nothing was written`, 'Add --force to write over it.', 'PL2021');
  }
}

/** Writes texts by path, with the folders that they need. */
export function writeTexts(texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw usageFailure(`cannot write ${path}: ${words}`, undefined, 'PL2021');
    }
  }
}
