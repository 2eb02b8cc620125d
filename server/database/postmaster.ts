import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { commandOf, isRunning } from './process-identity.ts';

/** A running server as its postmaster.pid tells it. */
export type Postmaster = { pid: number; port: number };

/** Recovery after a crash reads up to a gigabyte of log; a server that died meanwhile is noticed at once. */
export const readyPatienceMs = 600_000;
const fastStopMs = 20_000;
const immediateStopMs = 10_000;

/** The live server of `pgData`, undefined when none runs: no pid file, a dead process, or one that is no Postgres. */
export function livePostmaster(pgData: string): Postmaster | undefined {
  const lines = pidFile(pgData);
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0 || !isRunning(pid) || !isPostgresOf(pid, pgData)) return undefined;
  return { pid, port: Number(lines[3] ?? 0) };
}

/** What the server of `pgData` says of itself: starting, ready, stopping or standby. Empty when it says nothing. */
export function postmasterStatus(pgData: string): string {
  return pidFile(pgData)?.[7]?.trim() ?? '';
}

/** As livePostmaster, but waits for one that is starting or stopping until it is ready or gone. */
export async function settledPostmaster(pgData: string): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + readyPatienceMs; Date.now() < deadline; await delay(20)) {
    const server = livePostmaster(pgData);
    if (!server || postmasterStatus(pgData) === 'ready') return server;
  }
  return livePostmaster(pgData);
}

function pidFile(pgData: string): string[] | undefined {
  try {
    return readFileSync(join(pgData, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

// A postmaster's working directory is its data directory; where that cannot be read, its command line names it.
function isPostgresOf(pid: number, pgData: string): boolean {
  const real = realpathSync(pgData);
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === real;
    } catch {
      // Another user's process, and we are not root: its command line is still open to us.
    }
  }
  const command = commandOf(pid);
  return command === undefined ? process.platform === 'win32' : command.includes(pgData) || command.includes(real);
}

/**
 * Makes a pid file left by a dead server harmless. Postgres does so itself, but takes a zombie, or another process
 * that got the same number, for a living server. Our own number in its place reads as "my parent", so not alive;
 * deleting the file instead would lose the shared memory key by which Postgres notices backends that still run.
 */
export function disarmStalePidFile(pgData: string): void {
  const lines = pidFile(pgData);
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || !isRunningAnyhow(pid)) return;
  writeFileSync(join(pgData, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'));
}

function isRunningAnyhow(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Stops the server: fast (open transactions are rolled back, everything is written), after 20 s immediate (the next
 * start recovers from the log). Throws when it still runs after that.
 */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  if (await signalAndWait(pid, 'SIGINT', fastStopMs)) return;
  if (await signalAndWait(pid, 'SIGQUIT', immediateStopMs)) return;
  throw new ManagedPostgresError(`The Postgres server with pid ${pid} does not stop.`);
}

async function signalAndWait(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
    throw new ManagedPostgresError(`The Postgres server with pid ${pid} belongs to another user.`, { cause: error });
  }
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(20)) {
    if (!isRunning(pid)) return true;
  }
  return false;
}
