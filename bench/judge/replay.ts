import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { scalarMetrics, type Profile } from '../../checks/index.ts';
import { connect, type Sql } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { migrate } from '../../server/database/migrate.ts';
import type { Principal } from '../../server/flow/principal.ts';
import { createReceiveContext } from '../../server/flow/receive-context.ts';
import { replay } from '../../server/flow/replay/replay.ts';
import { createLogger } from '../../server/log.ts';
import { ensureDatasets } from '../../server/store/datasets.ts';
import { createLayoutCache } from '../../server/store/layouts.ts';
import { packed } from '../../server/store/metric-values.ts';
import { readReceived } from '../../server/store/replay.ts';

const datasets = 200;
const days = 90;
const rounds = 3;
const dayMs = 86_400_000;
const start = Date.parse('2026-08-01T00:00:00Z');
const until = new Date(start + (days + 1) * dayMs);

const names = ['amount', 'tax', 'quantity', 'discount', 'weight', 'price', 'cost', 'margin'];
const suiteOf = (table: number) => `suite: bench-${table}
dataset: { namespace: bench, name: table-${table} }
expect:
  - row_count: { between: [1000, 200000] }
  - row_count: { change: { from: same_weekday, within: 20% } }
${names.map((name, index) => `  - column: ${name}\n    ${ruleOf(index)}\n`).join('')}`;
const ruleOf = (index: number) =>
  ['mean: { change: { from: { last_n: 7 }, within: 10% } }', 'not_null: { mostly: 0.99 }', 'max: { at_most: 500 }'][
    index % 3
  ] ?? '';

function profileOf(table: number, day: number): Profile {
  const at = (n: number) => new Date(start + n * dayMs).toISOString();
  const swing = Math.sin(table + day) * 5;
  const column = {
    ...{ type: 'number', count: 99_900, nullCount: 100, zeroCount: 12, min: 1, max: 480 + swing, mean: 42 + swing },
    ...{ stddev: 9, sum: 4_200_000, distinct: { value: 90_000, exact: true }, quantiles: { '0.5': 41, '0.99': 99 } },
  };
  return {
    dataset: { namespace: 'bench', name: `table-${table}` },
    dataInterval: { start: at(day), end: at(day + 1) },
    rowCount: 100_000 + Math.round(swing * 4000),
    columnMetrics: Object.fromEntries(names.map((name) => [name, column])),
  };
}

/** 2,000 rules over 90 days of 200 datasets, against reading the same profiles from Postgres alone. */
export async function measureReplay(say: (text: string) => void) {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
  const sql = connect({ url: postgres.url, poolSize: 4 });
  try {
    await migrate({ url: postgres.url });
    const bytes = await fill(sql);
    return await compare(sql, bytes, say);
  } finally {
    await sql.end();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fill(sql: Sql): Promise<number> {
  const tables = Array.from({ length: datasets }, (_, table) => ({ namespace: 'bench', name: `table-${table}` }));
  await ensureDatasets(sql, tables);
  const layouts = createLayoutCache();
  let bytes = 0;
  for (let day = 0; day < days; day++) {
    const profiles = tables.map((_, table) => profileOf(table, day));
    const metrics = profiles.map(scalarMetrics);
    const layout = await layouts.idOf(sql, metrics[0]?.names ?? []);
    const documents = profiles.map((profile) => JSON.stringify(profile));
    bytes += documents.reduce((sum, document) => sum + document.length, 0);
    const [from, received] = [new Date(start + day * dayMs), new Date(start + (day + 1) * dayMs)];
    await sql`
      insert into profile (dataset_id, segment, interval_start, interval_end, received_at, effective_at, row_count,
        layout_id, metric_values, verdict, accepted, document)
      select d.id, '', ${from}, ${received}, ${received}, ${from}, p.row_count, ${layout}, decode(p.metrics, 'hex'), 'pass', true, p.document
      from unnest(${tables.map(({ name }) => name)}::text[], ${profiles.map((one) => one.rowCount ?? 0)}::float8[],
        ${metrics.map(({ values }) => Buffer.from(packed(values)).toString('hex'))}::text[], ${documents}::text[])
        as p(name, row_count, metrics, document)
      join dataset d on d.name = p.name`;
  }
  await sql`vacuum analyze profile`;
  return bytes;
}

async function compare(sql: Sql, bytes: number, say: (text: string) => void) {
  const suites = Array.from({ length: datasets }, (_, table) => suiteOf(table));
  const seconds: number[] = [];
  const reading: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let results = 0;
  for (let round = 1; round <= rounds; round++) {
    reading.push(await timed(() => readAll(sql)));
    delay.enable();
    seconds.push(await timed(async () => (results = await replayAll(sql, suites))));
    delay.disable();
    say(`replay round ${round} of ${rounds}: ${results} results in ${seconds.at(-1)?.toFixed(2)} s`);
  }
  const middle = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
  return {
    conditions: { replayRules: suites.length * 10, replayDays: days, replayResults: results, replayBytes: bytes },
    figures: {
      replaySeconds: middle(seconds),
      replayRatio: middle(seconds.map((one, round) => one / (reading[round] ?? Number.NaN))),
      replayLoopDelayP99Ms: delay.percentile(99) / 1e6,
      replayLoopDelayMaxMs: delay.max / 1e6,
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

async function readAll(sql: Sql): Promise<void> {
  const rows = await sql<{ id: number }[]>`select id from profile order by dataset_id, id`;
  for (let at = 0; at < rows.length; at += 200)
    await readReceived(
      sql,
      rows.slice(at, at + 200).map(({ id }) => id),
      true,
    );
}

const principal: Principal = { kind: 'key', id: 'bench', name: 'bench', role: 'admin', namespaces: ['*'] };

async function replayAll(sql: Sql, suites: string[]): Promise<number> {
  const context = createReceiveContext({
    ...{ pool: sql, clock: () => until, publicUrl: 'http://localhost', onNotification: () => {} },
    routeDefaults: { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatIntervalSeconds: 14_400 },
  });
  const signal = new AbortController().signal;
  const answer = await replay(context, { suites, since: `${days + 1}d` }, { principal, signal, limitMs: 120_000 });
  const { partial, profiles } = answer.coverage;
  if (partial !== null || profiles !== datasets * days) throw new Error(`only ${profiles} profiles were replayed`);
  const outcomes = answer.draft.suites.flatMap(({ expectations }) => expectations.map((one) => one.outcomes));
  return outcomes.reduce((sum, one) => sum + one.pass + one.warn + one.fail + one.undecided + one.error, 0);
}
