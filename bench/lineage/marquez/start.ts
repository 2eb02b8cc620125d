import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../../server/config/package-root.ts';
import { Trouble } from '../../detection/trouble.ts';
import { freePort } from '../../ingest/child.ts';

export interface Marquez {
  url: string;
  pid: number;
  /** From its start until it was healthy, the migration of its tables included. */
  startMs: number;
  stop(): Promise<void>;
}

const config = join(packageRoot(), 'bench', 'lineage', 'marquez', 'marquez.yml');
const healthyWithinMs = 180_000;

/**
 * Starts the real Marquez on a free port of loopback, with its tables in the database at `url` (it should be empty), and waits until
 * its own health check passes. `classPath` is what buildMarquez answers; `heapMib` is its largest heap.
 */
export async function startMarquez(classPath: string, url: string, heapMib = 2048): Promise<Marquez> {
  const started = performance.now();
  const [port, adminPort] = [await freePort(), await freePort()];
  const { hostname, port: databasePort, pathname, username, password } = new URL(url);
  const env = {
    ...process.env,
    MARQUEZ_PORT: String(port),
    MARQUEZ_ADMIN_PORT: String(adminPort),
    MARQUEZ_JDBC: `jdbc:postgresql://${hostname}:${databasePort || '5432'}${pathname}`,
    MARQUEZ_DB_USER: decodeURIComponent(username),
    MARQUEZ_DB_PASSWORD: decodeURIComponent(password),
  };
  const args = [`-Xmx${heapMib}m`, '-cp', classPath, 'marquez.MarquezApp', 'server', config];
  const child = spawn('java', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => ended(child);
  try {
    await healthy(child, `http://127.0.0.1:${adminPort}/healthcheck`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, startMs: performance.now() - started, stop };
}

async function healthy(child: ChildProcess, url: string): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  let failed: Error | null = null;
  child.once('error', (error) => (failed = error));
  const until = performance.now() + healthyWithinMs;
  while (performance.now() < until) {
    if (failed) throw new Trouble(`Marquez cannot be started: ${String(failed)}`);
    if (child.exitCode !== null) throw new Trouble(`Marquez ended with ${child.exitCode}:\n${said}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Trouble(`Marquez was not healthy within ${healthyWithinMs / 1000} s:\n${said}`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
