import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connect } from './connect.ts';
import type { ConnectOptions, Sql } from './connect.ts';
import { startManagedPostgres } from './managed.ts';
import { migrate } from './migrate.ts';
import { pgDataOf } from './postgres-cluster.ts';
import { livePostmaster, stopPostmaster } from './postmaster.ts';
import { isRunning } from './process-identity.ts';

const variable = 'TEST_POSTGRES_URL';
const template = 'plumbline_template';
const prefix = 'plumbline-test-';

// The one place where durability is given up: these databases live as long as the test run.
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** A logger that says nothing. */
export const silentLog = pino({ level: 'silent' });

/** Databases named here are told apart by a name that no other test uses. */
const freshName = () => `test_${randomBytes(8).toString('hex')}`;

/**
 * Starts the one server of a test run in a temporary directory, with a template database that has every migration of
 * this version, and tells the test processes where it is. Answers what stops and removes it.
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  await sweepAbandoned();
  const dataDir = temporaryDirectory(`${prefix}${process.pid}-`);
  const server = await startManagedPostgres({ dataDir, log: silentLog, settings });
  const sql = connect({ url: server.url, poolSize: 1 });
  await sql.unsafe(`create database ${template}`);
  await sql.end();
  await migrate({ url: withDatabase(server.url, template) });
  process.env[variable] = server.url;
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** A new directory for a test's data, open enough for the user Postgres runs as when the tests run as root. */
export function temporaryDirectory(start = prefix): string {
  const directory = mkdtempSync(join(tmpdir(), start));
  chmodSync(directory, 0o711);
  return directory;
}

// A test run that was killed leaves its server; the directory's name says whose it was.
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const server = livePostmaster(pgDataOf(join(tmpdir(), name)));
    if (server) await stopPostmaster(server);
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function serverUrl(): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error('The test server is not running: use the vitest.config.ts of this package');
  return url;
}

export type TestDatabase = { url: string; sql: Sql; drop(): Promise<void> };

/** A database of its own for a test file, with all migrations applied. `drop()` ends its pool and removes it. */
export function createTestDatabase(pool: Omit<ConnectOptions, 'url'> = {}): Promise<TestDatabase> {
  return createDatabase(template, pool);
}

/** The same with nothing in it. */
export function createEmptyDatabase(pool: Omit<ConnectOptions, 'url'> = {}): Promise<TestDatabase> {
  return createDatabase('template0', pool);
}

async function createDatabase(from: string, pool: Omit<ConnectOptions, 'url'>): Promise<TestDatabase> {
  const name = freshName();
  await onServer((admin) => admin.unsafe(`create database ${name} template ${from}`));
  const url = withDatabase(serverUrl(), name);
  const sql = connect({ url, ...pool });
  const drop = async () => {
    await sql.end({ timeout: 5 });
    await onServer((admin) => admin.unsafe(`drop database if exists ${name} with (force)`));
  };
  return { url, sql, drop };
}

// Two copies of one template at once are refused by Postgres 15 only while somebody is connected to it; nobody is.
async function onServer(work: (admin: Sql) => Promise<unknown>): Promise<void> {
  const admin = connect({
    url: serverUrl(),
    poolSize: 1,
    session: { statement_timeout: 60_000, lock_timeout: 60_000 },
  });
  try {
    await work(admin);
  } finally {
    await admin.end({ timeout: 5 });
  }
}
