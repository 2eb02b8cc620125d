import { z } from 'zod';
import { addManualEdge, removeManualEdge } from '../flow/graph/manual-edges.ts';
import { namespaceLikes, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { readChanges, type EdgeSeen, type GraphChanges } from '../store/lineage/changes.ts';
import { readNodes, type NodeDetails } from '../store/lineage/node-details.ts';
import { nodeId, type NodeKey } from '../store/lineage/node-key.ts';
import { byOf } from './by.ts';
import { nodeFor } from './lineage-nodes.ts';
import { readLineage, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { askedInstant } from './shapes/common.ts';
import { lineageChangesSchema, manualEdgeSchema, type LineageChanges } from './shapes/lineage-search.ts';
import { text } from './text.ts';

const span = z.object({ from: askedInstant, to: askedInstant.optional(), limit: whole(5_000).default(200) });
const edge = z.strictObject({ from: text(400, 1), to: text(400, 1), reason: text(500, 1) });

/** GET /api/v1/lineage/changes; POST and DELETE /api/v1/lineage/edges. */
export function mountLineageChanges(app: App, receive: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const { pool, clock } = receive;
  const spec = { ...readLineage, path: '/api/v1/lineage/changes', query: span, answer: lineageChangesSchema } as const;
  const description =
    'Datasets, jobs, edges and columns first seen after `from` and until `to` (now), and edges that a run of that span no longer had. At most `limit` (200) of each, newest first.';
  mount(app, { ...spec, summary: 'What changed in the graph', description }, async (c, { query: q, principal }) => {
    const [from, to] = [new Date(q.from), q.to === undefined ? clock() : new Date(q.to)];
    if (from > to) throw new Problem('invalid-request', 'The span ends before it begins.');
    const limit = Math.max(1, q.limit);
    const changes = await readChanges(pool, { from, to, limit });
    const nodes = await readNodes(pool, keysIn(changes), namespaceLikes(principal));
    return c.json({
      from: from.toISOString(),
      to: to.toISOString(),
      ...changesShape(changes, nodes),
      isCut: isCut(changes, limit),
    });
  });
  mountManualEdges(app, receive);
}

function mountManualEdges(app: App, { pool, clock }: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const manual = { path: '/api/v1/lineage/edges', permission: 'datasets.write', answer: manualEdgeSchema } as const;
  const change = { ...manual, problems: ['not-found', 'conflict'] } as const;
  const ends = async (principal: Principal, q: z.infer<typeof edge>) => ({
    from: await nodeFor(pool, principal, q.from),
    to: await nodeFor(pool, principal, q.to),
    reason: q.reason,
  });
  const add = {
    ...change,
    method: 'post',
    body: edge,
    status: 201,
    summary: 'Say that data flows from one to another',
  } as const;
  mount(app, add, async (c, { body, principal }) => {
    const { from, to, reason } = await ends(principal, body);
    await addManualEdge(pool, { from, to, reason, ...byOf(c, principal) }, clock());
    return c.json({ from: nodeId(from.key), to: nodeId(to.key) }, 201);
  });
  const remove = {
    ...change,
    method: 'delete',
    query: edge,
    summary: 'Take back an edge that somebody added',
  } as const;
  mount(app, remove, async (c, { query, principal }) => {
    const { from, to, reason } = await ends(principal, query);
    await removeManualEdge(pool, { from, to, reason, ...byOf(c, principal) });
    return c.json({ from: nodeId(from.key), to: nodeId(to.key) });
  });
}

const keysIn = ({ newDatasets, newJobs, newEdges, formerEdges, newColumns }: GraphChanges): NodeKey[] => [
  ...new Set([
    ...[...newDatasets, ...newJobs].map(({ key }) => key),
    ...[...newEdges, ...formerEdges, ...newColumns].flatMap(({ from, to }) => [from, to]),
  ]),
];

const isCut = (changes: GraphChanges, limit: number) =>
  Object.values(changes).some((rows) => (rows as unknown[]).length >= limit);

/** Only what lies in namespaces that the caller may see, with both its ends. */
function changesShape(changes: GraphChanges, nodes: ReadonlyMap<NodeKey, NodeDetails>) {
  const at = (instant: string) => new Date(instant).toISOString();
  const named = (key: NodeKey) => {
    const node = nodes.get(key);
    return node ? { id: nodeId(key), namespace: node.namespace, name: node.name } : null;
  };
  const ofNodes = (rows: GraphChanges['newJobs']) =>
    rows.flatMap((row) => {
      const node = named(row.key);
      return node ? [{ ...node, at: at(row.at) }] : [];
    });
  const ofEdges = <T extends EdgeSeen>(rows: readonly T[]) =>
    rows.flatMap((row) => {
      const [from, to] = [named(row.from), named(row.to)];
      return from && to ? [{ row, edge: { from, to, at: at(row.at) } }] : [];
    });
  const edges = (rows: readonly EdgeSeen[]) => ofEdges(rows).map(({ edge: shown }) => shown);
  return {
    newDatasets: ofNodes(changes.newDatasets),
    newJobs: ofNodes(changes.newJobs),
    newEdges: edges(changes.newEdges),
    formerEdges: edges(changes.formerEdges),
    newColumns: ofEdges(changes.newColumns).map(({ row, edge: shown }) => ({
      ...shown,
      fromColumn: row.fromColumn || null,
      toColumn: row.toColumn || null,
    })),
  } satisfies Partial<LineageChanges>;
}
