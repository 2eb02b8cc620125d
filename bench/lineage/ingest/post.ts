import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { stamped, tasksOfDag, templatesOf, type Kind } from './events.ts';

export interface Posting {
  url: string;
  path: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
  kind: Kind;
  /** Runs of different parts have different ids. */
  part: number;
  /** Events in one post: 1, or an even number of them as an array. */
  batch: number;
  /** Posts again what is answered with 500, as OpenLineage's Python client does; else that ends the bench. */
  repeats?: boolean;
  /** The last run of each connection writes a table that nothing wrote before, of this name. */
  marker?: (connection: number) => string;
}

export interface Posted {
  events: number;
  /** By performance.now(). */
  startedAt: number;
  answeredAt: number;
  latenciesMs: number[];
  /** Posts that were answered with 429 or 503, or with 500 where such are repeated, and posted again. */
  refused: number;
}

/**
 * Posts START and then COMPLETE of one run after another on each connection, as clients do. A connection has jobs and tables of
 * its own, so that no two of them tell of the same job at one time. A post that is too much is repeated after a quarter second;
 * any other refusal ends the bench.
 */
export async function post(posting: Posting): Promise<Posted> {
  const pool = new Pool(posting.url, { connections: posting.connections, pipelining: 1, bodyTimeout: 60_000, headersTimeout: 60_000 }); // prettier-ignore
  const posted: Posted = { events: 0, startedAt: performance.now(), answeredAt: 0, latenciesMs: [], refused: 0 };
  const until = posted.startedAt + posting.seconds * 1000;
  const send = async (body: Buffer | string, events: number) => {
    const sent = performance.now();
    while (!(await isTaken(pool, posting, body))) {
      posted.refused++;
      await sleep(250);
    }
    posted.latenciesMs.push(performance.now() - sent);
    posted.events += events;
  };
  const connections = Array.from({ length: posting.connections }, (_, dag) => tell(posting, { dag, until, send }));
  await Promise.all(connections);
  posted.answeredAt = performance.now();
  await pool.close();
  return posted;
}

interface Told {
  dag: number;
  until: number;
  send: (body: Buffer | string, events: number) => Promise<void>;
}

async function tell({ kind, part, batch, connections, marker }: Posting, { dag, until, send }: Told): Promise<void> {
  const templates = Array.from({ length: tasksOfDag }, (_, task) => templatesOf(kind, { dag, task }));
  const idOf = (n: number) => n * connections + dag;
  const eventsOf = (n: number) => {
    const run = { part, id: idOf(n), parent: idOf(Math.floor(n / tasksOfDag)) };
    return templates[n % tasksOfDag]!.map((template) => () => stamped(template, run, new Date()));
  };
  let n = 0;
  while (performance.now() < until) {
    if (batch === 1) for (const event of eventsOf(n++)) await send(event(), 1);
    else
      await send(joined(Array.from({ length: batch / 2 }, () => eventsOf(n++).map((event) => event())).flat()), batch);
  }
  if (!marker) return;
  const last = templatesOf(kind, { dag, task: 0, output: marker(dag) }).map((one) => stamped(one, { part, id: idOf(n), parent: idOf(n) }, new Date())); // prettier-ignore
  if (batch === 1) for (const body of last) await send(body, 1);
  else await send(joined(last), last.length);
}

const joined = (bodies: readonly Buffer[]) => `[${bodies.map((body) => body.toString('latin1')).join()}]`;

async function isTaken(pool: Pool, { path, headers, repeats }: Posting, content: Buffer | string): Promise<boolean> {
  const { statusCode, body } = await pool.request({ path, method: 'POST', headers, body: content });
  if (statusCode < 300) {
    await body.dump({ limit: 1_000_000 });
    return true;
  }
  const text = await body.text();
  if (statusCode === 429 || statusCode === 503 || (statusCode === 500 && repeats)) return false;
  throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 500)}`);
}
