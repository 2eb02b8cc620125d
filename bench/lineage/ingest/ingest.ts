import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../server/config/package-root.ts';
import { connect, type Sql } from '../../../server/database/connect.ts';
import { startManagedPostgres } from '../../../server/database/managed.ts';
import { createLogger } from '../../../server/log.ts';
import { freePort, startChild, type Child } from '../../ingest/child.ts';
import { marquezVersion } from '../marquez/build.ts';
import type { Kind } from './events.ts';
import { figuresOf, told, type Parsed, type Round } from './figures.ts';
import { post, type Posted, type Posting } from './post.ts';
import { processorSeconds, startOurs, startPeer, waitForEdges, waitForRuns, type System } from './systems.ts';

export interface IngestOptions {
  rounds: number;
  seconds: number;
  /** Post the same to a real Marquez as well. */
  marquez: boolean;
}

const connections = 32;
const batch = 100;
// Of every eighth connection the newest edge is asked for, so that asking costs neither server much.
const askedOf = 8;
type Load = { kind: Kind; batch: number };
const loads: Record<string, Load> = {
  '': { kind: '3k', batch: 1 },
  '16k': { kind: '16k', batch: 1 },
  Batch: { kind: '3k', batch },
};

interface Place {
  sql: { ours: Sql; marquez: Sql | null };
  ours: System;
  marquez: System | null;
  limit: Child;
  /** The process of Postgres that started all others. */
  postmaster: number;
}

/**
 * Events taken in, in interleaved rounds: by ours, by a server that only parses them, and by Marquez. An event counts when the
 * edge that it tells can be asked for: time runs until edges that came last can be.
 */
export async function measureIngest(options: IngestOptions, say: (text: string) => void) {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
  const undo: (() => Promise<unknown>)[] = [() => postgres.stop()];
  try {
    const place = await prepare({ url: postgres.url, dataDir, options, undo });
    const figures = await measureLoads(place, options, say);
    const [settings] = await place.sql.ours<{ commit: string; fsync: string }[]>`
      select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`;
    const conditions = {
      ...{ rounds: options.rounds, secondsPerRun: options.seconds, connections, eventsOfBatch: batch },
      ...{ postgres: postgres.version, synchronousCommit: settings!.commit, fsync: settings!.fsync },
      ...(options.marquez && { marquez: marquezVersion }),
      counted:
        'until the newest edges are answered by the lineage route of each server, and the ends of all runs are in its tables',
    };
    return { conditions, figures };
  } finally {
    for (const one of undo.toReversed()) await one();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Preparing {
  url: string;
  dataDir: string;
  options: IngestOptions;
  undo: (() => Promise<unknown>)[];
}

async function prepare({ url, dataDir, options, undo }: Preparing): Promise<Place> {
  const database = (name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const open = (name: string) => {
    const sql = connect({ url: database(name), poolSize: 1, session: { statement_timeout: 0 } });
    undo.push(() => sql.end());
    return sql;
  };
  const admin = open('postgres');
  await admin`create database events_ours`;
  if (options.marquez) await admin`create database events_marquez`;
  const kept = <T extends { stop(): Promise<unknown> }>(one: T): T => (undo.push(() => one.stop()), one);
  const port = await freePort();
  const program = join(packageRoot(), 'dist', 'bench', 'ingest', 'limit-server.js');
  const limit = kept(await startChild([program, url, String(port), '1'], { port }));
  const marquez = options.marquez ? kept(await startPeer(database('events_marquez'))) : null;
  const ours = kept(await startOurs(database('events_ours')));
  const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const sql = { ours: open('events_ours'), marquez: options.marquez ? open('events_marquez') : null };
  return { sql, ours, marquez, limit, postmaster };
}

interface Running {
  system: System;
  sql: Sql;
  postmaster: number;
}

let part = 0;

async function measureLoads(place: Place, options: IngestOptions, say: (text: string) => void) {
  const { postmaster } = place;
  const ours = { system: place.ours, sql: place.sql.ours, postmaster };
  const marquez = place.marquez && { system: place.marquez, sql: place.sql.marquez!, postmaster };
  // Compiled, every job and table made, statements planned.
  const warm = Math.max(1, Math.min(8, options.seconds));
  for (const load of [loads['']!, loads['16k']!]) {
    await runOnce(ours, load, warm);
    if (marquez) await runOnce(marquez, load, warm);
    await parseOnce(place.limit, load, 1);
  }
  const figures: Record<string, number> = {};
  for (const [name, load] of Object.entries(loads)) {
    const [mine, theirs, parsed]: [Round[], Round[], Parsed[]] = [[], [], []];
    for (let round = 0; round < options.rounds; round++) {
      mine.push(await runOnce(ours, load, options.seconds));
      parsed.push(await parseOnce(place.limit, load, Math.min(4, options.seconds)));
      // It takes no batches.
      if (marquez && load.batch === 1) theirs.push(await runOnce(marquez, load, options.seconds)); // prettier-ignore
      say(`${name === '' ? '3k' : name} ${round + 1} of ${options.rounds}: ${told(mine, theirs, parsed)}`);
    }
    Object.assign(figures, figuresOf(name, { mine, theirs, parsed }));
  }
  return { ...figures, ...(await sizes(place)) };
}

async function runOnce({ system, sql, postmaster }: Running, load: Load, seconds: number): Promise<Round> {
  const own = ++part;
  const marker = (dag: number) => `dwh.marker.table_${own}_${dag}`;
  const before = await system.endedRuns(sql);
  const busy = [processorSeconds(system.pid), processorSeconds(postmaster, true)] as const;
  const posted = await post({ ...postingOf(system, load), seconds, part: own, marker, repeats: system.repeats });
  const dags = Array.from({ length: connectionsOf(load) }, (_, dag) => dag).filter((dag) => dag % askedOf === 0);
  await waitForEdges(
    system,
    dags.map((dag) => ({ dag, table: marker(dag) })),
  );
  const all = await waitForRuns(() => system.endedRuns(sql), before + posted.events / 2);
  const took = (all - posted.startedAt) / 1000;
  const msOf = (seconds: number) => (1000 * seconds) / posted.events;
  const serverMs = msOf(processorSeconds(system.pid) - busy[0]);
  const postgresMs = msOf(processorSeconds(postmaster, true) - busy[1]);
  return {
    ...ratesOf(posted, took),
    serverMs,
    postgresMs,
    repeatedPct: (100 * posted.refused) / (posted.refused + posted.latenciesMs.length),
  };
}

const ratesOf = ({ events, startedAt, answeredAt, latenciesMs }: Posted, seconds: number) => ({
  perSecond: events / seconds,
  answeredPerSecond: (1000 * events) / (answeredAt - startedAt),
  latenciesMs,
});

const connectionsOf = ({ batch }: Load) => (batch === 1 ? connections : 4);

const postingOf = (
  { url, headers }: Pick<System, 'url' | 'headers'>,
  load: Load,
): Omit<Posting, 'seconds' | 'part'> => ({
  ...{ url, headers, ...load, connections: connectionsOf(load) },
  path: load.batch === 1 ? '/api/v1/lineage' : '/api/v1/lineage/batch',
});

/** What the server that only parses takes. */
async function parseOnce({ url, pid }: Child, load: Load, seconds: number): Promise<Parsed> {
  const posting = postingOf({ url, headers: { 'content-type': 'application/json' } }, load);
  const busy = processorSeconds(pid);
  const { events, startedAt, answeredAt } = await post({ ...posting, path: '/parse', seconds, part: ++part });
  const serverMs = (1000 * (processorSeconds(pid) - busy)) / events;
  return { perSecond: (1000 * events) / (answeredAt - startedAt), serverMs };
}

/** What is stored of an event: the event itself with its indexes, and the whole database. */
async function sizes({ sql }: Place) {
  const [ours] = await sql.ours<{ events: number; raw: number; all: number }[]>`
    select (select count(*)::int from lineage_event) as events, pg_database_size(current_database())::float8 as all,
      (select sum(pg_total_relation_size(relid)) from pg_partition_tree('lineage_event'))::float8 as raw`;
  const [theirs] = sql.marquez
    ? await sql.marquez<{ events: number; all: number }[]>`
        select (select count(*)::int from lineage_events) as events, pg_database_size(current_database())::float8 as all`
    : [];
  return {
    bytesPerEvent: ours!.raw / ours!.events,
    databaseBytesPerEvent: ours!.all / ours!.events,
    ...(theirs && { marquezBytesPerEvent: theirs.all / theirs.events }),
  };
}
