// `npx tsx bench/lineage/marquez/run.ts [postgres://…]`: proves that the peer runs here. Builds Marquez when it is not built, starts it with
// an empty database (one of its own without an argument), posts an event, reads its edge back and prints what it cost as JSON.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { startManagedPostgres } from '../../../server/database/managed.ts';
import { silentLog, temporaryDirectory } from '../../../server/database/testing.ts';
import { residentMib } from '../../ingest/child.ts';
import { buildMarquez, marquezVersion } from './build.ts';
import { startMarquez, type Marquez } from './start.ts';

const dataset = (name: string) => ({ namespace: 'bench', name });

async function postAndRead({ url }: Marquez): Promise<object> {
  const event = {
    eventType: 'COMPLETE',
    eventTime: new Date().toISOString(),
    producer: 'https://example.org/plumbline-bench',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId: randomUUID() },
    job: { namespace: 'bench', name: 'load' },
    inputs: [dataset('raw')],
    outputs: [dataset('orders')],
  };
  const headers = { 'content-type': 'application/json' };
  const started = performance.now();
  const posted = await fetch(`${url}/api/v1/lineage`, { method: 'POST', headers, body: JSON.stringify(event) });
  const postMs = performance.now() - started;
  const answer = await fetch(`${url}/api/v1/lineage?nodeId=${encodeURIComponent('job:bench:load')}`);
  const { graph } = (await answer.json()) as { graph: { id: string }[] };
  return { posted: posted.status, postMs: Math.round(postMs), nodes: graph.map(({ id }) => id).sort() };
}

async function prove(url: string): Promise<object> {
  const classPath = buildMarquez();
  const marquez = await startMarquez(classPath, url);
  try {
    const startSeconds = Math.round(marquez.startMs / 1000);
    return {
      version: marquezVersion,
      startSeconds,
      ...(await postAndRead(marquez)),
      residentMib: residentMib(marquez.pid),
    };
  } finally {
    await marquez.stop();
  }
}

async function withOwnPostgres(work: (url: string) => Promise<object>): Promise<object> {
  const dataDir = temporaryDirectory('plumbline-marquez-');
  const postgres = await startManagedPostgres({ dataDir, log: silentLog });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [given] = process.argv.slice(2);
console.log(JSON.stringify(await (given === undefined ? withOwnPostgres(prove) : prove(given))));
