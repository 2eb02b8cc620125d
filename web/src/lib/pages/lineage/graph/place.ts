import { Graph, layout } from '@dagrejs/dagre';

export interface Box {
  id: string;
  width: number;
  height: number;
}
export interface PlacedBox extends Box {
  /** Of the upper left corner. */
  x: number;
  y: number;
}
export interface Placed {
  width: number;
  height: number;
  boxes: PlacedBox[];
  /** Points that an edge longer than one layer goes through, so that it passes no card; by `from to`. */
  bends: Record<string, (readonly [x: number, y: number])[]>;
}
export interface ToPlace {
  boxes: Box[];
  edges: readonly (readonly [from: string, to: string])[];
}

const MARGIN = 56;

/** Where the cards stand: data flows from left to right, in layers, with few crossings. Never called where it would be waited for: it may take 100 ms. */
export function placeBoxes({ boxes, edges }: ToPlace): Placed {
  const graph = new Graph();
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 14,
    edgesep: 8,
    ranksep: 88,
    marginx: MARGIN,
    marginy: 24,
    ranker: 'tight-tree',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const [from, to] of edges) if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  layout(graph);
  const placed = boxes.map((box): PlacedBox => {
    const { x = 0, y = 0 } = graph.node(box.id) as { x?: number; y?: number };
    return { ...box, x: Math.round(x - box.width / 2), y: Math.round(y - box.height / 2) };
  });
  const bends: Placed['bends'] = {};
  for (const { v, w } of graph.edges()) {
    const { points = [] } = graph.edge(v, w) as { points?: { x: number; y: number }[] };
    if (points.length > 3) bends[`${v} ${w}`] = points.slice(1, -1).map(({ x, y }) => [Math.round(x), Math.round(y)]);
  }
  const end = (of: (box: PlacedBox) => number, margin: number): number => Math.max(0, ...placed.map(of)) + margin;
  return {
    boxes: placed,
    bends,
    width: end(({ x, width }) => x + width, MARGIN),
    height: end(({ y, height }) => y + height, 24),
  };
}
