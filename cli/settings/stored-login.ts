import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageFailure } from '../failure.ts';
import { lazyYaml } from './lazy-yaml.ts';
import { readClientFile } from './client-file.ts';
import { userFile } from './client-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function place(env: Environment): string {
  const path = userFile(env);
  if (path !== null) return path;
  throw usageFailure('there is no home folder to keep a key in', 'Set HOME or XDG_CONFIG_HOME.', 'PL2007');
}

/** Keeps server and key for later commands, readable by this user alone; the file is whole at every moment. Answers its path. */
export function storeLogin(login: { url: string; apiKey: string }, env: Environment): string {
  const path = place(env);
  write(path, { client: { url: login.url, api_key: login.apiKey } });
  return path;
}

/** Forgets the key and keeps the address; answers the path, or null when no key was kept. */
export function forgetLogin(env: Environment): string | null {
  const path = place(env);
  if (!existsSync(path)) return null;
  const { url, apiKey } = readClientFile(path, { shown: path, env, onlyClient: true });
  if (apiKey === null) return null;
  write(path, { client: url === null ? {} : { url } });
  return path;
}

function write(path: string, content: object): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const head = '# Written by plumbline login.\n';
  try {
    writeFileSync(draft, head + lazyYaml().stringify(content), { mode: 0o600, flag: 'wx' });
    // The umask may take rights away, never add them; a file that was there before keeps none of its own.
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw usageFailure(`cannot write ${path}: ${(error as Error).message}`, undefined, 'PL2007');
  }
}
