import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A directory with postgres and initdb that run on this machine. */
export type PostgresBinaries = { directory: string; major: number; version: string; source: 'system' | 'embedded' };

/** What the programs of Postgres end in here. */
export const suffix = process.platform === 'win32' ? '.exe' : '';

/** The binaries in `directory` as a list of one, or of none when they are not all there or do not run. */
export function describeBinaries(directory: string, source: 'system' | 'embedded'): PostgresBinaries[] {
  if (!existsSync(join(directory, `initdb${suffix}`))) return [];
  try {
    const answer = execFileSync(join(directory, `postgres${suffix}`), ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const version = /(\d+)(\.\d+)*/.exec(answer)?.[0] ?? '0';
    return [{ directory, major: Number.parseInt(version, 10), version, source }];
  } catch {
    return [];
  }
}
