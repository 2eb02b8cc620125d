import { curveBumpX, line } from 'd3-shape';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawn.ts';
import type { Box, Placed, PlacedBox } from './place.ts';

const CARD = { width: 224, height: 54, columnHeight: 22 } as const;

export const boxOf = ({ id, columns }: DrawnNode): Box => ({
  id,
  width: CARD.width,
  height: CARD.height + columns.length * CARD.columnHeight,
});

/** Where an edge meets a card: at its column's line, or in the middle of its head. */
function portOf(box: PlacedBox, node: DrawnNode, column: string | null): number {
  const at = column === null ? -1 : node.columns.indexOf(column);
  return at === -1 ? box.y + CARD.height / 2 : box.y + CARD.height + (at + 0.5) * CARD.columnHeight - 3;
}

const smooth = line<readonly [number, number]>(
  ([x]) => x,
  ([, y]) => y,
).curve(curveBumpX);

export interface EdgeLine {
  edge: DrawnEdge;
  path: string;
  middle: { x: number; y: number };
}

/** The lines between placed cards: from the right edge of the one to the left edge of the other. */
export function linesOf(graph: DrawnGraph, placed: Placed): EdgeLine[] {
  const boxes = new Map(placed.boxes.map((box) => [box.id, box]));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return graph.edges.flatMap((edge): EdgeLine[] => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    const [source, target] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to || !source || !target || from === to) return [];
    const [x1, y1] = [from.x + from.width, portOf(from, source, edge.fromColumn)];
    const [x2, y2] = [to.x - 5, portOf(to, target, edge.toColumn)];
    const points: (readonly [number, number])[] = [[x1, y1], ...(placed.bends[`${from.id} ${to.id}`] ?? []), [x2, y2]];
    return [{ edge, path: smooth(points) ?? '', middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 } }];
  });
}

/** A graph with the places of its cards. */
export interface PlacedGraph {
  graph: DrawnGraph;
  at: Placed;
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Where an arrow key leads from a card: along an edge to the nearest in height, or to the next in the same layer. */
export function stepFrom({ graph, at }: PlacedGraph, from: string, arrow: Arrow): string | null {
  const here = at.boxes.find(({ id }) => id === from);
  if (here === undefined) return null;
  const boxes = at.boxes.filter(({ id }) => id !== from);
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const beside = boxes.filter(
      (box) => Math.abs(box.x - here.x) < CARD.width && box.y < here.y === (arrow === 'ArrowUp'),
    );
    return nearest(beside, here)?.id ?? null;
  }
  const ids = new Set(
    graph.edges.flatMap((edge) =>
      arrow === 'ArrowLeft' ? (edge.to === from ? [edge.from] : []) : edge.from === from ? [edge.to] : [],
    ),
  );
  return (
    nearest(
      boxes.filter(({ id }) => ids.has(id)),
      here,
    )?.id ?? null
  );
}

function nearest(boxes: readonly PlacedBox[], here: PlacedBox): PlacedBox | undefined {
  return boxes.toSorted((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || a.y - b.y)[0];
}
