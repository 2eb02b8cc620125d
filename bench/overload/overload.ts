import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openAdmin } from '../../server/admin.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { startManagedPostgres } from '../../server/database/managed.ts';
import { createLogger } from '../../server/log.ts';
import type { Bench } from '../bench.ts';
import { freePort, residentMib, startChild, type Child } from '../ingest/child.ts';
import { put } from '../ingest/servers.ts';
import { measure, median, quantile } from '../ingest/load.ts';
import { benchSuite, stamped, templates } from '../ingest/profile.ts';
import { sendAtRate, type Tally } from './open-loop.ts';

const rounds = 3;
const seconds = 8;
const times = 3;
const datasets = 1000;
const peakConnections = 16;
const keys = 4;

/** What still gets through when three times as much is sent as the server can take, and what an acknowledgement costs then. */
export const overload: Bench = {
  name: 'overload',
  about: 'judged profiles per second at three times the capacity, as a part of the peak',
  async run({ say }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const postgres = await startManagedPostgres({ dataDir, log: createLogger({ level: 'error', format: 'text' }) });
    let plumbline: Child | undefined;
    try {
      const place = await prepare(postgres.url);
      plumbline = place.plumbline;
      const figures = await compare(place, say);
      return {
        conditions: { rounds, secondsPerRun: seconds, times, keys, peakConnections, bodyBytes: bodies[0]?.length ?? 0 },
        figures,
      };
    } finally {
      await plumbline?.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

const bodies = templates();
// Never table_0000, whose incident is acknowledged all the time.
const bodyOf = (n: number) => stamped(bodies[n % bodies.length] ?? Buffer.alloc(0), 1 + (n % (datasets - 1)));

interface Place {
  plumbline: Child;
  headers: Record<string, string>[];
  incident: string;
  admin: Record<string, string>;
}

const headersOf = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });

async function prepare(url: string): Promise<Place> {
  const env = { DATABASE_URL: url, PLUMBLINE_LOG__LEVEL: 'error' };
  const port = await freePort();
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  const program = `import(${JSON.stringify(main)}).then((m) => m.main(['serve', '--port', '${port}']))`;
  const plumbline = await startChild(['-e', program], { port, env });
  Object.assign(process.env, env);
  const admin = await openAdmin();
  const keyOf = async (role: 'admin' | 'ingest') =>
    (await admin.createKey({ name: 'bench', role, namespaces: ['*'], expiresAt: null })).key;
  const adminKey = await keyOf('admin');
  const ingest = await Promise.all(Array.from({ length: keys }, () => keyOf('ingest')));
  await admin.close();
  await put(`${plumbline.url}/api/v1/suites/bench`, adminKey, { yaml: benchSuite });
  const failing = { dataset: { namespace: 'bench', name: 'table_0000' }, rowCount: 1 };
  const answer = await fetch(`${plumbline.url}/api/v1/profiles`, {
    method: 'POST',
    headers: headersOf(ingest[0] ?? ''),
    body: JSON.stringify(failing),
  });
  const { incidents } = (await answer.json()) as { incidents: { id: string }[] };
  return {
    plumbline,
    headers: ingest.map(headersOf),
    admin: headersOf(adminKey),
    incident: incidents[0]?.id ?? '',
  };
}

async function compare(place: Place, say: (text: string) => void) {
  const load = { url: place.plumbline.url, path: '/api/v1/profiles', headers: place.headers[0] ?? {} };
  const closed = { ...load, connections: peakConnections, body: bodyOf };
  await measure({ ...closed, seconds: 6 });
  const ratios: number[] = [];
  const peaks: number[] = [];
  const acks: number[] = [];
  const sums = { tooMany: 0, overloaded: 0, wrong: 0, unsent: 0, accepted: 0 };
  const idleMib = residentMib(place.plumbline.pid);
  for (let round = 1; round <= rounds; round++) {
    const { perSecond } = await measure({ ...closed, seconds });
    const tally = await overloaded(place, perSecond * times, acks);
    const goodput = tally.accepted / tally.seconds;
    peaks.push(perSecond);
    ratios.push(goodput / perSecond);
    for (const kind of Object.keys(sums) as (keyof typeof sums)[]) sums[kind] += tally[kind];
    say(`round ${round} of ${rounds}: peak ${Math.round(perSecond)}/s, at ${times} times ${Math.round(goodput)}/s`);
  }
  return {
    peakPerSecond: median(peaks),
    goodputRatio: median(ratios),
    refused503: sums.overloaded,
    refused429: sums.tooMany,
    wrongAnswers: sums.wrong,
    unsent: sums.unsent,
    ackP50Ms: quantile(acks, 0.5),
    ackP99Ms: quantile(acks, 0.99),
    residentBeforeMb: idleMib,
    residentAfterMb: residentMib(place.plumbline.pid),
  };
}

/** Sends at the rate with several keys, and meanwhile acknowledges an incident about five times a second. */
async function overloaded(place: Place, perSecond: number, acks: number[]): Promise<Tally> {
  let over = false;
  const acknowledging = (async () => {
    while (!over) {
      const sent = performance.now();
      const path = `/api/v1/incidents/${place.incident}/acknowledge`;
      const answer = await fetch(`${place.plumbline.url}${path}`, { method: 'POST', headers: place.admin, body: '{}' });
      await answer.text();
      if (answer.status !== 200) throw new Error(`acknowledging was answered ${answer.status}`);
      acks.push(performance.now() - sent);
      await delay(200);
    }
  })();
  const load = { url: place.plumbline.url, path: '/api/v1/profiles', perSecond, seconds };
  const headers = (n: number) => place.headers[n % keys] ?? {};
  try {
    return await sendAtRate({ ...load, headers, body: bodyOf });
  } finally {
    over = true;
    await acknowledging;
  }
}
