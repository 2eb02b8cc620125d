import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Given } from './environment-source.ts';

/**
 * The value that `given` stands for: `file:/run/secrets/x` is that file's text without the last line end (secrets
 * only), `${NAME}` in the file is that variable of the environment. Throws a sentence when there is none.
 */
export function resolveReference(given: Given, from: { env: NodeJS.ProcessEnv; cwd: string }): unknown {
  const { setting, value } = given;
  if (typeof value !== 'string') return value;
  if (setting.secret && value.startsWith('file:')) return readSecret(resolve(from.cwd, value.slice('file:'.length)));
  return given.place.startsWith('PLUMBLINE_') || given.place === 'DATABASE_URL' ? value : expand(value, from.env);
}

/** The secret behind a reference that a document names, `${NAME}` or `file:…`. Throws a sentence when there is none. */
export function secretOf(reference: string, from: { env: NodeJS.ProcessEnv; cwd: string }): string {
  if (reference.startsWith('file:')) return readSecret(resolve(from.cwd, reference.slice('file:'.length)));
  return expand(reference, from.env);
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`the file it names cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

function expand(text: string, env: NodeJS.ProcessEnv): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`the variable ${name} that it names is not set.`);
    return value;
  });
}
