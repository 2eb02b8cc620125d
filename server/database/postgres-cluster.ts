import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import type { RunAs } from './unprivileged-user.ts';

const run = promisify(execFile);

/** The one role and the one database of the managed server. */
export const managedName = 'plumbline';

export const pgDataOf = (dataDir: string): string => join(dataDir, 'postgres');
const passwordFileOf = (dataDir: string) => join(dataDir, 'postgres.password');

/** The password of the managed server's one role. Throws a sentence when the file is not ours to read. */
export function readManagedPassword(dataDir: string): string {
  try {
    return readFileSync(passwordFileOf(dataDir), 'utf8').trim();
  } catch (error) {
    throw new ManagedPostgresError(
      `The database password in ${passwordFileOf(dataDir)} cannot be read (${(error as Error).message}). ` +
        'Run the command as the user that runs Plumbline.',
      { cause: error },
    );
  }
}

/**
 * Makes the cluster when there is none: UTF-8, C locale, data checksums, passwords by SCRAM only. It is built beside
 * and renamed, so that a crash on the way leaves nothing half made.
 */
export async function createCluster(place: { dataDir: string; binaries: string; runAs: RunAs }): Promise<void> {
  const { dataDir, runAs } = place;
  if (existsSync(join(pgDataOf(dataDir), 'PG_VERSION'))) return;
  sweepUnfinished(dataDir);
  const password = randomBytes(24).toString('base64url');
  await writeDurably(passwordFileOf(dataDir), `${password}\n`);
  const unfinished = join(dataDir, `postgres.unfinished-${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordCopy = join(dataDir, `postgres.unfinished-${process.pid}.password`);
  await writeFile(passwordCopy, `${password}\n`, { mode: 0o600 });
  if (runAs) [unfinished, passwordCopy].forEach((path) => chownSync(path, runAs.uid, runAs.gid));
  try {
    await initdb(place.binaries, runAs, [`--pgdata=${unfinished}`, `--pwfile=${passwordCopy}`]);
    await rename(unfinished, pgDataOf(dataDir));
  } finally {
    rmSync(passwordCopy, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function sweepUnfinished(dataDir: string): void {
  const names = readdirSync(dataDir).filter((name) => name.startsWith('postgres.unfinished-'));
  names.forEach((name) => rmSync(join(dataDir, name), { recursive: true, force: true }));
}

async function initdb(binaries: string, runAs: RunAs, places: string[]): Promise<void> {
  const fixed = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${managedName}`];
  try {
    await run(join(binaries, 'initdb'), [...fixed, '--data-checksums', '--no-instructions', ...places], {
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
      // As root our working directory may be closed to the other user, which initdb takes for an error.
      cwd: binaries,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] ?? '' },
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new ManagedPostgresError(`Postgres could not create a database: ${stderr.trim() || message}`, {
      cause: error,
    });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}~`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}~`, path);
  chmodSync(path, 0o600);
}
