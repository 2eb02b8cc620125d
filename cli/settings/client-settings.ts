import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { usageFailure } from '../failure.ts';
import { readClientFile } from './client-file.ts';
import type { ClientFile } from './client-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** One value and where it came from: `--url`, `PLUMBLINE_URL`, a file, or `default`. */
export interface Originated {
  value: string;
  origin: string;
}

export interface ClientSettings {
  url: Originated;
  /** Null when none was given, or the only one there is belongs to another server. */
  apiKey: Originated | null;
  /** Sentences worth saying, such as about a key that others on this machine can read. */
  warnings: string[];
}

const defaultUrl = 'http://localhost:8080';

/**
 * Where the server is and which key to show it: flags, then the environment, then `client` in the nearest plumbline.yaml up
 * to the root of the repository, then what `plumbline login` wrote. A key from a file is shown only to the server of
 * that file, so that a checkout which names another server cannot collect it.
 */
export function clientSettings(
  given: { url?: string; apiKey?: string },
  env: Environment,
  cwd: string,
): ClientSettings {
  const files = clientFiles(env, cwd).map(({ path, onlyClient }) => {
    const file = readClientFile(path, { shown: shownPath(path, cwd), env, onlyClient });
    if (file.problems.length > 0) refuse(file);
    return file;
  });
  const url = firstUrl(given.url, env, { files, cwd });
  const warnings: string[] = [];
  const apiKey = firstKey(given.apiKey, env, { files, cwd, url, warnings });
  return { url, apiKey, warnings };
}

interface Among {
  files: readonly ClientFile[];
  cwd: string;
}

function firstUrl(flag: string | undefined, env: Environment, { files, cwd }: Among): Originated {
  if (flag !== undefined) return { value: flag, origin: '--url' };
  if (env['PLUMBLINE_URL']) return { value: env['PLUMBLINE_URL'], origin: 'PLUMBLINE_URL' };
  const file = files.find((one) => one.url !== null);
  if (file?.url) return { value: file.url, origin: shownPath(file.path, cwd) };
  return { value: defaultUrl, origin: 'default' };
}

type ForKey = Among & { url: Originated; warnings: string[] };

function firstKey(
  flag: string | undefined,
  env: Environment,
  { files, cwd, url, warnings }: ForKey,
): Originated | null {
  if (flag !== undefined) return { value: flag, origin: '--api-key' };
  if (env['PLUMBLINE_API_KEY']) return { value: env['PLUMBLINE_API_KEY'], origin: 'PLUMBLINE_API_KEY' };
  for (const file of files) {
    if (file.apiKey === null) continue;
    const shown = shownPath(file.path, cwd);
    const owner = file.url ?? defaultUrl;
    if (sameServer(owner, url.value)) {
      warnings.push(...readableByOthers(file.path, shown));
      return { value: file.apiKey, origin: shown };
    }
    warnings.push(`the key in ${shown} is for ${owner} and is not shown to ${url.value}`);
  }
  return null;
}

const sameServer = (one: string, other: string) => {
  const plain = (text: string) => (URL.canParse(text) ? new URL(text).href : text).replace(/\/+$/, '');
  return plain(one) === plain(other);
};

/** A warning when group or others may read the file. */
function readableByOthers(path: string, shown: string): string[] {
  if (process.platform === 'win32' || (statSync(path).mode & 0o044) === 0) return [];
  return [`${shown} holds a key and others on this machine can read it: chmod 600 ${shown}`];
}

/** The files that are there, the nearest first. */
export function clientFiles(env: Environment, cwd: string): { path: string; onlyClient: boolean }[] {
  const project = env['PLUMBLINE_CONFIG'] ? resolve(cwd, env['PLUMBLINE_CONFIG']) : projectFile(cwd);
  const user = userFile(env);
  return [
    ...(project === null ? [] : [{ path: project, onlyClient: false }]),
    ...(user !== null && existsSync(user) ? [{ path: user, onlyClient: true }] : []),
  ];
}

/** The nearest plumbline.yaml from `cwd` up to the root of its repository; outside one, in `cwd` alone. */
function projectFile(cwd: string): string | null {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, '.git'))) break;
    if (folder === dirname(folder)) {
      folders.length = 1;
      break;
    }
  }
  return folders.map((folder) => join(folder, 'plumbline.yaml')).find((path) => existsSync(path)) ?? null;
}

/** Where `plumbline login` writes: `$XDG_CONFIG_HOME/plumbline/config.yaml`, or below `~/.config`; null without a home. */
export function userFile(env: Environment): string | null {
  const xdg = env['XDG_CONFIG_HOME'];
  if (xdg && isAbsolute(xdg)) return join(xdg, 'plumbline', 'config.yaml');
  return env['HOME'] ? join(env['HOME'], '.config', 'plumbline', 'config.yaml') : null;
}

/** A path as it is shortest to read: from here when it lies below, else whole. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' || near.startsWith('..') ? path : near;
}

function refuse({ problems }: ClientFile): never {
  const lines = problems.map(({ place, message }) => `  ${place}: ${message}`);
  throw usageFailure(['the settings have problems:', ...lines].join('\n'), undefined, 'PL2007');
}
