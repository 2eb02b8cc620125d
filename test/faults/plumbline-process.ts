import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../server/config/package-root.ts';

/** A running `plumbline serve` as it was built. */
export interface PlumblineProcess {
  pid: number;
  url: string;
  /** Resolves when it says that it is ready; rejects with what it said when it ends before. */
  ready: Promise<void>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output(): string;
  /** Sends a signal to this process alone, and answers once it has ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const startPatienceMs = 60_000;
const endPatienceMs = 60_000;

/** A port of loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Builds the server when its sources are newer than what was built. */
export async function buildServer(): Promise<void> {
  const builder = pathToFileURL(join(packageRoot(), 'bin', 'build-when-stale.js')).href;
  const { buildWhenStale } = (await import(builder)) as {
    buildWhenStale(root: string, argv: string[]): Promise<string | undefined>;
  };
  const problem = await buildWhenStale(packageRoot(), []);
  if (problem) throw new Error(problem);
}

/** Starts the built server in a process of its own; only `settings` and PATH are in its environment. */
export function spawnPlumbline(port: number, settings: Record<string, string>): PlumblineProcess {
  const entry = JSON.stringify(pathToFileURL(join(packageRoot(), 'dist', 'cli', 'main.js')).href);
  const script = `const { main } = await import(${entry}); process.exitCode = await main(['serve']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', PLUMBLINE_PORT: String(port), PLUMBLINE_LOG__FORMAT: 'json', ...settings },
  });
  let output = '';
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`Plumbline ${why}:\n${output}`));
    const timer = setTimeout(() => fail(`was not ready after ${startPatienceMs} ms`), startPatienceMs);
    const hear = (part: Buffer) => {
      output = (output + part.toString('utf8')).slice(-100_000);
      if (!output.includes('Plumbline is ready on')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void exited.then(({ code, signal }) => (clearTimeout(timer), fail(`ended with ${code ?? signal}`)));
  });
  // Whoever kills it while it starts does not wait for `ready`.
  ready.catch(() => undefined);
  const { pid = 0 } = child;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), endPatienceMs);
    const how = await exited;
    clearTimeout(late);
    return how;
  };
  return { pid, url: `http://127.0.0.1:${port}`, ready, exited, output: () => output, end };
}
