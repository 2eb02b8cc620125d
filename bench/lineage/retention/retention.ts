import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Sql } from '../../../server/database/connect.ts';
import { startManagedPostgres } from '../../../server/database/managed.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { keepEvents, usualRetention } from '../../../server/flow/lineage/keep-events.ts';
import { createLogger } from '../../../server/log.ts';
import type { Bench } from '../../bench.ts';
import { quantile } from '../../ingest/load.ts';
import { post } from '../ingest/post.ts';
import { startOurs, type System } from '../ingest/systems.ts';
import { fillEvents } from './fill.ts';

const help = `The lineage-retention bench stores events of 90 days, then drops what is older than 30 days while events are posted.

  --events N   how many are stored (10,000,000: about 14 GB of disk)
`;

const days = 90;
const keptDays = 30;
const connections = 8;
const seconds = 10;
const log = createLogger({ level: 'error', format: 'text' });

/** What an event takes on disk, whether many stored ones slow down the next, and whether dropping old ones does. */
export const lineageRetention: Bench = {
  name: 'lineage-retention',
  about: 'ten million OpenLineage events: storage, and dropping old ones while new ones come',
  help,
  async run({ say, args }) {
    const events = args.includes('--events') ? Number(args[args.indexOf('--events') + 1]) : 10_000_000;
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const postgres = await startManagedPostgres({ dataDir, log });
    const sql = connect({ url: postgres.url, poolSize: 2, session: { statement_timeout: 0 } });
    try {
      const now = new Date();
      await migrate({ url: postgres.url });
      // The server does so by itself as well, once an hour.
      await keepEvents({ pool: sql, log }, usualRetention, now);
      const server = await startOurs(postgres.url);
      try {
        const figures = await measure({ sql, server, events, say, now });
        return { conditions: { events, days, keptDays, connections, secondsPerRun: seconds, postgres: postgres.version }, figures }; // prettier-ignore
      } finally {
        await server.stop();
      }
    } finally {
      await sql.end();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Place {
  sql: Sql;
  server: System;
  events: number;
  say: (text: string) => void;
  now: Date;
}

async function measure({ sql, server, events, say, now }: Place): Promise<Record<string, number>> {
  await postFor(server, 5);
  const empty = await postFor(server, seconds);
  const before = await storedBytes(sql);
  const started = performance.now();
  await fillEvents(sql, { events, days, now, say });
  const filled = (performance.now() - started) / 1000;
  const full = await storedBytes(sql);
  say(`${events} events in ${filled.toFixed(0)} s, ${((full - before) / events).toFixed(0)} bytes each`);
  await sql`checkpoint`;
  const many = await postFor(server, seconds);
  const dropping = await dropWhilePosting({ sql, server, now, say });
  const droppingRatio = dropping.droppingPerSecond / many.perSecond;
  return {
    bytesPerEvent: (full - before) / events,
    emptyPerSecond: empty.perSecond,
    filledPerSecond: many.perSecond,
    filledRatio: many.perSecond / empty.perSecond,
    filledP99Ms: many.p99,
    ...dropping,
    droppingRatio,
  };
}

/** The same load, while everything older than 30 days goes. */
async function dropWhilePosting({ sql, server, now, say }: Omit<Place, 'events'>) {
  const [before, count] = [await storedBytes(sql), await countOf(sql)];
  let dropMs = 0;
  const drop = async () => {
    await sleep(2_000);
    const started = performance.now();
    await keepEvents({ pool: sql, log }, { ...usualRetention, eventDays: keptDays }, now);
    dropMs = performance.now() - started;
  };
  const [posted] = await Promise.all([postFor(server, seconds), drop()]);
  const [after, left] = [await storedBytes(sql), await countOf(sql)];
  const dropped = count + posted.events - left;
  say(
    `${dropped} events dropped in ${dropMs.toFixed(0)} ms, ${((before - after) / 2 ** 20).toFixed(0)} MiB given back`,
  );
  return {
    droppedEvents: dropped,
    dropMs,
    freedMib: (before - after) / 2 ** 20,
    droppingPerSecond: posted.perSecond,
    droppingP99Ms: posted.p99,
    droppingLongestMs: posted.longest,
  };
}

let part = 0x2000;

async function postFor(server: System, runSeconds: number) {
  const posting = { url: server.url, path: '/api/v1/lineage', headers: server.headers, connections, batch: 1 };
  const posted = await post({ ...posting, kind: '3k', seconds: runSeconds, part: ++part });
  if (posted.refused > 0) throw new Error(`${posted.refused} posts were refused`);
  return {
    events: posted.events,
    perSecond: (1000 * posted.events) / (posted.answeredAt - posted.startedAt),
    p99: quantile(posted.latenciesMs, 0.99),
    longest: quantile(posted.latenciesMs, 1),
  };
}

async function storedBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`
    select sum(pg_total_relation_size(relid))::float8 as bytes from pg_partition_tree('lineage_event')`;
  return row!.bytes;
}

const countOf = async (sql: Sql) => (await sql<{ count: number }[]>`select count(*)::int from lineage_event`)[0]!.count;
