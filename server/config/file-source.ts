import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import type { Source } from './environment-source.ts';
import { didYouMean } from './nearest-name.ts';
import { settings } from './settings.ts';

const fileName = 'plumbline.yaml';

/** The nearest plumbline.yaml in `cwd` or above it, undefined when there is none. */
export function findConfigFile(cwd: string): string | undefined {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const path = join(directory, fileName);
    if (existsSync(path)) return path;
    if (directory === dirname(directory)) return undefined;
  }
}

/** The settings of a YAML file. A place is the file and the line: `plumbline.yaml:7`. */
export function readConfigFile(path: string, cwd: string): Source {
  const shown = relative(cwd, path) || path;
  const source: Source = { given: [], problems: [] };
  const text = readText(path, shown, source);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placeAt = (offset: number) => `${shown}:${lines.linePos(offset).line}`;
  for (const error of document.errors)
    source.problems.push({ place: placeAt(error.pos[0]), message: error.message.split('\n')[0] ?? '' });
  if (source.problems.length > 0 || document.contents === null) return source;
  if (isMap(document.contents)) readMap(document.contents, '', { source, placeAt });
  else source.problems.push({ place: shown, message: 'must be a list of settings, like `port: 8080`.' });
  return source;
}

function readText(path: string, shown: string, source: Source): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    source.problems.push({ place: shown, message: `cannot be read: ${(error as Error).message}.` });
    return '';
  }
}

type Reading = { source: Source; placeAt: (offset: number) => string };

function readMap(map: YAMLMap, prefix: string, reading: Reading): void {
  for (const pair of map.items) readPair(pair, prefix, reading);
}

function readPair(pair: Pair, prefix: string, reading: Reading): void {
  const { source, placeAt } = reading;
  const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
  const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const key = prefix + name;
  const place = `${placeAt(offset)} ${key}`;
  // The command line's own section.
  if (key === 'client') return;
  const setting = settings.find((candidate) => candidate.key === key);
  const value = pair.value as { toJSON(): unknown } | null;
  if (setting) {
    if (value !== null) source.given.push({ setting, value: value.toJSON(), place });
  } else if (!settings.some((candidate) => candidate.key.startsWith(`${key}.`))) {
    const siblings = siblingsOf(prefix);
    source.problems.push({ place, message: `there is no such setting.${didYouMean(name, siblings)}` });
  } else if (isMap(pair.value)) {
    readMap(pair.value, `${key}.`, reading);
  } else if (!isScalar(pair.value) || pair.value.value !== null) {
    source.problems.push({ place, message: `must hold settings of its own: ${siblingsOf(`${key}.`).join(', ')}.` });
  }
}

function siblingsOf(prefix: string): string[] {
  const keys = settings.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key.slice(prefix.length));
  return [...new Set(keys.map((key) => key.split('.')[0] ?? key))];
}
