import { existsSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { usageFailure } from '../failure.ts';
import { formatOf } from './input-file.ts';

export interface DatasetFile {
  path: string;
  /** Below the folder or pattern that was given: what partitions are named by. */
  name: string;
}

export interface DatasetFiles {
  files: DatasetFile[];
  /** How many files in the given folders were left out: hidden, or of no known kind. */
  leftOut: number;
}

const magic = /[*?[\]{}!()]/;

/**
 * The files that paths, folders (with what is below them) and patterns name, each once, sorted by name. A path that exists is taken as it
 * is, whatever characters are in it. In folders, hidden files and those that begin with `_` are no data, as everywhere in the field.
 */
export async function datasetFiles(paths: readonly string[], anyName: boolean): Promise<DatasetFiles> {
  const files = new Map<string, DatasetFile>();
  let leftOut = 0;
  for (const path of paths) {
    const folder = existsSync(path) && statSync(path).isDirectory();
    if (!folder && (existsSync(path) || !magic.test(path))) {
      files.set(path, { path, name: path });
      continue;
    }
    const found = folder ? await filesBelow(path, '**') : await filesOfPattern(path);
    const data = found.filter(({ name }) => (anyName || formatOf(name) !== undefined) && !isHidden(name));
    leftOut += found.length - data.length;
    if (data.length === 0) throw nothingFound(path, folder, found.length);
    for (const file of data) files.set(file.path, file);
  }
  return { files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)), leftOut };
}

const isHidden = (name: string): boolean =>
  name.split('/').some((part) => /^[._]/.test(part) && !/^_[^=]*=/.test(part));

function nothingFound(path: string, folder: boolean, others: number): Error {
  if (!folder && others === 0) return usageFailure(`no file matches ${path}`);
  const what = folder ? `the folder ${path} has no data files in it` : `no data file matches ${path}`;
  const known = 'Known: .csv .tsv .json .jsonl .ndjson .xml .parquet, also with .gz, .br or .zst.';
  return usageFailure(
    what,
    others > 0 ? `${others} files there have other names; say --format if they are data. ${known}` : known,
  );
}

/** The part of the pattern without special characters is a folder; the names of its files are below that. */
async function filesOfPattern(path: string): Promise<DatasetFile[]> {
  const parts = path.split('/');
  const first = parts.findIndex((part) => magic.test(part));
  const folder = parts.slice(0, first).join('/') || (path.startsWith('/') ? '/' : '.');
  return filesBelow(folder, parts.slice(first).join('/'));
}

async function filesBelow(folder: string, pattern: string): Promise<DatasetFile[]> {
  const { glob } = await import('tinyglobby');
  const names = await glob([pattern], { cwd: folder, dot: true, expandDirectories: false, onlyFiles: true });
  return names.map((name) => ({ path: join(folder, name), name: relative('.', name) || basename(name) }));
}
