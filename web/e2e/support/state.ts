import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const results = (name: string): string => fileURLToPath(new URL(`../../../test-results/${name}`, import.meta.url));

/** Where the cookies of the administrator are kept between the projects. */
export const SIGNED_IN = results('web-signed-in.json');
const FILE = results('web-running.json');

/** What the global set-up tells the tests. */
export interface RunningState {
  url: string;
  setupLink: string;
  ingestKey: string;
  adminKey: string;
}

export const ADMINISTRATOR = { name: 'Ana Silva', email: 'ana@example.org', password: 'plumb lines hang straight' };

export function writeState(state: RunningState): void {
  writeFileSync(FILE, JSON.stringify(state));
}

export function readState(): RunningState {
  return JSON.parse(readFileSync(FILE, 'utf8')) as RunningState;
}
