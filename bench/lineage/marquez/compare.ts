// `npx tsx bench/lineage/marquez/compare.ts`: sends the same recorded events to a real Marquez and to us, asks both the same, and
// compares the answers field by field. Prints what was compared and what differs as JSON; the exit code is 1 when something differs
// that differences.ts does not explain. Needs what build.ts needs; it takes a minute or two.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { marquezEvents } from '../../../server/api/marquez/testing.ts';
import { createTestApp, type TestApp } from '../../../server/api/testing.ts';
import { packageRoot } from '../../../server/config/package-root.ts';
import { createEmptyDatabase, startTestServer } from '../../../server/database/testing.ts';
import { buildMarquez } from './build.ts';
import { compareAnswers, createTally } from './differences.ts';
import { startMarquez, type Marquez } from './start.ts';

type Get = (path: string) => Promise<{ status: number; body: unknown }>;

const e = encodeURIComponent;

/** What real producers sent, and the small story of the API's own test. */
function recordedEvents(): object[] {
  const folder = join(packageRoot(), 'test', 'data', 'openlineage', 'producers');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  const lines = files.flatMap((name) =>
    gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .trim()
      .split('\n'),
  );
  return [...marquezEvents, ...lines.map((line) => JSON.parse(line) as object)];
}

interface Named {
  namespace: string;
  name: string;
}

/** Every address to ask, from what Marquez says there is. */
async function addresses(theirs: Get): Promise<string[]> {
  const list = async (path: string, key: string) => {
    const body = (await theirs(`${path}?limit=1000`)).body as Record<string, Named[]>;
    return body[key] ?? [];
  };
  const paths = ['/events/lineage?limit=1', '/search?q=a&limit=1000', '/search?q=load&filter=JOB'];
  for (const { name: namespace } of await list('/namespaces', 'namespaces')) {
    const within = `/namespaces/${e(namespace)}`;
    paths.push(within, `${within}/datasets?limit=1000`);
    for (const { name } of await list(`${within}/datasets`, 'datasets')) {
      const nodeId = e(`dataset:${namespace}:${name}`);
      paths.push(`${within}/datasets/${e(name)}`, `${within}/datasets/${e(name)}/versions`);
      paths.push(`/lineage?nodeId=${nodeId}`, `/column-lineage?nodeId=${nodeId}`);
    }
    for (const { name } of await list(`${within}/jobs`, 'jobs')) {
      const job = `${within}/jobs/${e(name)}`;
      paths.push(job, `${job}/runs`, `/lineage?nodeId=${e(`job:${namespace}:${name}`)}`);
      for (const { id } of (await list(`${job}/runs`, 'runs')) as unknown as { id: string }[])
        paths.push(`/jobs/runs/${id}`, `/jobs/runs/${id}/facets?type=run`, `/jobs/runs/${id}/facets?type=job`);
    }
  }
  return paths;
}

async function post(url: string, events: readonly object[]): Promise<number[]> {
  const headers = { 'content-type': 'application/json' };
  const refused: number[] = [];
  // One after the other: Marquez's answers depend on the order of its posts.
  for (const event of events) {
    const { status } = await fetch(`${url}/api/v1/lineage`, { method: 'POST', headers, body: JSON.stringify(event) });
    if (status !== 201) refused.push(status);
  }
  return refused;
}

async function compareAll(test: TestApp, url: string): Promise<object> {
  const events = recordedEvents();
  const refused = await post(url, events);
  // After every event: one of the future would count from when it came.
  test.at(new Date().toISOString());
  for (const event of events) await test.send('ingest', 'POST', '/api/v1/lineage', event);
  const theirs: Get = async (path) => {
    const answer = await fetch(`${url}/api/v1${path}`);
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };
  const ours: Get = (path) => test.send('admin', 'GET', `/api/v1${path}`);
  const tally = createTally();
  const paths = await addresses(theirs);
  for (const path of paths) compareAnswers(tally, path, { ours: await ours(path), theirs: await theirs(path) });
  return { events: events.length, refusedByMarquez: refused.length, asked: paths.length, ...tally.report() };
}

const stopServer = await startTestServer();
const database = await createEmptyDatabase();
let test: TestApp | null = null;
let marquez: Marquez | null = null;
try {
  marquez = await startMarquez(buildMarquez(), database.url, 800);
  test = await createTestApp();
  const report = (await compareAll(test, marquez.url)) as { unexplained: object[] };
  console.log(JSON.stringify(report, null, 1));
  process.exitCode = report.unexplained.length === 0 ? 0 : 1;
} finally {
  await test?.drop();
  await marquez?.stop();
  await database.drop();
  await stopServer();
}
