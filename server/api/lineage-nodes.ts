import type { Principal } from '../flow/principal.ts';
import { Problem } from '../problem.ts';
import type { Beyond } from '../store/lineage/beyond.ts';
import { findNode, type FoundNode } from '../store/lineage/find-node.ts';
import type { GraphEdge } from '../store/lineage/inner-edges.ts';
import type { DatasetNode, JobNode, NodeDetails } from '../store/lineage/node-details.ts';
import { nodeId, type NodeKey } from '../store/lineage/node-key.ts';
import type { Pool } from '../store/sql.ts';
import { requireNamespace } from './mount.ts';
import type { LineageEdge, LineageNode, NodeStatus } from './shapes/lineage-graph.ts';

/** The node of an id or slug; 404 when there is none or it lies in a foreign namespace. */
export async function nodeFor(pool: Pool, principal: Principal, id: string): Promise<FoundNode> {
  const node = await findNode(pool, id);
  requireNamespace(principal, node?.namespace, `dataset or job ${id}`);
  if (!node) throw new Problem('not-found', `There is no dataset or job ${id} here.`);
  return node;
}

/** Names nodes in one answer: hidden ones are only counted. */
export function nodeNames(details: ReadonlyMap<NodeKey, unknown>): (key: NodeKey) => string {
  const hidden = new Map<NodeKey, string>();
  return (key) => {
    if (details.has(key)) return nodeId(key);
    const name = hidden.get(key) ?? `hidden_${hidden.size + 1}`;
    hidden.set(key, name);
    return name;
  };
}

const ofState: Record<string, NodeStatus> = {
  COMPLETE: 'ok',
  FAIL: 'fail',
  ABORT: 'fail',
  START: 'running',
  RUNNING: 'running',
};

const isJob = (node: NodeDetails): node is JobNode => !('slug' in node);
const none = { up: 0, down: 0, atLeast: false };

interface Placed {
  id: string;
  distance: number;
  details: NodeDetails | null;
  beyond: Beyond | null;
}

/** A node as the API tells it. */
export function nodeShape({ id, distance, details, beyond }: Placed): LineageNode {
  const status = details ? statusOf(details) : 'unknown';
  return {
    id,
    kind: details === null ? 'hidden' : isJob(details) ? 'job' : 'dataset',
    distance,
    namespace: details?.namespace ?? null,
    name: details?.name ?? null,
    slug: details && !isJob(details) ? details.slug : null,
    owner: details?.owner ?? null,
    status,
    incident: details?.incident == null ? null : `INC-${details.incident}`,
    retired: details && !isJob(details) ? details.retired : false,
    integration: details && isJob(details) ? details.integration : null,
    jobType: details && isJob(details) ? details.jobType : null,
    parent: details && isJob(details) && details.parent !== null ? nodeId(-details.parent) : null,
    more: details ? (beyond ?? none) : none,
    count: 1,
    failing: status === 'fail' ? 1 : 0,
  };
}

export function statusOf(details: NodeDetails): NodeStatus {
  if (details.incident !== null) return 'fail';
  return isJob(details) ? (ofState[details.state ?? ''] ?? 'unknown') : details.status;
}

/** How a dataset is, by its newest verdict and its open incident. */
export function statusOfVerdict(verdict: string, incident: number | null): DatasetNode['status'] {
  if (incident !== null) return 'fail';
  const known = { pass: 'ok', warn: 'warn', fail: 'fail', none: 'unknown' } as const;
  return known[verdict as keyof typeof known] ?? 'undecided';
}

/** An edge as the API tells it; jobs of namespaces that the caller may not see are not named. */
export function edgeShape(
  edge: GraphEdge,
  nameOf: (key: NodeKey) => string,
  mayName: (job: number) => boolean,
): LineageEdge {
  return {
    from: nameOf(edge.source),
    to: nameOf(edge.target),
    firstSeenAt: new Date(edge.firstSeenAt).toISOString(),
    lastSeenAt: new Date(edge.lastSeenAt).toISOString(),
    count: edge.count,
    source: edge.by,
    isFormer: edge.isFormer,
    jobs: edge.jobs.filter(mayName).map((job) => nodeId(-job)),
  };
}
