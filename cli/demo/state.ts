import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the demo remembers in its data directory, from one start to the next. */
export interface DemoState {
  seed: number;
  /** The instant that the story was told for; its days are counted back from there. */
  toldFor: string;
  email: string;
  password: string;
  ingestKey: string;
  adminKey: string;
  /** The incident that the demo opens on; null until everything is posted. */
  incident: string | null;
}

const pathIn = (dataDir: string) => join(dataDir, 'plumbline-demo.json');

/** Is this a data directory of the demo, which it may delete? */
export const isDemoDirectory = (dataDir: string) => existsSync(pathIn(dataDir));

/** What is remembered; null where nothing was begun. */
export function readDemoState(dataDir: string): Partial<DemoState> | null {
  if (!isDemoDirectory(dataDir)) return null;
  return JSON.parse(readFileSync(pathIn(dataDir), 'utf8')) as Partial<DemoState>;
}

/** Written whole or not at all, for the owner's eyes only: it holds the demo's password and keys. */
export function writeDemoState(dataDir: string, state: Partial<DemoState>): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = pathIn(dataDir);
  writeFileSync(`${path}~`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}~`, path);
}
