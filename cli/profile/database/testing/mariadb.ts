import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';

export interface TestMariadb {
  port: number;
  /** As an administrator, in the database `shop`. */
  connection: Connection;
  /** Of the user `reader`, who may only read. */
  password: string;
  stop(): Promise<void>;
}

const programs = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/usr/bin/mariadbd', '/opt/homebrew/bin/mariadbd'];

/** The server's program; as root it is installed by apt-get when it is missing. Null with a reason on a machine without it. */
export function findMariadb(): { program: string } | { program: null; reason: string } {
  const here = (): string | undefined => programs.find((path) => existsSync(path));
  const found = here();
  if (found !== undefined) return { program: found };
  if (process.getuid?.() !== 0)
    return { program: null, reason: 'mariadbd is not installed, and only root can: apt-get install mariadb-server' };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mariadb-server'], { env });
  const installed = here();
  return installed === undefined
    ? { program: null, reason: 'apt-get could not install mariadb-server' }
    : { program: installed };
}

/** A server of this test's own on a free loopback port, with its data in a temporary folder. */
export async function startMariadb(program: string): Promise<TestMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-mariadb-'));
  const user = `--user=${userInfo().username}`;
  const data = `--datadir=${join(folder, 'data')}`;
  const install = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', data, user, '--skip-test-db', '--auth-root-authentication-method=normal'],
    { encoding: 'utf8' },
  );
  if (install.status !== 0) throw new Error(`mariadb-install-db: ${install.stderr}${install.stdout}`);
  const port = await freePort();
  const password = `s3cret p@ss/${port}`;
  writeFileSync(
    join(folder, 'init.sql'),
    `CREATE DATABASE shop CHARACTER SET utf8mb4;\nCREATE USER admin@'127.0.0.1' IDENTIFIED BY '';\nGRANT ALL ON *.* TO admin@'127.0.0.1';\nCREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT SELECT ON shop.* TO reader@'127.0.0.1';\n`,
  );
  const server = spawn(
    program,
    [
      ...['--no-defaults', user, data, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 's')}`],
      ...[`--init-file=${join(folder, 'init.sql')}`, `--pid-file=${join(folder, 'pid')}`, '--skip-name-resolve'],
      ...['--innodb-buffer-pool-size=64M', '--innodb-flush-log-at-trx-commit=0', '--performance-schema=OFF'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const connection = await connected(server, port);
  return {
    port,
    connection,
    password,
    async stop() {
      await connection.end();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connected(server: ChildProcess, port: number): Promise<Connection> {
  let said = '';
  server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      return await createConnection({
        host: '127.0.0.1',
        port,
        user: 'admin',
        password: '',
        database: 'shop',
        charset: 'utf8mb4',
        multipleStatements: false,
      });
    } catch (error) {
      if (Date.now() > until || server.exitCode !== null)
        throw new Error(`mariadbd did not start: ${said}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
