import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ManagedPostgresError } from './managed-postgres-error.ts';

/** As whom Postgres runs; undefined means as we are. */
export type RunAs = { uid: number; gid: number; name: string } | undefined;

const candidates = ['postgres', 'plumbline', 'nobody'];
const creators = [
  ['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'plumbline'],
  ['adduser', '-S', '-D', '-H', 'plumbline'],
];

/**
 * The user Postgres runs as when we are root, because it refuses to run as root: the owner of data that is already
 * there, else postgres, plumbline or nobody, else a system user made for it. Undefined for an ordinary user.
 */
export function unprivilegedUser(pgData: string): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(pgData, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: nameOf(owner.uid) };
  return firstExisting() ?? createUser();
}

function firstExisting(): RunAs {
  return candidates.map(lookUp).find((user) => user !== undefined);
}

function lookUp(name: string): RunAs {
  const uid = Number(tryRun('id', ['-u', name]));
  const gid = Number(tryRun('id', ['-g', name]));
  return Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) && gid > 0 ? { uid, gid, name } : undefined;
}

function createUser(): RunAs {
  for (const [command = '', ...args] of creators) {
    if (tryRun(command, args) !== undefined) break;
  }
  const user = lookUp('plumbline');
  if (user) return user;
  throw new ManagedPostgresError(
    'Postgres refuses to run as root, and no user called postgres or nobody exists here to run it as. ' +
      'Create one (useradd --system plumbline), start Plumbline as an ordinary user, or set DATABASE_URL.',
  );
}

const nameOf = (uid: number) => tryRun('id', ['-un', String(uid)]) ?? String(uid);

function tryRun(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/**
 * The outermost directory on the way to `path` that `user` may not pass, undefined when all are open to it.
 * Group memberships beyond the primary one are not looked at: Postgres is started without them.
 */
export function closedDirectory(path: string, user: NonNullable<RunAs>): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedDirectory(parent, user);
  if (above !== undefined) return above;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return undefined;
  const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
  return (stat.mode & bit) === 0 ? path : undefined;
}
