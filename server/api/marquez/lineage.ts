import { z } from 'zod';
import { storedGraph, walk } from '../../flow/graph/walk.ts';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { readInnerEdges } from '../../store/lineage/inner-edges.ts';
import { datasetsIn, jobsIn, type NodeKey } from '../../store/lineage/node-key.ts';
import { readMarquezDatasets } from '../../store/marquez/datasets.ts';
import { whole } from '../lineage-query.ts';
import { mount, type App } from '../mount.ts';
import { marquezGraphSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, readMarquez, type Asking } from './asking.ts';
import { graphDataset } from './dataset-shape.ts';
import { graphJob, readJobs } from './job-shape.ts';
import { marquezNode, marquezNodeId } from './nodes.ts';

const query = z.object({ nodeId: text(1_200, 1), depth: whole(200).default(20) });
const mostNodes = 2_000;
const reach = { level: 'job', at: null, former: false } as const;

const description = `Datasets and jobs upstream and downstream of \`nodeId\`, over \`depth\` (20) jobs each way, at most
${mostNodes.toLocaleString('en')} nodes. Other than Marquez it does not turn round: what merely reads the same dataset is no relation.
What lies in namespaces that the caller may not see is left out.`;

/** GET /api/v1/lineage?nodeId=…: the graph as Marquez tells it. */
export function mountMarquezLineage(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readMarquez, path: '/api/v1/lineage', query, answer: marquezGraphSchema } as const;
  mount(
    app,
    { ...spec, summary: 'The graph around a dataset or job', description, problems: ['not-found'] },
    async (c, { query: q, principal }) => {
      const asking = askingOf(pool, principal);
      const { key } = await marquezNode(asking, q.nodeId.replace(/^datasetField:(.*):[^:]*$/, 'dataset:$1'));
      return c.json(await graphAround(asking, key, q.depth));
    },
  );
}

async function graphAround(asking: Asking, focus: NodeKey, depth: number) {
  const { pool } = asking;
  // Datasets and jobs take turns, and the last job is told with what lies behind it.
  const hops = focus > 0 ? 2 * depth + 2 : 2 * depth + 1;
  const graph = storedGraph(pool, reach);
  const ways = await Promise.all(
    (['up', 'down'] as const).map((direction) => walk(graph, focus, { direction, depth: hops, limit: mostNodes })),
  );
  const all = [...new Set([focus, ...ways.flatMap((way) => [...way.keys()])])];
  const keys = all.slice(0, mostNodes);
  const [nodes, edges] = await Promise.all([readGraphNodes(asking, keys), readInnerEdges(pool, keys, reach)]);
  const idOf = new Map(nodes.map(({ key, id }) => [key, id]));
  const told = edges.flatMap(({ source, target }) => {
    const [origin, destination] = [idOf.get(source), idOf.get(target)];
    return origin === undefined || destination === undefined ? [] : [{ origin, destination }];
  });
  return {
    graph: nodes.map(({ key: _, ...node }) => ({ ...node, ...edgesAt(told, node.id) })),
    isCut: all.length > mostNodes,
  };
}

/** In the order of their ids, as Marquez has them. */
async function readGraphNodes(asking: Asking, keys: readonly NodeKey[]) {
  const { pool, likes } = asking;
  const jobIds = jobsIn(keys);
  const [datasets, jobs] = await Promise.all([
    readMarquezDatasets(pool, datasetsIn(keys), likes),
    readJobs(asking, jobIds, 1),
  ]);
  const nodes = [
    ...datasets.map((row) => ({
      key: row.id,
      id: marquezNodeId('dataset', row),
      type: 'DATASET' as const,
      data: graphDataset(row),
    })),
    ...jobs.map((job, at) => ({
      key: -jobIds[at]!,
      id: marquezNodeId('job', job),
      type: 'JOB' as const,
      data: graphJob(job),
    })),
  ];
  return nodes.filter(({ data }) => asking.sees(data.namespace)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Edge {
  origin: string;
  destination: string;
}

const edgesAt = (edges: readonly Edge[], id: string) => ({
  inEdges: edges.filter(({ destination }) => destination === id),
  outEdges: edges.filter(({ origin }) => origin === id),
});
