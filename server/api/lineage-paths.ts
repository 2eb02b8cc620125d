import { z } from 'zod';
import { traceColumn, type Column, type ColumnTrace } from '../flow/graph/column-trace.ts';
import { readWays, type Ways } from '../flow/graph/paths.ts';
import { namespaceLikes, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readNodes } from '../store/lineage/node-details.ts';
import { nodeId } from '../store/lineage/node-key.ts';
import { readVisibleJobs } from '../store/lineage/visible-jobs.ts';
import type { Pool } from '../store/sql.ts';
import { datasetFor } from './catalogue.ts';
import { nodeFor, nodeNames, nodeShape } from './lineage-nodes.ts';
import { reachOf, readLineage, reachQuery, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { columnTraceSchema, waysSchema, type LineageColumns, type LineageWays } from './shapes/lineage-queries.ts';
import { text } from './text.ts';

const mostNodes = 50_000;

const waysQuery = z.object({
  from: text(400, 1),
  to: text(400, 1),
  limit: whole(100).default(10),
  ...reachQuery('false'),
});

const columnsQuery = z.object({
  dataset: text(400, 1),
  column: text(600).default(''),
  direction: z.enum(['up', 'down', 'both']).default('both'),
  depth: whole(100).default(10),
  limit: whole(5_000).default(500),
  kind: z.enum(['direct', 'all']).default('all'),
  ...reachQuery('true'),
});

interface Asking {
  pool: Pool;
  principal: Principal;
}

/** GET /api/v1/lineage/path and …/columns. */
export function mountPaths(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const ways = { ...readLineage, path: '/api/v1/lineage/path', query: waysQuery, answer: waysSchema } as const;
  const summary = 'How data gets from one dataset or job to another';
  const description = `All the shortest ways, at most \`limit\` (10; 100), downstream from \`from\` to \`to\` or else the other way. At most
${mostNodes.toLocaleString('en')} nodes are looked at.`;
  mount(app, { ...ways, summary, description, problems: ['not-found'] }, async (c, { query: q, principal }) => {
    const [from, to] = [await nodeFor(pool, principal, q.from), await nodeFor(pool, principal, q.to)];
    const asked = { from: from.key, to: to.key, reach: reachOf(q), limit: Math.max(1, q.limit), most: mostNodes };
    const found = await readWays(pool, asked);
    const ends = { from: nodeId(from.key), to: nodeId(to.key) };
    return c.json({ ...ends, ...(await waysShape({ pool, principal }, found)) });
  });
  const columns = { ...readLineage, path: '/api/v1/lineage/columns', query: columnsQuery } as const;
  const trace = { ...columns, answer: columnTraceSchema, problems: ['not-found'] } as const;
  const traced = {
    ...trace,
    summary: 'Where a column comes from and where it goes',
    description: 'Without `column`, of the whole dataset. `kind=direct` follows only values that go into values.',
  } as const;
  mount(app, traced, async (c, { query: q, principal }) => {
    const dataset = await datasetFor(pool, principal, q.dataset);
    const directions = q.direction === 'both' ? (['up', 'down'] as const) : [q.direction];
    const { at, former } = reachOf(q);
    const place = { key: dataset.id, column: q.column };
    const bounds = { depth: q.depth, limit: Math.max(1, q.limit), directOnly: q.kind === 'direct' };
    const found = await traceColumn(pool, { ...place, ...bounds, directions, at, former });
    const shape = await traceShape({ pool, principal }, found);
    return c.json({ dataset: nodeId(dataset.id), column: q.column || null, ...shape });
  });
}

async function waysShape({ pool, principal }: Asking, found: Ways): Promise<Omit<LineageWays, 'from' | 'to'>> {
  const likes = namespaceLikes(principal);
  const steps = found.ways.flat();
  const keys = [...new Set(steps.map(({ key }) => key))];
  const [details, mayName] = await Promise.all([
    readNodes(pool, keys, likes),
    readVisibleJobs(
      pool,
      steps.flatMap(({ jobs }) => jobs),
      likes,
    ),
  ]);
  const nameOf = nodeNames(details);
  const distances = new Map(found.ways.flatMap((way) => way.map(({ key }, at) => [key, at] as const)));
  const nodes = keys.map((key) =>
    nodeShape({ id: nameOf(key), distance: distances.get(key) ?? 0, details: details.get(key) ?? null, beyond: null }),
  );
  const named = (jobs: readonly number[]) => jobs.filter((job) => job !== 0 && mayName(job)).map((job) => nodeId(-job));
  const ways = found.ways.map((way) => way.map(({ key, jobs }) => ({ id: nameOf(key), jobs: named(jobs) })));
  const { direction, looked, isCut } = found;
  return { direction, ways, nodes, looked, isCut, summary: inWords(found) };
}

function inWords({ ways, looked, isCut }: Ways): string {
  const count = (n: number, one: string) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;
  const [way] = ways;
  if (way) return `${count(ways.length, 'shortest way')} of ${count(way.length - 1, 'hop')}.`;
  const extent = `looked at ${count(looked.nodes, 'node')}, up to ${count(looked.hops, 'hop')} away`;
  return isCut
    ? `No way was found: ${extent}, and then gave up.`
    : `There is no way: ${extent}, which is all there is.`;
}

async function traceShape(
  { pool, principal }: Asking,
  { columns, edges, isCut }: ColumnTrace,
): Promise<Omit<LineageColumns, 'dataset' | 'column'>> {
  const likes = namespaceLikes(principal);
  const [details, mayName] = await Promise.all([
    readNodes(pool, [...new Set(columns.map(({ key }) => key))], likes),
    readVisibleJobs(
      pool,
      edges.map(({ job }) => job),
      likes,
    ),
  ]);
  const nameOf = nodeNames(details);
  const idOf = ({ key, column }: Column) =>
    details.has(key) && column !== '' ? `${nameOf(key)}.${column}` : nameOf(key);
  const shown = columns.map(({ key, column, distance }) => {
    const node = details.get(key);
    return {
      id: idOf({ key, column }),
      dataset: nameOf(key),
      namespace: node?.namespace ?? null,
      name: node?.name ?? null,
      slug: node && 'slug' in node ? node.slug : null,
      column: node && column !== '' ? column : null,
      distance,
    };
  });
  const told = edges.map(({ source, target, job, firstSeenAt, lastSeenAt, ...edge }) => ({
    ...edge,
    from: idOf(source),
    to: idOf(target),
    job: job !== 0 && mayName(job) ? nodeId(-job) : null,
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
  }));
  // Several columns of one hidden dataset are one node.
  return { columns: [...new Map(shown.map((one) => [one.id, one])).values()], edges: told, isCut };
}
