import { readFileSync } from 'node:fs';
import { usageFailure } from './failure.ts';

const sentences: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read by this user',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
};

/** The text of a file, or of standard input for `-`; a sentence when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Why a file cannot be read, as a failure in words. */
export function unreadable(path: string, error: unknown): Error {
  const code = (error as { code?: string }).code ?? '';
  const why = sentences[code] ?? (error instanceof Error ? error.message : String(error));
  return usageFailure(`cannot read ${path}: ${why}`, undefined, 'PL2002');
}
