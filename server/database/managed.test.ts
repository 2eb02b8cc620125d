import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { connect } from './connect.ts';
import { startManagedPostgres } from './managed.ts';
import type { ManagedPostgresOptions } from './managed.ts';
import { pgDataOf } from './postgres-cluster.ts';
import { livePostmaster, stopPostmaster } from './postmaster.ts';
import { isRunning } from './process-identity.ts';
import { resolveDatabase, resolveDatabaseBeside } from './resolve.ts';
import { silentLog, temporaryDirectory } from './testing.ts';
import { closedDirectory, unprivilegedUser } from './unprivileged-user.ts';

const root = process.getuid?.() === 0;
const directories: string[] = [];
const children: ChildProcess[] = [];

function dataDirectory(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory;
}

// Making a cluster takes longest, so most tests start on a copy of one that was stopped in order.
let stopped: string;
beforeAll(async () => {
  stopped = temporaryDirectory();
  await (await start(stopped)).stop();
});
afterAll(() => rmSync(stopped, { recursive: true }));

function usedDirectory(): string {
  const directory = dataDirectory();
  execFileSync('cp', ['-a', `${stopped}/.`, directory]);
  return directory;
}

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const directory of directories.splice(0)) {
    const server = existsSync(pgDataOf(directory)) ? livePostmaster(pgDataOf(directory)) : undefined;
    if (server) await stopPostmaster(server);
    rmSync(directory, { recursive: true, force: true });
  }
});

const start = (dataDir: string, options: Partial<ManagedPostgresOptions> = {}) =>
  startManagedPostgres({ dataDir, log: silentLog, ...options });

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const sql = connect({ url, poolSize: 1 });
  try {
    return await sql.unsafe<T[]>(text);
  } finally {
    await sql.end();
  }
}

type Answer = { url?: string; version?: string; error?: string };
type Held = { child: ChildProcess; answer: Answer };

/** A Plumbline in a process of its own, which can be killed. */
async function hold(dataDir: string, as: { uid?: number; gid?: number } = {}, binaries = 'any'): Promise<Held> {
  const program = fileURLToPath(new URL('./testing/hold-postgres.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir, binaries], {
    ...as,
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of child.stdout) return { child, answer: JSON.parse(String(line)) as Answer };
  throw new Error('The process ended without an answer');
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await delay(20)) if (await condition()) return;
  throw new Error('It did not happen within 20 s');
}

describe('a new data directory', () => {
  it('becomes a UTF-8 cluster with checksums that keeps every acknowledged write', async () => {
    const server = await start(dataDirectory());
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'server_encoding'];
    const columns = [...names, 'listen_addresses', 'unix_socket_directories', 'password_encryption'];
    const [row] = await query(
      server.url,
      `select ${columns.map((name) => `current_setting('${name}') as ${name}`).join(', ')},
        (select datcollate from pg_database where datname = current_database()) as collation,
        (select string_agg(distinct auth_method, ' ') from pg_hba_file_rules) as methods`,
    );
    expect(row).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      collation: 'C',
      methods: 'scram-sha-256',
    });
    await server.stop();
  });

  it('is opened by its own password only, which nobody else may read', async () => {
    const dataDir = dataDirectory();
    const server = await start(dataDir);
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    wrong.password = '';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow();
    await server.stop();
  });

  it('keeps its data and its password over a stop and a start, and the stopped server is gone', async () => {
    const dataDir = dataDirectory();
    const first = await start(dataDir);
    await query(first.url, 'create table kept as select 7 as value');
    const pid = livePostmaster(pgDataOf(dataDir))?.pid ?? 0;
    await first.stop();
    expect(isRunning(pid)).toBe(false);
    const second = await start(dataDir);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
    await second.stop();
  });

  it('that an earlier start left half made is made again', async () => {
    const dataDir = dataDirectory();
    mkdirSync(join(dataDir, 'postgres.unfinished-1'));
    writeFileSync(join(dataDir, 'postgres.password'), 'of the first attempt\n');
    const server = await start(dataDir);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'postgres.unfinished-1'))).toBe(false);
    await server.stop();
  });
});

describe('after kill -9', () => {
  it('the server left behind is adopted with everything it acknowledged', async () => {
    const dataDir = usedDirectory();
    const { child, answer } = await hold(dataDir);
    await query(answer.url ?? '', 'create table kept as select 7 as value');
    const orphan = livePostmaster(pgDataOf(dataDir));
    await kill(child);
    const server = await start(dataDir);
    expect(livePostmaster(pgDataOf(dataDir))).toEqual(orphan);
    expect(server.url).toBe(answer.url);
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
    await server.stop();
    expect(isRunning(orphan?.pid ?? 0)).toBe(false);
  });

  it('of Plumbline and Postgres both, the next start recovers what was acknowledged', async () => {
    const dataDir = usedDirectory();
    const { child, answer } = await hold(dataDir);
    await query(answer.url ?? '', 'create table kept as select 7 as value');
    const orphan = livePostmaster(pgDataOf(dataDir))?.pid ?? 0;
    await kill(child);
    process.kill(orphan, 'SIGKILL');
    const server = await start(dataDir);
    expect(livePostmaster(pgDataOf(dataDir))?.pid).not.toBe(orphan);
    expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }]);
    await server.stop();
  });

  it('a pid file that names another living process stops nobody', async () => {
    const dataDir = usedDirectory();
    const user = unprivilegedUser(pgDataOf(dataDir));
    const stranger = spawn('sleep', ['60'], user ? { uid: user.uid, gid: user.gid } : {});
    children.push(stranger);
    const pidFile = join(pgDataOf(dataDir), 'postmaster.pid');
    writeFileSync(pidFile, `${stranger.pid}\n${pgDataOf(dataDir)}\n1\n5432\n\n127.0.0.1\n\nready\n`);
    if (user) chownSync(pidFile, user.uid, user.gid);
    const server = await start(dataDir);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(isRunning(stranger.pid ?? 0)).toBe(true);
    await server.stop();
  });

  it('an orphan that no longer knows our password is stopped, not used', async () => {
    const dataDir = usedDirectory();
    const { child, answer } = await hold(dataDir);
    const orphan = livePostmaster(pgDataOf(dataDir));
    await query(answer.url ?? '', `alter role plumbline password 'another'`);
    await kill(child);
    await expect(start(dataDir)).rejects.toThrow(/started but cannot be used: password authentication failed/);
    expect(isRunning(orphan?.pid ?? 0)).toBe(false);
    expect(livePostmaster(pgDataOf(dataDir))).toBeUndefined();
  });
});

describe('a second Plumbline on the same data', () => {
  it('is refused with a sentence that names the first, and may start once the first was killed', async () => {
    const dataDir = usedDirectory();
    const first = await hold(dataDir);
    const second = await hold(dataDir);
    expect(second.answer.error).toContain(`Plumbline is already running on ${dataDir} (pid ${first.child.pid})`);
    await kill(first.child);
    const third = await hold(dataDir);
    expect(third.answer.error).toBeUndefined();
    expect(third.answer.url).toBe(first.answer.url);
  });

  it('of six that start at once exactly one comes up', async () => {
    const dataDir = dataDirectory();
    const all = await Promise.all(Array.from({ length: 6 }, () => hold(dataDir)));
    expect(all.filter(({ answer }) => answer.url !== undefined)).toHaveLength(1);
    const refusals = all.flatMap(({ answer }) => answer.error ?? []);
    expect(refusals.every((sentence) => sentence.startsWith('Plumbline is already running on'))).toBe(true);
  });

  it('in the same process is refused too', async () => {
    const dataDir = usedDirectory();
    const server = await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`already running on ${dataDir} (pid ${process.pid})`);
    await server.stop();
    await (await start(dataDir)).stop();
  });
});

describe('an administrative command', () => {
  it('uses the database of the server that runs and leaves it running', async () => {
    const dataDir = usedDirectory();
    const { child, answer } = await hold(dataDir);
    const beside = await resolveDatabaseBeside({ dataDir }, silentLog);
    expect(beside.url).toBe(answer.url);
    await beside.stop();
    expect(await query(answer.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(child.exitCode).toBeNull();
  });

  it('starts one for itself when no server runs, and stops it', async () => {
    const dataDir = usedDirectory();
    const alone = await resolveDatabaseBeside({ dataDir }, silentLog);
    expect(await query(alone.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await alone.stop();
    expect(livePostmaster(pgDataOf(dataDir))).toBeUndefined();
  });

  it('takes a database that was given, and starts nothing', async () => {
    const given = await resolveDatabase({ databaseUrl: 'postgres://x@127.0.0.1:1/y', dataDir: '/nowhere' }, silentLog);
    expect(given.url).toBe('postgres://x@127.0.0.1:1/y');
    await given.stop();
  });
});

describe('while it runs', () => {
  it('a server that is killed comes back on the same port with its data', async () => {
    const dataDir = usedDirectory();
    const server = await start(dataDir);
    await query(server.url, 'create table kept as select 7 as value');
    const pid = livePostmaster(pgDataOf(dataDir))?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() =>
      query(server.url, 'select value from kept').then(
        (rows) => rows.length === 1,
        () => false,
      ),
    );
    expect(livePostmaster(pgDataOf(dataDir))?.pid).not.toBe(pid);
    await server.stop();
    expect(livePostmaster(pgDataOf(dataDir))).toBeUndefined();
  });
});

describe('programs', () => {
  it('of the embedded package serve a new directory, and one they wrote is theirs again', async () => {
    const dataDir = dataDirectory();
    const first = await start(dataDir, { binaries: 'embedded' });
    expect(first.version).toMatch(/^18\./);
    await query(first.url, 'create table kept as select 7 as value');
    await first.stop();
    const second = await start(dataDir);
    expect(second.version).toBe(first.version);
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
    await second.stop();
  });

  it('of another major version are not tried on data they cannot read', async () => {
    const dataDir = usedDirectory();
    writeFileSync(join(pgDataOf(dataDir), 'PG_VERSION'), '13\n');
    await expect(start(dataDir)).rejects.toThrow(
      new RegExp(
        `The data in ${pgDataOf(dataDir)} was written by Postgres 13, which was not found here \\(found: .*18`,
      ),
    );
  });

  it('that do not start say why, with the last lines of the log', async () => {
    const dataDir = usedDirectory();
    await expect(start(dataDir, { settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /Postgres did not start on .*\n.*invalid value for parameter "shared_buffers": "plenty"/,
    );
    await (await start(dataDir)).stop();
  });
});

describe.runIf(root)('as root', () => {
  it('runs Postgres as a user without privileges', async () => {
    const dataDir = usedDirectory();
    const server = await start(dataDir);
    const pid = livePostmaster(pgDataOf(dataDir))?.pid;
    const ids = /^Uid:\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    expect(Number(ids?.[1])).toBe(statSync(pgDataOf(dataDir)).uid);
    expect(Number(ids?.[1])).toBeGreaterThan(0);
    expect(/^Groups:\s*$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))).toBe(true);
    await server.stop();
  });

  it('a directory that this user cannot reach is refused with a sentence that names the closed one', async () => {
    const closed = dataDirectory();
    chmodSync(closed, 0o700);
    await expect(start(join(closed, 'data'))).rejects.toThrow(
      /runs as the user postgres, who cannot reach .*\/data: .* is closed to others\. Set PLUMBLINE_DATA_DIR/,
    );
  });

  const nobody = { uid: 65_534, gid: 65_534 };
  const open = closedDirectory(packageRoot(), { ...nobody, name: 'nobody' }) === undefined;
  it.runIf(open)(
    'an ordinary user has a Postgres of his own, adopted after kill -9 and stopped by SIGTERM',
    async () => {
      const dataDir = join(dataDirectory(), 'data');
      mkdirSync(dataDir);
      chownSync(dataDir, nobody.uid, nobody.gid);
      const first = await hold(dataDir, nobody);
      expect(first.answer.error).toBeUndefined();
      const orphan = livePostmaster(pgDataOf(dataDir));
      expect(statSync(`/proc/${orphan?.pid}`).uid).toBe(nobody.uid);
      await kill(first.child);
      const second = await hold(dataDir, nobody);
      expect(second.answer.url).toBe(first.answer.url);
      const ended = new Promise((resolve) => second.child.once('exit', resolve));
      second.child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(isRunning(orphan?.pid ?? 0)).toBe(false);
    },
  );

  it.runIf(open)('an ordinary user is told whose directory it is', async () => {
    const dataDir = usedDirectory();
    const { answer } = await hold(dataDir, nobody);
    expect(answer.error).toMatch(
      /^The data directory .* cannot be used: EACCES.*Run Plumbline as the user it belongs to/,
    );
  });
});
