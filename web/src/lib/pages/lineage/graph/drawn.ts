import type { LineageColumns, LineageImpact, LineageNode, LineageWays } from '../../../api/types.ts';
import { openedName, type Opened } from '../lineage-address.ts';
import type { NodesAndEdges } from './merge.ts';

/** A card of the graph: a node with the columns that are traced through it, or what was folded into one card. */
export interface DrawnNode {
  id: string;
  node: LineageNode | null;
  columns: string[];
  /** Nodes that the card stands for; none of a node itself. */
  folded: { of: Opened; members: LineageNode[] } | null;
}
export interface DrawnEdge {
  from: string;
  to: string;
  fromColumn: string | null;
  toColumn: string | null;
  look: 'flow' | 'former' | 'manual' | 'indirect';
  /** A word beside the edge. */
  word: string;
}
export interface DrawnGraph {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

/** Leaves of one node that are shown before the others are folded into one card, and how many remain then. */
const MOST_LEAVES = 12;
const SHOWN_LEAVES = 8;

const card = (node: LineageNode): DrawnNode => ({ id: node.id, node, columns: [], folded: null });
const flow = (from: string, to: string): DrawnEdge => ({
  from,
  to,
  fromColumn: null,
  toColumn: null,
  look: 'flow',
  word: '',
});

/** The neighbourhood as cards. Where a node has more than twelve leaves on one side, all but eight are one card, failing ones are not. */
export function neighbourhoodGraph({ nodes, edges }: NodesAndEdges, opened: readonly Opened[]): DrawnGraph {
  const folds = foldsOf({ nodes, edges }, opened);
  const into = new Map(folds.flatMap((fold) => fold.folded?.members.map(({ id }) => [id, fold.id] as const) ?? []));
  const drawn = new Map<string, DrawnEdge>();
  for (const edge of edges) {
    const [from, to] = [into.get(edge.from) ?? edge.from, into.get(edge.to) ?? edge.to];
    const look = edge.isFormer ? 'former' : edge.source === 'manual' ? 'manual' : 'flow';
    const known = drawn.get(`${from} ${to}`);
    if (known === undefined || known.look === 'former') drawn.set(`${from} ${to}`, { ...flow(from, to), look });
  }
  const cards = nodes.filter(({ id }) => !into.has(id)).map(card);
  return { nodes: [...cards, ...folds], edges: [...drawn.values()] };
}

function foldsOf({ nodes, edges }: NodesAndEdges, opened: readonly Opened[]): DrawnNode[] {
  const isOpen = new Set(opened.map(openedName));
  const neighbours = new Map<string, Set<string>>();
  const join = (id: string, other: string): void =>
    void neighbours.set(id, (neighbours.get(id) ?? new Set()).add(other));
  for (const { from, to } of edges) {
    join(from, to);
    join(to, from);
  }
  const leaves = new Map<string, { of: Opened; members: LineageNode[] }>();
  for (const node of nodes) {
    const [root, ...others] = neighbours.get(node.id) ?? [];
    if (root === undefined || others.length > 0 || node.distance === 0) continue;
    const of: Opened = { id: root, side: node.distance < 0 ? 'up' : 'down' };
    const known = leaves.get(openedName(of)) ?? { of, members: [] };
    leaves.set(openedName(of), { of, members: [...known.members, node] });
  }
  return [...leaves.values()].flatMap(({ of, members }) => {
    if (members.length <= MOST_LEAVES || isOpen.has(openedName(of))) return [];
    const calm = members.toSorted((a, b) => rank(a) - rank(b)).slice(SHOWN_LEAVES);
    return [{ id: `fold:${openedName(of)}`, node: null, columns: [], folded: { of, members: calm } }];
  });
}

const rank = ({ status, more }: LineageNode): number =>
  status === 'fail' ? 0 : status === 'warn' ? 1 : more.up + more.down > 0 ? 2 : 3;

/** The way of a column through its datasets: only traced columns stand on the cards. */
export function columnGraph({ columns, edges }: LineageColumns, known: readonly LineageNode[]): DrawnGraph {
  const details = new Map(known.map((node) => [node.id, node]));
  const cards = new Map<string, DrawnNode>();
  for (const { dataset, column, distance } of columns) {
    const node = details.get(dataset);
    const found = cards.get(dataset) ?? {
      id: dataset,
      node: node ? { ...node, distance } : hiddenNode(dataset, distance),
      columns: [],
      folded: null,
    };
    if (column !== null) found.columns.push(column);
    cards.set(dataset, found);
  }
  const byId = new Map(columns.map((column) => [column.id, column]));
  const drawn = edges.flatMap((edge): DrawnEdge[] => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const look = edge.isFormer ? 'former' : edge.kind === 'indirect' ? 'indirect' : 'flow';
    const word = edge.isMasking ? 'masked' : '';
    return [{ from: from.dataset, to: to.dataset, fromColumn: from.column, toColumn: to.column, look, word }];
  });
  // Several jobs may do the same.
  const once = new Map(
    drawn.map((edge) => [JSON.stringify([edge.from, edge.fromColumn, edge.to, edge.toColumn]), edge]),
  );
  return { nodes: [...cards.values()], edges: [...once.values()] };
}

/** All ways in one graph. */
export function wayGraph({ ways, nodes }: Pick<LineageWays, 'ways' | 'nodes'>): DrawnGraph {
  const pairs = ways.flatMap((way) => way.slice(1).map(({ id }, at) => [way[at]?.id ?? id, id] as const));
  return { nodes: nodes.map(card), edges: onceEach(pairs) };
}

/** The nearest of what is downstream, each joined by its shortest way. */
export function impactGraph(impact: LineageImpact, start: LineageNode, most: number): DrawnGraph {
  const near = impact.items.toSorted((a, b) => a.distance - b.distance).slice(0, most - 1);
  const nodes = near.map((one): DrawnNode =>
    card({ ...start, ...one, kind: 'dataset', more: { up: 0, down: 0, atLeast: false }, count: 1, failing: 0 }),
  );
  const ids = new Set([start.id, ...near.map(({ id }) => id)]);
  const pairs = near.flatMap(({ path }) => path.slice(1).map(({ id }, at) => [path[at]?.id ?? id, id] as const));
  return {
    nodes: [card({ ...start, distance: 0 }), ...nodes],
    edges: onceEach(pairs.filter((pair) => pair.every((id) => ids.has(id)))),
  };
}

const onceEach = (pairs: readonly (readonly [string, string])[]): DrawnEdge[] => [
  ...new Map(pairs.map(([from, to]) => [`${from} ${to}`, flow(from, to)])).values(),
];

const hiddenNode = (id: string, distance: number): LineageNode => ({
  id,
  kind: 'hidden',
  distance,
  namespace: null,
  name: null,
  slug: null,
  owner: null,
  status: 'unknown',
  incident: null,
  retired: false,
  integration: null,
  jobType: null,
  parent: null,
  more: { up: 0, down: 0, atLeast: false },
  count: 1,
  failing: 0,
});
