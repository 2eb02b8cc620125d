import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { processWorld, startOf } from './process-identity.ts';

/** Who holds a data directory. */
export type LockHolder = { pid: number; start: string; host: string; world: string };

const prefix = 'plumbline.lock.';
const heartbeatMs = 5_000;
const staleMs = 20_000;
const patienceMs = 800;

/**
 * Takes `dataDir` for this process, or refuses within a second with a sentence that names the holder. Answers the
 * function that gives it back.
 *
 * Node has no flock, and stealing one shared lock file safely is a race. So every contender writes a file of its own,
 * named by process number and start time and therefore never reused, and only then reads the others': of two that come
 * at once at least one sees the other and steps back. A file whose process is gone is swept away, so the next start
 * after a kill -9 waits for nothing. A holder in another container is judged by its heartbeat.
 */
export async function lockDataDirectory(dataDir: string): Promise<() => void> {
  const mine = ownLock();
  const path = join(dataDir, `${prefix}${mine.pid}-${mine.start.replaceAll(/\W+/g, '')}`);
  if (statSync(path, { throwIfNoEntry: false })) throw alreadyRunning(dataDir, mine);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    writeFileSync(`${path}~`, JSON.stringify(mine), { mode: 0o600 });
    renameSync(`${path}~`, path);
    const holder = lockHolders(dataDir).find((other) => !isSame(other, mine));
    if (!holder) return holdLock(path);
    rmSync(path, { force: true });
    if (Date.now() > deadline) throw alreadyRunning(dataDir, holder);
    await delay(randomInt(20, 150));
  }
}

const alreadyRunning = (dataDir: string, { pid, host }: LockHolder) =>
  new ManagedPostgresError(
    `Plumbline is already running on ${dataDir} (pid ${pid}${host === hostname() ? '' : ` on ${host}`}). ` +
      'Stop it first, or set PLUMBLINE_DATA_DIR to another directory.',
  );

/** The process that holds `dataDir` now, if any. Takes nothing; sweeps the files of dead processes when it may. */
export function lockHolder(dataDir: string): LockHolder | undefined {
  return lockHolders(dataDir)[0];
}

function lockHolders(dataDir: string): LockHolder[] {
  const names = readdirSync(dataDir).filter((name) => name.startsWith(prefix) && !name.endsWith('~'));
  return names.flatMap((name) => {
    const path = join(dataDir, name);
    const holder = readLock(path);
    // A file that just vanished may be back in a moment under the same name: only what was read dead is swept.
    if (!holder) return [];
    if (isHeld(holder, path)) return [holder];
    rmSync(path, { force: true });
    return [];
  });
}

function readLock(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

function isHeld(holder: LockHolder, path: string): boolean {
  if (holder.world === processWorld()) return startOf(holder.pid) === holder.start;
  const rebooted = holder.host === hostname() && bootOf(holder.world) !== bootOf(processWorld());
  const beat = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return !rebooted && Date.now() - beat < staleMs;
}

const bootOf = (world: string) => world.split(' ')[0];

const isSame = (a: LockHolder, b: LockHolder) => a.pid === b.pid && a.start === b.start && a.world === b.world;

function ownLock(): LockHolder {
  return { pid: process.pid, start: startOf(process.pid) ?? 'unknown', host: hostname(), world: processWorld() };
}

function holdLock(path: string): () => void {
  const heartbeat = setInterval(() => beat(path), heartbeatMs).unref();
  const release = () => {
    clearInterval(heartbeat);
    process.off('exit', release);
    rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

function beat(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The data directory went away under us; whatever uses the database will say so better than this can.
  }
}
