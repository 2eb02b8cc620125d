import type { LineageEdge, LineageNeighbourhood, LineageNode } from '../../../api/types.ts';
import type { Opened } from '../lineage-address.ts';

export interface NodesAndEdges {
  nodes: LineageNode[];
  edges: LineageEdge[];
}
type Grown = Opened & { found: LineageNeighbourhood | null };

/** The neighbourhood of the focus with branches that were opened behind some of its nodes. */
export function mergeNeighbourhoods(base: NodesAndEdges, grown: readonly Grown[]): NodesAndEdges {
  const nodes = new Map(base.nodes.map((node) => [node.id, node]));
  const edges = new Map(base.edges.map((edge) => [edgeKey(edge), edge]));
  for (const { id, side, found } of grown) {
    const root = nodes.get(id);
    // A branch of a node that is not on screen would hang in the air; hidden nodes have names of one answer only.
    if (root === undefined || found === null) continue;
    for (const node of found.nodes) {
      if (node.kind === 'hidden' || nodes.has(node.id)) continue;
      nodes.set(node.id, { ...node, distance: root.distance + (side === 'up' ? -1 : 1) });
    }
    const left = found.nodes.find((node) => node.id === id)?.more;
    nodes.set(id, { ...root, more: { ...root.more, [side]: left?.[side] ?? 0 } });
    for (const edge of found.edges) if (nodes.has(edge.from) && nodes.has(edge.to)) edges.set(edgeKey(edge), edge);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

const edgeKey = ({ from, to }: LineageEdge): string => `${from} ${to}`;
