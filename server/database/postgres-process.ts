import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ManagedPostgresError } from './managed-postgres-error.ts';
import { disarmStalePidFile, livePostmaster, postmasterStatus, readyPatienceMs } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import type { RunAs } from './unprivileged-user.ts';

export type ServerStart = {
  dataDir: string;
  pgData: string;
  binaries: string;
  runAs: RunAs;
  /** A port to keep, because pools already point at it; a free one otherwise. */
  port?: number;
  settings?: Record<string, string>;
};

// A backend of a killed server goes when its statement ends, which statement_timeout bounds.
const inUsePatienceMs = 15_000;
const rotateBytes = 10 * 1024 * 1024;

// Modest on purpose: one application on a small machine. WAL is kept for crash recovery only, as backups are logical.
const ownSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_parallel_workers_per_gather: '1',
  jit: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  lc_messages: 'C',
};

const logOf = (dataDir: string) => join(dataDir, 'postgres.log');

/**
 * Starts a server on `pgData` and answers when it has said it is ready. Tries again when the port was taken meanwhile,
 * or while backends of a server that was killed still end their last statement.
 */
export async function startServer(start: ServerStart): Promise<Postmaster> {
  for (const deadline = Date.now() + inUsePatienceMs; ; await delay(200)) {
    const port = start.port ?? (await freePort());
    disarmStalePidFile(start.pgData);
    rotateLog(start.dataDir);
    const failure = await launch(start, port);
    if (failure instanceof Object && 'pid' in failure) return failure;
    if (Date.now() > deadline || !/in use/i.test(failure)) {
      throw new ManagedPostgresError(`Postgres did not start on ${start.pgData}:\n${failure}`);
    }
  }
}

function rotateLog(dataDir: string): void {
  const path = logOf(dataDir);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateBytes) renameSync(path, `${path}.1`);
}

// Detached, so that Ctrl-C in the terminal reaches only us and the server ends when we say so, after the last write.
async function launch(start: ServerStart, port: number): Promise<Postmaster | string> {
  const settings = { ...ownSettings, ...start.settings, port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = openSync(logOf(start.dataDir), 'a', 0o600);
  const logStart = statSync(logOf(start.dataDir)).size;
  const child = spawn(join(start.binaries, 'postgres'), ['-D', start.pgData, ...flags], {
    ...(start.runAs && { uid: start.runAs.uid, gid: start.runAs.gid }),
    cwd: start.binaries,
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] ?? '' },
  });
  closeSync(output);
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  for (const deadline = Date.now() + readyPatienceMs; Date.now() < deadline; await delay(10)) {
    if (failure) return failure.message;
    if (child.exitCode !== null || child.signalCode !== null) return newLog(start.dataDir, logStart);
    if (child.pid !== undefined && isReady(start.pgData, child.pid)) return { pid: child.pid, port };
  }
  return `It was not ready after ${readyPatienceMs / 1000} s.\n${newLog(start.dataDir, logStart)}`;
}

function newLog(dataDir: string, from: number): string {
  const text = readFileSync(logOf(dataDir)).subarray(from).toString('utf8').trim();
  return text === '' ? 'It ended without a word.' : text.split('\n').slice(-8).join('\n');
}

const isReady = (pgData: string, pid: number) =>
  livePostmaster(pgData)?.pid === pid && postmasterStatus(pgData) === 'ready';

/** A TCP port on loopback that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
