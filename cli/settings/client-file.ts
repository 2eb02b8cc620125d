import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Pair, YAMLMap } from 'yaml';
import { closestName } from '../closest-name.ts';
import { lazyYaml } from './lazy-yaml.ts';

/** One thing wrong with a file of settings, and where: `plumbline.yaml:7 client.ur`. */
export interface SettingProblem {
  place: string;
  message: string;
}

export interface ClientFile {
  path: string;
  url: string | null;
  apiKey: string | null;
  problems: SettingProblem[];
}

interface Reading {
  /** How the file is called in messages. */
  shown: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Only `client` may stand in it; in a plumbline.yaml the rest is the server's. */
  onlyClient: boolean;
}

const known = ['url', 'api_key'];

/**
 * The section `client` of a YAML file: `url` and `api_key`, each text in which `${NAME}` is a variable of the environment;
 * `api_key` may be `file:PATH`, from the folder of the file. Every mistake is told at once, unknown keys with what may have been meant.
 */
export function readClientFile(path: string, reading: Reading): ClientFile {
  const file: ClientFile = { path, url: null, apiKey: null, problems: [] };
  const { isMap, isScalar, LineCounter, parseDocument } = lazyYaml();
  const lines = new LineCounter();
  const document = parseDocument(textOf(file, reading), { lineCounter: lines });
  const placeAt = (offset: number) => `${reading.shown}:${lines.linePos(offset).line}`;
  for (const error of document.errors)
    file.problems.push({ place: placeAt(error.pos[0]), message: error.message.split('\n')[0] ?? 'is not YAML' });
  if (file.problems.length > 0 || !isMap(document.contents)) return file;
  const nameOf = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : String(pair.key));
  const placeOf = (pair: Pair) => placeAt(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
  for (const pair of document.contents.items) {
    const name = nameOf(pair);
    if (name === 'client') readSection(file, pair, { reading, isMap, nameOf, placeOf });
    else if (reading.onlyClient)
      file.problems.push({ place: `${placeOf(pair)} ${name}`, message: unknown(name, ['client']) });
  }
  return file;
}

interface Section {
  reading: Reading;
  isMap: (value: unknown) => value is YAMLMap;
  nameOf: (pair: Pair) => string;
  placeOf: (pair: Pair) => string;
}

function readSection(file: ClientFile, section: Pair, { reading, isMap, nameOf, placeOf }: Section): void {
  if (!isMap(section.value)) {
    const message = `must hold settings of its own: ${known.join(', ')}.`;
    return void file.problems.push({ place: `${placeOf(section)} client`, message });
  }
  for (const pair of section.value.items) {
    const name = nameOf(pair);
    const place = `${placeOf(pair)} client.${name}`;
    const value: unknown = (pair.value as { toJSON?: () => unknown } | null)?.toJSON?.() ?? null;
    if (!known.includes(name)) file.problems.push({ place, message: unknown(name, known) });
    else if (value !== null && typeof value !== 'string')
      file.problems.push({ place, message: 'must be text; put it between quotes.' });
    else if (value !== null) take(file, { name, value, place }, reading);
  }
}

function take(file: ClientFile, given: { name: string; value: string; place: string }, { env }: Reading): void {
  try {
    const isSecretFile = given.name === 'api_key' && given.value.startsWith('file:');
    const text = isSecretFile
      ? readFileSync(resolve(dirname(file.path), given.value.slice('file:'.length)), 'utf8').trim()
      : expand(given.value, env);
    if (given.name === 'url') file.url = text;
    else file.apiKey = text;
  } catch (error) {
    file.problems.push({ place: given.place, message: (error as Error).message });
  }
}

function expand(text: string, env: Reading['env']): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`the variable ${name} that it names is not set.`);
    return value;
  });
}

function unknown(name: string, among: readonly string[]): string {
  const near = closestName(name, among);
  return `there is no such setting.${near === undefined ? ` Known are ${among.join(', ')}.` : ` Did you mean ${near}?`}`;
}

function textOf(file: ClientFile, { shown }: Reading): string {
  try {
    return readFileSync(file.path, 'utf8');
  } catch (error) {
    file.problems.push({ place: shown, message: `cannot be read: ${(error as Error).message}.` });
    return '';
  }
}
