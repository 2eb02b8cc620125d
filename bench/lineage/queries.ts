import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { openAdmin } from '../../server/admin.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { connect } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { migrate } from '../../server/database/migrate.ts';
import { createLogger } from '../../server/log.ts';
import { randomFrom } from '../detection/random.ts';
import { freePort, startChild } from '../ingest/child.ts';
import { median, quantile } from '../ingest/load.ts';
import { makeEstate, type Estate } from './estate.ts';
import { storeEstate } from './store-estate.ts';

const sizes = { '5k': 5_000, '55k': 55_000, '1m': 1_000_000 } as const;
const questions = 1_000;
const warmUp = 200;
const impacts = 15;

type Say = (text: string) => void;

/**
 * Lineage asked through HTTP on estates of three sizes: two hops up and down of a dataset drawn by chance (every fiftieth a
 * hub that 2,000 jobs read), and everything downstream of one with 10,000. Beside it, what a route that asks nothing takes.
 */
export async function measureQueries(say: Say): Promise<Record<string, number>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
  const figures: Record<string, number> = {};
  try {
    const admin = connect({ url: postgres.url, poolSize: 1 });
    await admin`create database lineage_5k`;
    await admin`create database lineage_55k`;
    await admin`create database lineage_1m`;
    await admin.end();
    for (const [name, size] of Object.entries(sizes)) {
      const url = new URL(postgres.url);
      url.pathname = `/lineage_${name}`;
      const estate = await fill(url.href, size, say);
      Object.assign(figures, await measureEstate({ url: url.href, name, estate }, say));
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return figures;
}

async function fill(url: string, size: number, say: Say): Promise<Estate> {
  await migrate({ url });
  const estate = makeEstate(size);
  const sql = connect({ url, poolSize: 1, session: { statement_timeout: 0 } });
  await storeEstate(sql, estate, { columns: size < 100_000, now: new Date() });
  await sql`vacuum`;
  await sql.end();
  say(`${size} jobs: ${estate.datasets.length} datasets, ${estate.edges.length} edges`);
  return estate;
}

/** The figures of one estate that is in a database already. */
async function measureEstate(
  { url, name, estate }: { url: string; name: string; estate: Pick<Estate, 'datasets' | 'hubs' | 'wide'> },
  say: Say,
): Promise<Record<string, number>> {
  const env = { DATABASE_URL: url, PLUMBLINE_LOG__LEVEL: 'error' };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const server = await startChild(['-e', program], { port, env });
  try {
    const ask = await asker(server.url, env);
    const random = randomFrom(`foci of ${name}`);
    const focus = (n: number) => (n % 50 === 0 ? random.pick(estate.hubs) : 1 + random.below(estate.datasets.length));
    const path = (n: number) => `/api/v1/lineage/neighbourhood?focus=dst_${focus(n)}&up=2&down=2`;
    const times = await timed(ask, path, { warmUp, count: questions });
    const idle = await timed(ask, () => '/api/v1/session', { warmUp, count: questions });
    const ms = { p50: median(times), p99: quantile(times, 0.99), idle50: median(idle), idle99: quantile(idle, 0.99) };
    say(`${name}: ${JSON.stringify(ms)}`);
    const figures = {
      [`neighbourhood${name}P50Ms`]: ms.p50,
      [`neighbourhood${name}P99Ms`]: ms.p99,
      [`idle${name}P99Ms`]: ms.idle99,
    };
    if (estate.wide === null) return figures;
    const wide = `/api/v1/lineage/impact?focus=dst_${estate.wide}&limit=20000`;
    const impact = median(await timed(ask, () => wide, { warmUp: 3, count: impacts }));
    say(`${name}: impact of 10,000 in ${impact.toFixed(0)} ms`);
    return { ...figures, [name === '55k' ? 'impact10kMs' : `impact10kAt${name}Ms`]: impact };
  } finally {
    await server.stop();
  }
}

type Ask = (path: string) => Promise<void>;

async function asker(url: string, env: Record<string, string>): Promise<Ask> {
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const { key } = await admin.createKey({ name: 'bench', role: 'viewer', namespaces: ['*'], expiresAt: null });
  await admin.close();
  const headers = { authorization: `Bearer ${key}` };
  return async (path) => {
    const { statusCode, body } = await request(`${url}${path}`, { headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
  };
}

/** Milliseconds of each request, one after another, the body read. */
async function timed(ask: Ask, path: (n: number) => string, q: { warmUp: number; count: number }): Promise<number[]> {
  for (let n = 0; n < q.warmUp; n++) await ask(path(n));
  const times: number[] = [];
  for (let n = 0; n < q.count; n++) {
    const started = performance.now();
    await ask(path(n));
    times.push(performance.now() - started);
  }
  return times;
}
