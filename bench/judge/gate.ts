import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdmin } from '../../server/admin.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { connect, type Sql } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { createLogger } from '../../server/log.ts';
import type { Bench } from '../bench.ts';
import { freePort, startChild, type Child } from '../ingest/child.ts';
import { put } from '../ingest/servers.ts';
import { measure, median, quantile } from '../ingest/load.ts';
import { benchSuite, templates } from '../ingest/profile.ts';

const datasets = 10_000;
const profilesEach = 5;
const rounds = 5;
const secondsPerRun = 4;
const connections = 4;

/** `npm run bench -- gate`: the figures of `measureGate` by themselves. */
export const gate: Bench = {
  name: 'gate',
  about: 'how long the gate takes to answer at 10,000 datasets',
  run: ({ say }) => measureGate(say),
};

/**
 * How long POST /api/v1/gate takes at 10,000 datasets of five judged profiles with thirty results each, every tenth of which
 * blocks; and how much longer than a read of the caller's own row over the same stack, in interleaved rounds.
 */
export async function measureGate(say: (text: string) => void): Promise<Awaited<ReturnType<Bench['run']>>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
  const sql = connect({ url: postgres.url, poolSize: 2, session: { statement_timeout: 0 } });
  let child: Child | null = null;
  try {
    const place = await startPlumbline(postgres.url);
    child = place.child;
    await fill(sql, place);
    say(`${datasets} datasets are there`);
    const figures = await compare(place, say);
    const conditions = { datasets, profilesEach, expectations: 30, rounds, secondsPerRun, connections };
    return { conditions: { ...conditions, postgres: postgres.version }, figures };
  } finally {
    await child?.stop();
    await sql.end();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Place {
  child: Child;
  headers: Record<string, string>;
}

async function startPlumbline(url: string): Promise<Place> {
  const env = { DATABASE_URL: url, PLUMBLINE_LOG__LEVEL: 'error' };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const child = await startChild(['-e', program], { port, env });
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const key = (role: 'ingest' | 'admin') =>
    admin.createKey({ name: 'bench', role, namespaces: ['*'], expiresAt: null });
  const [ingest, owner] = [await key('ingest'), await key('admin')];
  await admin.close();
  await put(`${child.url}/api/v1/suites/bench`, owner.key, { yaml: benchSuite });
  return { child, headers: { authorization: `Bearer ${ingest.key}`, 'content-type': 'application/json' } };
}

/** One profile that passes and one that blocks, judged as ever; then copied to every dataset, the newest as it was answered. */
async function fill(sql: Sql, { child, headers }: Place): Promise<void> {
  const template = JSON.parse((templates()[0] ?? Buffer.from('{}')).toString()) as Record<string, unknown>;
  for (const [name, rowCount] of [
    ['good', 100_000],
    ['bad', 5],
  ] as const) {
    const own = rowCount === 5 ? { columnMetrics: {} } : {};
    const profile = { ...template, ...own, idempotencyKey: name, dataset: { namespace: 'bench', name }, rowCount };
    const answer = await fetch(`${child.url}/api/v1/profiles`, {
      method: 'POST',
      headers,
      body: JSON.stringify(profile),
    });
    if (answer.status !== 201) throw new Error(`a profile was answered ${answer.status}: ${await answer.text()}`);
  }
  await sql`
    insert into dataset (namespace_id, name, slug)
    select n.id, 'd' || s, 'd' || s from namespace n, generate_series(0, ${datasets - 1}::int) s where n.name = 'bench'`;
  await sql`
    with source as (
      select d.name, p.*, j.gate, j.answer from profile p join dataset d on d.id = p.dataset_id
      join judgement j on j.profile_id = p.id where d.name in ('good', 'bad')),
    made as (
      insert into profile (dataset_id, segment, captured_at, received_at, effective_at, row_count, layout_id, metric_values,
        schema_version, verdict, accepted, document)
      select d.id, '', t.at, t.at, t.at, s.row_count, s.layout_id, s.metric_values, s.schema_version, s.verdict, true, '{}'
      from dataset d join source s on s.name = case when substr(d.name, 2)::int % 10 = 0 then 'bad' else 'good' end,
        lateral (select timestamptz '2026-10-31 00:00Z' - make_interval(days => n) as at
          from generate_series(1, ${profilesEach}::int) n) t
      where d.name ~ '^d[0-9]+$' returning id, verdict)
    insert into judgement (profile_id, judged_at, verdict, gate, answer)
    select m.id, now(), m.verdict, s.gate, s.answer from made m join source s on s.verdict = m.verdict`;
  await sql`vacuum analyze`;
}

async function compare({ child, headers }: Place, say: (text: string) => void): Promise<Record<string, number>> {
  const common = { url: child.url, headers, connections, seconds: secondsPerRun };
  const question = (n: number) =>
    Buffer.from(
      JSON.stringify({ dataset: { namespace: 'bench', name: `d${(n * 7919) % datasets}` }, consumer: 'bench' }),
    );
  const asked = { ...common, path: '/api/v1/gate', body: question };
  const plain = { ...common, path: '/api/v1/session', body: null };
  await measure({ ...asked, seconds: 6 });
  await measure({ ...plain, seconds: 2 });
  const all: { p50: number; p99: number; plain: number; perSecond: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const ours = await measure(asked);
    const theirs = await measure(plain);
    const [p50, p99] = [quantile(ours.latenciesMs, 0.5), quantile(ours.latenciesMs, 0.99)];
    all.push({ p50, p99, plain: quantile(theirs.latenciesMs, 0.5), perSecond: ours.perSecond });
    say(`round ${round} of ${rounds}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
  }
  return {
    gateP50Ms: median(all.map(({ p50 }) => p50)),
    gateP99Ms: median(all.map(({ p99 }) => p99)),
    gatePerSecond: median(all.map(({ perSecond }) => perSecond)),
    gateRatio: median(all.map(({ p50, plain: own }) => p50 / own)),
  };
}
