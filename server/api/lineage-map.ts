import { z } from 'zod';
import { createMapCache, rolledId, type EstateMap, type MapNode } from '../flow/graph/estate-map.ts';
import { mapPitch, type PlacedBlock } from '../flow/graph/layout/estate-layout.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readNodes } from '../store/lineage/node-details.ts';
import { keyOfNodeId, nodeId } from '../store/lineage/node-key.ts';
import { readRolledStates, type RolledBy } from '../store/lineage/whole.ts';
import type { Pool } from '../store/sql.ts';
import { nodeShape, statusOf } from './lineage-nodes.ts';
import { readLineage } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { nodeStatusSchema, type NodeStatus } from './shapes/lineage-graph.ts';
import { lineageMapSchema, lineageNodesSchema, mapLevelSchema, type LineageMap } from './shapes/lineage-map.ts';
import { text } from './text.ts';

const mostNamed = 500;
const mapQuery = z.object({ level: mapLevelSchema.default('dataset') });
const nodesQuery = z.object({ id: z.union([text(40, 1), z.array(text(40, 1)).max(mostNamed)]) });

const description = `Where every node that has lineage stands, laid out by the server and kept until the graph changes; former edges are
not drawn. More than 20,000 datasets are rolled up to schemas, more than 20,000 schemas to namespaces. How nodes stand is as of now.
While a new layout is being made, the one before is answered, with \`isOutdated\`.`;

/** GET /api/v1/lineage/map and …/nodes. */
export function mountLineageMap(app: App, { pool, clock }: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const cache = createMapCache(pool);
  const map = { ...readLineage, path: '/api/v1/lineage/map', query: mapQuery, answer: lineageMapSchema } as const;
  mount(app, { ...map, summary: 'The whole estate as a map', description }, async (c, { query: q, principal }) => {
    const { map: found, isOutdated } = await cache.read(q.level, clock());
    const shown = await describe(pool, found, namespaceLikes(principal));
    return c.json({ ...mapShape(found, shown), isOutdated });
  });
  const nodes = {
    ...readLineage,
    path: '/api/v1/lineage/nodes',
    query: nodesQuery,
    answer: lineageNodesSchema,
  } as const;
  const told = {
    summary: 'Names and states of nodes',
    description: `By \`id\`, at most ${mostNamed}; what may not be seen is left out.`,
  };
  mount(app, { ...nodes, ...told }, async (c, { query: q, principal }) => {
    const keys = [q.id].flat().flatMap((id) => keyOfNodeId(id) ?? []);
    const details = await readNodes(pool, keys, namespaceLikes(principal));
    const items = [...details].map(([key, node]) =>
      nodeShape({ id: nodeId(key), distance: 0, details: node, beyond: null }),
    );
    return c.json({ items });
  });
}

/** A node as it is shown; null: it lies in a namespace that the caller may not see. */
type Shown = { id: string; namespace: string; name: string; status: NodeStatus; count: number; failing: number } | null;

async function describe(pool: Pool, { level, nodes }: EstateMap, likes: string[] | null): Promise<Shown[]> {
  if (level === 'schema' || level === 'namespace') return describeRolled(pool, { by: level, nodes, likes });
  const details = await readNodes(
    pool,
    nodes.filter((node) => typeof node === 'number'),
    likes,
  );
  return nodes.map((key) => {
    const node = typeof key === 'number' ? details.get(key) : undefined;
    if (!node) return null;
    const status = statusOf(node);
    const { namespace, name } = node;
    return { id: nodeId(node.key), namespace, name, status, count: 1, failing: status === 'fail' ? 1 : 0 };
  });
}

async function describeRolled(
  pool: Pool,
  { by, nodes, likes }: { by: RolledBy; nodes: readonly MapNode[]; likes: string[] | null },
): Promise<Shown[]> {
  const states = await readRolledStates(pool, by, likes);
  const known = new Map(states.map((state) => [rolledId(by, state), state]));
  return nodes.map((node) => {
    const state = typeof node === 'number' ? undefined : known.get(rolledId(by, node));
    if (!state) return null;
    const { namespace, name, count, failing, warned, fine } = state;
    const status = failing > 0 ? 'fail' : warned > 0 ? 'warn' : fine > 0 ? 'ok' : 'unknown';
    return { id: rolledId(by, state), namespace, name, status, count, failing };
  });
}

function mapShape(
  { level, layout, edges, laidOutAt, isCut }: EstateMap,
  shown: readonly Shown[],
): Omit<LineageMap, 'isOutdated'> {
  const [statuses, namespaces] = [nodeStatusSchema.options, new Map<string, number>()];
  const nodes: LineageMap['nodes'] = { ids: [], names: [], namespaces: [], statuses: [], counts: [], x: [], y: [] };
  const places = shown.map((node, at) => {
    if (!node) return -1;
    nodes.names.push(node.name);
    if (!namespaces.has(node.namespace)) namespaces.set(node.namespace, namespaces.size);
    nodes.namespaces.push(namespaces.get(node.namespace) ?? 0);
    nodes.statuses.push(statuses.indexOf(node.status));
    nodes.counts.push(node.count);
    nodes.x.push(layout.x[at] ?? 0);
    nodes.y.push(layout.y[at] ?? 0);
    return nodes.ids.push(node.id) - 1;
  });
  return {
    level,
    laidOutAt: laidOutAt.toISOString(),
    isCut,
    hidden: shown.length - nodes.ids.length,
    width: layout.width,
    height: layout.height,
    pitch: mapPitch,
    nodes,
    namespaces: [...namespaces.keys()],
    statuses,
    edges: visibleEdges(edges, places),
    blocks: layout.blocks.flatMap((block) => blockShape(block, shown) ?? []),
  };
}

function visibleEdges(edges: Uint32Array, places: readonly number[]): number[] {
  const visible: number[] = [];
  for (let at = 0; at < edges.length; at += 2) {
    const [source, target] = [places[edges[at] ?? 0] ?? -1, places[edges[at + 1] ?? 0] ?? -1];
    if (source >= 0 && target >= 0) visible.push(source, target);
  }
  return visible;
}

function blockShape(
  { nodes, x, y, width, height }: PlacedBlock,
  shown: readonly Shown[],
): LineageMap['blocks'][number] | null {
  const seen = nodes.flatMap((node) => shown[node] ?? []);
  const [first] = seen;
  if (!first) return null;
  const sum = (of: (node: NonNullable<Shown>) => number) => seen.reduce((total, node) => total + of(node), 0);
  const { namespace } = first;
  const name = schemaName(first.name) ?? namespace;
  return {
    name,
    namespace,
    x,
    y,
    width,
    height,
    count: sum(({ count }) => count),
    failing: sum(({ failing }) => failing),
  };
}

const schemaName = (name: string): string | null => /^(.+)[./][^./]+$/.exec(name)?.[1] ?? null;
