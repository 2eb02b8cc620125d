import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { usageFailure } from './failure.ts';
import { unreadable } from './read-text.ts';

/**
 * The YAML files that `paths` name, each once, in order: files as they are, folders with everything below them,
 * and patterns whose last part has `*` or `?` for shells that do not expand them.
 */
export function suiteFiles(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => (path === '-' ? ['-'] : filesAt(path)));
  return [...new Set(files)];
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return yamlBelow(path);
  if (found) return [path];
  if (!/[*?]/.test(basename(path))) throw unreadable(path, { code: 'ENOENT' });
  const pattern = new RegExp(
    `^${basename(path)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')}$`,
    'u',
  );
  const matching = entriesOf(dirname(path)).filter((name) => pattern.test(name));
  if (matching.length === 0) throw usageFailure(`no file matches ${path}`, undefined, 'PL2002');
  return matching.map((name) => join(dirname(path), name)).filter((file) => statSync(file).isFile());
}

function yamlBelow(folder: string): string[] {
  const files = entriesOf(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith('.') || name === 'node_modules') return [];
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return yamlBelow(path);
    return /\.ya?ml$/i.test(name) ? [path] : [];
  });
  return files;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}
