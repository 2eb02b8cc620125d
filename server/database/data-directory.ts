import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { closedDirectory } from './unprivileged-user.ts';
import type { RunAs } from './unprivileged-user.ts';

/**
 * Makes `dataDir` when it is missing: ours alone, or open to be passed through when Postgres runs as another user.
 * Throws a sentence when it cannot be used. The modes of directories that were there before are left alone.
 */
export function prepareDataDirectory(dataDir: string, runAs: RunAs): void {
  const mode = runAs ? 0o711 : 0o700;
  try {
    const outermost = mkdirSync(dataDir, { recursive: true, mode });
    // The umask may have taken away what the other user needs.
    if (outermost !== undefined && runAs) openUpTo(dataDir, outermost, mode);
    accessSync(dataDir, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new ManagedPostgresError(
      `The data directory ${dataDir} cannot be used: ${(error as Error).message}. ` +
        'Run Plumbline as the user it belongs to, or set PLUMBLINE_DATA_DIR to another.',
      { cause: error },
    );
  }
  const closed = runAs && closedDirectory(dataDir, runAs);
  if (closed) {
    throw new ManagedPostgresError(
      `Postgres refuses to run as root and runs as the user ${runAs.name}, who cannot reach ${dataDir}: ` +
        `${closed} is closed to others. Set PLUMBLINE_DATA_DIR to a directory like /var/lib/plumbline.`,
    );
  }
}

function openUpTo(directory: string, outermost: string, mode: number): void {
  chmodSync(directory, mode);
  if (directory !== outermost && directory !== dirname(directory)) openUpTo(dirname(directory), outermost, mode);
}
