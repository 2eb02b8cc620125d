import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdmin } from '../../server/admin.ts';
import { connect, type Sql } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { createLogger } from '../../server/log.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import type { Bench } from '../bench.ts';
import { freePort, residentMib, startChild, type Child } from './child.ts';
import { fillHistory } from './history.ts';
import { measure, median, quantile, type Load } from './load.ts';
import { benchSuite, stamped, templates } from './profile.ts';

const rounds = 5;
const seconds = 4;
const connections = 16;
const datasets = 1000;
const poolSize = 10;

/** Judged profiles a second against parsing alone and against parsing with one insert, in interleaved rounds. */
export const ingest: Bench = {
  name: 'ingest',
  about: 'judged profiles per second against the limits of the same stack',
  async run({ say }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
    const sql = connect({ url: postgres.url, poolSize: 2, session: { statement_timeout: 0 } });
    const children: Child[] = [];
    try {
      const bodies = templates();
      const place = await prepare(postgres.url, sql, children);
      const compared = await compare(place, bodies, say);
      const history = await compareHistory(place, { sql, body: bodies[0] ?? Buffer.alloc(0) }, say);
      return {
        conditions: {
          rounds,
          secondsPerRun: seconds,
          connections,
          datasets,
          poolSize,
          bodyBytes: bodies[0]?.length ?? 0,
          expectations: 30,
          postgres: postgres.version,
          fsync: 'on',
        },
        figures: { ...compared, ...history },
      };
    } finally {
      for (const child of children) await child.stop();
      await sql.end();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Place {
  plumbline: Child;
  limit: Child;
  headers: Record<string, string>;
}

async function prepare(url: string, sql: Sql, children: Child[]): Promise<Place> {
  const env = { DATABASE_URL: url, PLUMBLINE_DATABASE_POOL_SIZE: String(poolSize), PLUMBLINE_LOG__LEVEL: 'error' };
  const [port, limitPort] = [await freePort(), await freePort()];
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const plumbline = await startChild(['-e', program], { port, env });
  children.push(plumbline);
  await sql`create unlogged table if not exists limit_none (id int)`;
  await sql`create table limit_jsonb (id bigint generated always as identity primary key, document jsonb not null)`;
  await sql`create table limit_text (id bigint generated always as identity primary key, document text not null)`;
  const limitProgram = join(packageRoot(), 'dist', 'bench', 'ingest', 'limit-server.js');
  const limit = await startChild([limitProgram, url, String(limitPort), String(poolSize)], { port: limitPort });
  children.push(limit);
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const ingestKey = await admin.createKey({ name: 'bench', role: 'ingest', namespaces: ['*'], expiresAt: null });
  const adminKey = await admin.createKey({ name: 'bench', role: 'admin', namespaces: ['*'], expiresAt: null });
  await admin.close();
  await put(`${plumbline.url}/api/v1/suites/bench`, adminKey.key, { yaml: benchSuite });
  return {
    plumbline,
    limit,
    headers: { authorization: `Bearer ${ingestKey.key}`, 'content-type': 'application/json' },
  };
}

export async function put(url: string, key: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

const limits = ['/store', '/store-text', '/parse'] as const;

async function compare(place: Place, bodies: Buffer[], say: (text: string) => void) {
  const load = (url: string, path: string): Load => ({
    url,
    path,
    headers: place.headers,
    connections,
    seconds,
    body: (n) => stamped(bodies[n % bodies.length] ?? Buffer.alloc(0), n % datasets),
  });
  const judged = load(place.plumbline.url, '/api/v1/profiles');
  const idleMib = residentMib(place.plumbline.pid);
  // Warm: every dataset exists, every path was compiled and every statement prepared.
  await measure({ ...judged, seconds: 6 });
  for (const path of limits) await measure({ ...load(place.limit.url, path), seconds: 2 });
  const rates: Record<string, number[]> = { judged: [], '/store': [], '/store-text': [], '/parse': [] };
  const latencies: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const ours = await measure(judged);
    rates['judged']?.push(ours.perSecond);
    latencies.push(...ours.latenciesMs);
    for (const path of limits) rates[path]?.push((await measure(load(place.limit.url, path))).perSecond);
    say(`round ${round} of ${rounds}: ${latest(rates)}`);
  }
  const resident = { residentIdleMb: idleMib, residentMb: residentMib(place.plumbline.pid) };
  return { ...figuresOf(rates), p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99), ...resident };
}

const latest = (rates: Record<string, number[]>) =>
  Object.entries(rates)
    .map(([name, all]) => `${name} ${Math.round(all.at(-1) ?? 0)}/s`)
    .join(', ');

/** Medians, and the median of the ratios round by round: the machine's speed drifts, a round's runs share it. */
function figuresOf(rates: Record<string, number[]>) {
  const ours = rates['judged'] ?? [];
  const middle = (name: string) => median(rates[name] ?? []);
  const ratio = (name: string) => median(ours.map((rate, round) => rate / (rates[name]?.[round] ?? Number.NaN)));
  return {
    judgedPerSecond: middle('judged'),
    storeOnlyPerSecond: middle('/store'),
    storeTextOnlyPerSecond: middle('/store-text'),
    parseOnlyPerSecond: middle('/parse'),
    storeOnlyRatio: ratio('/store'),
    storeTextOnlyRatio: ratio('/store-text'),
    parseOnlyRatio: ratio('/parse'),
  };
}

/** The same load on one dataset with 100 stored profiles and on one with 100,000, in turn. */
async function compareHistory(place: Place, { sql, body }: { sql: Sql; body: Buffer }, say: (text: string) => void) {
  const load = (table: number): Load => ({
    url: place.plumbline.url,
    path: '/api/v1/profiles',
    headers: place.headers,
    connections: 1,
    seconds: 2,
    body: () => stamped(body, table),
  });
  for (const table of [9001, 9002]) await measure({ ...load(table), seconds: 0.1 });
  say('filling one dataset with 100,000 profiles …');
  await fillHistory(sql, 'table_9001', 100);
  await fillHistory(sql, 'table_9002', 100_000);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const short = await measure(load(9001));
    const long = await measure(load(9002));
    ratios.push(median(long.latenciesMs) / median(short.latenciesMs));
  }
  return { history100kRatio: median(ratios) };
}
