import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '../../server/database/connect.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { createLogger } from '../../server/log.ts';
import type { Bench } from '../bench.ts';
import { residentMib, type Child } from './child.ts';
import { fillHistory } from './history.ts';
import { measure, median, quantile, type Load } from './load.ts';
import { dailyRuns, stamped, templates } from './profile.ts';
import { poolSize, prepare, type Place } from './servers.ts';

const rounds = 5;
const seconds = 4;
const connections = 16;
const mostDatasets = 1000;
/** With learning fewer, so that what is learnt of all finds room in the memory that a server takes for it by default. */
const learnedDatasets = 500;

const help = `The ingest bench posts to servers of its own, with learning and without.

  --datasets N   of how many datasets at most (${mostDatasets}; with learning ${learnedDatasets}): fewer on a machine that is busy
`;

/** Judged profiles a second against parsing alone and against parsing with one insert, in interleaved rounds. */
export const ingest: Bench = {
  name: 'ingest',
  about: 'judged profiles per second against the limits of the same stack',
  help,
  async run({ say, args }) {
    const asked = args.includes('--datasets') ? Number(args[args.indexOf('--datasets') + 1]) : mostDatasets;
    const many = { datasets: Math.min(asked, mostDatasets), learnedDatasets: Math.min(asked, learnedDatasets) };
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
    const sql = connect({ url: postgres.url, poolSize: 2, session: { statement_timeout: 0 } });
    const children: Child[] = [];
    try {
      const bodies = templates();
      const place = await prepare(postgres.url, sql, children);
      const compared = await compare(place, { bodies, ...many }, say);
      const history = await compareHistory(place, { sql, body: bodies[0] ?? Buffer.alloc(0) }, say);
      return {
        conditions: {
          rounds,
          secondsPerRun: seconds,
          connections,
          ...many,
          poolSize,
          bodyBytes: bodies[0]?.length ?? 0,
          expectations: 30,
          learnedRuns,
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

/** So many earlier runs of every dataset make every learned monitor active. */
const learnedRuns = 28;

/** How long the history of a server may take. */
const historySeconds = 1200;

/** Posts the history that the learned monitors judge by: `learnedRuns` runs of each dataset, a day apart. */
async function learnHistory(learning: Load, datasets: number, say: (text: string) => void): Promise<void> {
  for (let run = 1, seconds = historySeconds; run <= learnedRuns; run++) {
    const started = performance.now();
    const { perSecond, latenciesMs } = await measure({ ...learning, seconds, requests: datasets });
    if (latenciesMs.length < datasets) throw new Error(`the history was not learnt within ${historySeconds} s`);
    seconds -= (performance.now() - started) / 1000;
    say(`run ${run} of ${learnedRuns} of ${datasets} datasets to learn from: ${Math.round(perSecond)}/s`);
  }
}

const limits = ['/store', '/store-text', '/parse'] as const;

interface Posting {
  bodies: Buffer[];
  datasets: number;
  learnedDatasets: number;
}

/** What is posted where: profiles to both servers of ours, and the same bodies to a path of the limit's. */
function loadsOf(place: Place, { bodies, datasets, learnedDatasets }: Posting) {
  const { headers } = place.plumbline;
  const load = (url: string, path: string): Load => ({
    ...{ url, path, headers, connections, seconds, patient: true },
    body: dailyRuns(bodies, datasets),
  });
  const judged = load(place.plumbline.url, '/api/v1/profiles');
  const learned: Load = {
    ...{ ...load(place.learning.url, '/api/v1/profiles'), headers: place.learning.headers },
    body: dailyRuns(bodies, learnedDatasets),
  };
  return { load, judged, learned };
}

async function compare(place: Place, { bodies, datasets, learnedDatasets }: Posting, say: (text: string) => void) {
  const { load, judged, learned } = loadsOf(place, { bodies, datasets, learnedDatasets });
  await learnHistory(learned, learnedDatasets, say);
  const idleMib = residentMib(place.plumbline.pid);
  // Warm: every dataset exists, every path was compiled and every statement prepared.
  await measure({ ...judged, seconds: 6 });
  for (const path of limits) await measure({ ...load(place.limit.url, path), seconds: 2 });
  const rates: Record<string, number[]> = { judged: [], learned: [], '/store': [], '/store-text': [], '/parse': [] };
  const [latencies, learnedLatencies]: [number[], number[]] = [[], []];
  let [refused, learnedRefused] = [0, 0];
  for (let round = 1; round <= rounds; round++) {
    const ours = await measure(judged);
    rates['judged']?.push(ours.perSecond);
    latencies.push(...ours.latenciesMs);
    refused += ours.refused;
    const withLearning = await measure(learned);
    rates['learned']?.push(withLearning.perSecond);
    learnedLatencies.push(...withLearning.latenciesMs);
    learnedRefused += withLearning.refused;
    for (const path of limits) rates[path]?.push((await measure(load(place.limit.url, path))).perSecond);
    say(`round ${round} of ${rounds}: ${latest(rates)}`);
  }
  return {
    ...figuresOf(rates),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    learnedP50Ms: quantile(learnedLatencies, 0.5),
    learnedP99Ms: quantile(learnedLatencies, 0.99),
    refusedPct: (100 * refused) / (refused + latencies.length),
    learnedRefusedPct: (100 * learnedRefused) / (learnedRefused + learnedLatencies.length),
    residentIdleMb: idleMib,
    residentMb: residentMib(place.plumbline.pid),
    learnedResidentMb: residentMib(place.learning.pid),
  };
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
    learnedPerSecond: middle('learned'),
    // How much of the rate without learning is left with it.
    learnedRatio: 1 / ratio('learned'),
  };
}

/** The same load on one dataset with 100 stored profiles and on one with 100,000, in turn. */
async function compareHistory(place: Place, { sql, body }: { sql: Sql; body: Buffer }, say: (text: string) => void) {
  const load = (table: number): Load => ({
    url: place.plumbline.url,
    path: '/api/v1/profiles',
    headers: place.plumbline.headers,
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
