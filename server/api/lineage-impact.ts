import { z } from 'zod';
import { readImpact, type Affected, type Impact } from '../flow/graph/impact.ts';
import { namespaceLikes, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { nodeId, type NodeKey } from '../store/lineage/node-key.ts';
import { readVisibleJobs } from '../store/lineage/visible-jobs.ts';
import { Problem } from '../problem.ts';
import type { Pool } from '../store/sql.ts';
import { csvAnswer, csvLine, wantsCsv } from './csv.ts';
import { nodeFor, nodeNames, statusOf } from './lineage-nodes.ts';
import { reachOf, readLineage, reachQuery, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { impactSchema, type LineageImpact } from './shapes/lineage-queries.ts';
import { iso, text } from './text.ts';

const query = z.object({
  focus: text(400, 1),
  column: text(600, 1).optional(),
  direction: z.enum(['up', 'down']).default('down'),
  depth: whole(100).default(100),
  limit: whole(20_000).default(200),
  format: z.enum(['json', 'csv']).optional(),
  ...reachQuery('false'),
});

const description = `Every dataset downstream (\`direction=up\`: upstream) of \`focus\`, what is due next first, each with its owner, open
incident, next deadline and a shortest way there. With \`column\`, only what comes from that column: along columns where lineage tells
them, and all of a dataset where it does not. \`items\` holds at most \`limit\` (200; 20,000), \`total\` counts all that were found, of
20,000 that are looked at. CSV by \`format=csv\` or \`Accept: text/csv\`.`;

/** GET /api/v1/lineage/impact. */
export function mountImpact(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readLineage, path: '/api/v1/lineage/impact', query, answer: impactSchema, csvToo: true } as const;
  const more = { summary: 'What is downstream of a dataset, and whom it hurts when', description } as const;
  mount(app, { ...spec, ...more, problems: ['not-found'] }, async (c, { query: q, principal }) => {
    const focus = await nodeFor(pool, principal, q.focus);
    if (q.column !== undefined && focus.key < 0)
      throw new Problem('invalid-request', 'A column belongs to a dataset, and the focus is a job.');
    const impact = await readImpact(pool, {
      from: focus.key,
      column: q.column ?? null,
      direction: q.direction,
      depth: q.depth,
      reach: reachOf(q),
      namespaceLikes: namespaceLikes(principal),
    });
    const asked = { focus: nodeId(focus.key), column: q.column ?? null, direction: q.direction };
    const shown = { ...impact, affected: impact.affected.slice(0, Math.max(1, q.limit)) };
    const answer = { ...asked, ...(await impactShape({ pool, principal }, shown)), total: impact.affected.length };
    return wantsCsv(c, q.format) ? csvAnswer(c, `impact-${asked.focus}`, csvLines(answer)) : c.json(answer);
  });
}

type ImpactItems = Pick<LineageImpact, 'items' | 'hidden' | 'spared' | 'isCut'>;

async function impactShape(
  { pool, principal }: { pool: Pool; principal: Principal },
  { affected, hidden, spared, isCut }: Impact,
): Promise<ImpactItems> {
  const jobs = affected.flatMap(({ path }) => path.map(({ job }) => job));
  const mayName = await readVisibleJobs(pool, jobs, namespaceLikes(principal));
  const [start] = affected[0]?.path ?? [];
  const known = new Map<NodeKey, unknown>(affected.map(({ key }) => [key, true]));
  if (start) known.set(start.key, true);
  const nameOf = nodeNames(known);
  const step = ({ key, job }: Affected['path'][number]) => ({
    id: nameOf(key),
    jobs: job !== 0 && mayName(job) ? [nodeId(-job)] : [],
  });
  const items = affected.flatMap((one) => {
    const { details } = one;
    if (!('slug' in details)) return [];
    return [
      {
        id: nodeId(one.key),
        slug: details.slug,
        namespace: details.namespace,
        name: details.name,
        owner: details.owner,
        status: statusOf(details),
        incident: details.incident === null ? null : `INC-${details.incident}`,
        retired: details.retired,
        distance: one.distance,
        nextDueAt: iso(one.nextDue),
        path: one.path.map(step),
        columns: one.columns,
      },
    ];
  });
  return { items, hidden, spared, isCut };
}

function* csvLines({ items }: ImpactItems): Generator<string> {
  const head = ['id', 'namespace', 'name', 'owner', 'distance', 'next_due_at', 'status', 'incident', 'columns', 'path'];
  yield csvLine(head);
  for (const one of items) {
    const path = one.path.map(({ id }) => id).join(' > ');
    const columns = one.columns?.join(' ') ?? null;
    const { id, namespace, name, owner, distance, nextDueAt, status, incident } = one;
    yield csvLine([id, namespace, name, owner, distance, nextDueAt, status, incident, columns, path]);
  }
}
