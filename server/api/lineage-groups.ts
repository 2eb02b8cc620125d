import type { LineageEdge, LineageNode, NodeStatus } from './shapes/lineage-graph.ts';

export type GroupBy = 'namespace' | 'schema' | 'owner';

const worstFirst: readonly NodeStatus[] = ['fail', 'undecided', 'warn', 'running', 'unknown', 'ok'];
const worst = (a: NodeStatus, b: NodeStatus) => (worstFirst.indexOf(a) <= worstFirst.indexOf(b) ? a : b);

/** The name without its last part: `dwh.mart` of `dwh.mart.orders`, the folder of a path. */
const schemaOf = (name: string) => /^(.+)[./][^./]+$/.exec(name)?.[1] ?? name;

const groupOf = (node: LineageNode, by: GroupBy): string => {
  if (by === 'owner') return node.owner ?? '';
  if (by === 'namespace') return node.namespace ?? '';
  return `${node.namespace ?? ''} ${schemaOf(node.name ?? '')}`;
};

/** The same graph with all nodes of one group as one, but for the focus and what is hidden; edges inside a group are gone. */
export function foldGroups(
  graph: { nodes: LineageNode[]; edges: LineageEdge[] },
  by: GroupBy,
): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const groups = new Map<string, LineageNode>();
  const groupIds = new Map<string, string>();
  for (const node of graph.nodes) {
    const isAlone = node.distance === 0 || node.kind === 'hidden';
    const id = isAlone ? node.id : `group:${by}:${groupOf(node, by)}`;
    groupIds.set(node.id, id);
    const known = groups.get(id);
    groups.set(id, isAlone ? node : known ? joined(known, node) : groupOfOne(node, id, by));
  }
  return { nodes: [...groups.values()], edges: foldEdges(graph.edges, groupIds) };
}

const groupOfOne = (node: LineageNode, id: string, by: GroupBy): LineageNode => ({
  ...node,
  id,
  kind: 'group',
  name: by === 'schema' ? schemaOf(node.name ?? '') : groupOf(node, by),
  namespace: by === 'owner' ? null : node.namespace,
  owner: by === 'owner' ? node.owner : null,
  slug: null,
  incident: null,
  retired: false,
  integration: null,
  jobType: null,
  parent: null,
});

const joined = (group: LineageNode, node: LineageNode): LineageNode => ({
  ...group,
  distance: Math.abs(node.distance) < Math.abs(group.distance) ? node.distance : group.distance,
  status: worst(group.status, node.status),
  more: {
    up: group.more.up + node.more.up,
    down: group.more.down + node.more.down,
    // A neighbour of two of them is counted twice.
    atLeast: group.more.atLeast || node.more.atLeast,
  },
  count: group.count + node.count,
  failing: group.failing + node.failing,
});

function foldEdges(edges: readonly LineageEdge[], groupIds: ReadonlyMap<string, string>): LineageEdge[] {
  const folded = new Map<string, LineageEdge>();
  for (const edge of edges) {
    const [from, to] = [groupIds.get(edge.from) ?? edge.from, groupIds.get(edge.to) ?? edge.to];
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    const known = folded.get(key);
    folded.set(key, known ? joinedEdge(known, edge) : { ...edge, from, to });
  }
  return [...folded.values()];
}

const strength = ['observed', 'declared', 'manual'] as const;

const joinedEdge = (a: LineageEdge, b: LineageEdge): LineageEdge => ({
  ...a,
  firstSeenAt: a.firstSeenAt < b.firstSeenAt ? a.firstSeenAt : b.firstSeenAt,
  lastSeenAt: a.lastSeenAt > b.lastSeenAt ? a.lastSeenAt : b.lastSeenAt,
  count: a.count + b.count,
  source: strength[Math.min(strength.indexOf(a.source), strength.indexOf(b.source))] ?? 'observed',
  isFormer: a.isFormer && b.isFormer,
  jobs: [...new Set([...a.jobs, ...b.jobs])].slice(0, 20),
});
