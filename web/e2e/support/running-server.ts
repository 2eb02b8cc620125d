import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const READY_WITHIN_MS = 240_000;

export interface RunningServer {
  url: string;
  setupLink: string;
  createKey(role: string): string;
  stop(): Promise<void>;
  /** Ends the process as a crash would; its database goes on. */
  crash(): Promise<void>;
  /** Starts another process on the same port and data; answers how to stop it. */
  startAgain(): Promise<() => Promise<void>>;
}

/** Starts `bin/plumbline serve` on a free port with a data directory of its own; builds what is stale, as it does for anybody. */
export async function startServer(dataDir: string): Promise<RunningServer> {
  const port = await freePort();
  const environment = environmentOf(dataDir, port);
  const child = serve(environment);
  const said = await saidUntilReady(child);
  const setupLink = /\S+\/setup\?token=\S+/.exec(said)?.[0] ?? '';
  return {
    url: `http://localhost:${port}`,
    setupLink,
    createKey: (role) => createKey(role, environment),
    stop: () => stop(child, 'SIGTERM'),
    crash: () => stop(child, 'SIGKILL'),
    startAgain: () => startAgain(environment, port),
  };
}

const environmentOf = (dataDir: string, port: number) => ({
  ...process.env,
  PLUMBLINE_PORT: String(port),
  PLUMBLINE_DATA_DIR: dataDir,
  PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
  PLUMBLINE_NOTIFICATIONS__GROUP_WAIT_SECONDS: '0',
});

const serve = (env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, ['bin/plumbline', 'serve'], { cwd: root, env, stdio: 'pipe' });

/** A new process on the port and data of one that ended; answers how to stop it. */
async function startAgain(environment: NodeJS.ProcessEnv, port: number): Promise<() => Promise<void>> {
  const child = serve(environment);
  child.stdout?.resume();
  child.stderr?.resume();
  const end = Date.now() + READY_WITHIN_MS;
  const isReady = (): Promise<boolean> =>
    fetch(`http://localhost:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (Date.now() > end) throw new Error('the server did not come back');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return () => stop(child, 'SIGTERM');
}

function createKey(role: string, env: NodeJS.ProcessEnv): string {
  const args = ['bin/plumbline', 'keys', 'create', '--role', role, '--namespace', '*'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  const key = /plk_\S+/.exec(stdout)?.[0];
  if (status !== 0 || key === undefined) throw new Error(`keys create failed: ${stdout}${stderr}`);
  return key;
}

function saidUntilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`the server is not ready in time:\n${said}`)), READY_WITHIN_MS);
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!/ready on [^\n]*\n[^\n]*data [^\n]*\n[^\n]*setup\?token=\S+\s/.test(said)) return;
      clearTimeout(late);
      resolve(said);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
