import { NODE, type Rectangle, type Scene } from './scene.ts';

/** Every edge as one path, made once. */
export function allEdges({ map }: Scene): Path2D {
  const path = new Path2D();
  for (let at = 0; at < map.edges.length; at += 2) addEdge(path, map, at);
  return path;
}

/** Edges that are drawn while the map moves, evenly chosen: the others come back when it stands. */
const MOVING_EDGES = 800;

export function someEdges({ map }: Scene): Path2D {
  const path = new Path2D();
  const step = 2 * Math.max(1, Math.ceil(map.edges.length / 2 / MOVING_EDGES));
  for (let at = 0; at < map.edges.length; at += step) addEdge(path, map, at);
  return path;
}

/** Edges that may cross the rectangle. */
export function edgesIn({ map }: Scene, { left, top, right, bottom }: Rectangle): Path2D {
  const path = new Path2D();
  const { x, y } = map.nodes;
  for (let at = 0; at < map.edges.length; at += 2) {
    const [from, to] = [map.edges[at] ?? 0, map.edges[at + 1] ?? 0];
    const [x1, y1, x2, y2] = [(x[from] ?? 0) + NODE.width, y[from] ?? 0, x[to] ?? 0, y[to] ?? 0];
    if (Math.max(x1, x2) < left || Math.min(x1, x2) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom)
      continue;
    addEdge(path, map, at);
  }
  return path;
}

/** Edges into the node and out of it. */
export function edgesOf({ map }: Scene, node: number): Path2D {
  const path = new Path2D();
  for (let at = 0; at < map.edges.length; at += 2) {
    if (map.edges[at] === node || map.edges[at + 1] === node) addEdge(path, map, at);
  }
  return path;
}

function addEdge(path: Path2D, { edges, nodes: { x, y } }: Scene['map'], at: number): void {
  const [from, to] = [edges[at] ?? 0, edges[at + 1] ?? 0];
  path.moveTo((x[from] ?? 0) + NODE.width, (y[from] ?? 0) + NODE.height / 2);
  path.lineTo(x[to] ?? 0, (y[to] ?? 0) + NODE.height / 2);
}
