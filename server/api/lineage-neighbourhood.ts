import { z } from 'zod';
import { readNeighbourhood } from '../flow/graph/neighbourhood.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readVisibleJobs } from '../store/lineage/visible-jobs.ts';
import { nodeId } from '../store/lineage/node-key.ts';
import { foldGroups } from './lineage-groups.ts';
import { edgeShape, nodeFor, nodeNames, nodeShape } from './lineage-nodes.ts';
import { reachOf, readLineage, reachQuery, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { neighbourhoodSchema } from './shapes/lineage-graph.ts';
import { text } from './text.ts';

const mostNodes = 1_000;
const query = z.object({
  focus: text(400, 1),
  up: whole(10).default(1),
  down: whole(10).default(1),
  limit: whole(mostNodes).default(150),
  level: z.enum(['dataset', 'job', 'application']).default('dataset'),
  ...reachQuery('true'),
  group: z.enum(['namespace', 'schema', 'owner']).optional(),
});

const description = `Nodes at most \`up\` and \`down\` hops (0 to 10) from \`focus\`, a dataset (\`dst_42\`, or its slug) or a job (\`job_7\`), nearest
first, at most \`limit\` of them (150; 1,000). \`level\`: on \`dataset\` jobs lie on the edges, on \`job\` datasets and jobs take turns, on
\`application\` each job stands as the topmost of its parents. Where neighbours are left out, failing ones come first, and \`more\` of a
node says how many are missing. \`at\` shows the graph of an instant. What lies in namespaces that you may not see is a node without a
name.`;

/** GET /api/v1/lineage/neighbourhood. */
export function mountNeighbourhood(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = {
    ...readLineage,
    path: '/api/v1/lineage/neighbourhood',
    summary: 'What is around a dataset or a job',
    description,
    query,
    answer: neighbourhoodSchema,
    problems: ['not-found'],
  } as const;
  mount(app, spec, async (c, { query: q, principal }) => {
    const focus = await nodeFor(pool, principal, q.focus);
    const likes = namespaceLikes(principal);
    const found = await readNeighbourhood(pool, {
      focus: focus.key,
      up: q.up,
      down: q.down,
      limit: Math.max(1, q.limit),
      ...reachOf(q),
      level: q.level,
      namespaceLikes: likes,
    });
    const nameOf = nodeNames(new Map(found.nodes.filter((node) => node.details).map((node) => [node.key, node])));
    const mayName = await readVisibleJobs(
      pool,
      found.edges.flatMap(({ jobs }) => jobs),
      likes,
    );
    const graph = {
      nodes: found.nodes.map((node) => nodeShape({ ...node, id: nameOf(node.key) })),
      edges: found.edges.map((edge) => edgeShape(edge, nameOf, mayName)),
    };
    const shown = q.group ? foldGroups(graph, q.group) : graph;
    const isCut = found.nodes.length >= q.limit && graph.nodes.some(({ more }) => more.up + more.down > 0);
    return c.json({ focus: nodeId(focus.key), level: q.level, at: q.at ?? null, ...shown, isCut });
  });
}
