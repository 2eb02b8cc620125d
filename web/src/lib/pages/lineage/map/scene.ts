import type { LineageMap } from '../../../api/types.ts';

/** What part of the map is on screen: the point in the middle and how many pixels a unit has. */
export interface Camera extends Point {
  zoom: number;
}
export interface Point {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const NODE = { width: 190, height: 26 } as const;
const LEAST_ZOOM = 0.01;
const MOST_ZOOM = 2;
const CELL = 512;

/** A map made ready to be drawn and asked: where nodes are found, and whom each is joined with. */
export interface Scene {
  map: LineageMap;
  /** Nodes by the square that their upper left corner lies in. */
  cells: Map<string, number[]>;
  neighbours: Map<number, number[]>;
}

export function sceneOf(map: LineageMap): Scene {
  const cells = new Map<string, number[]>();
  map.nodes.x.forEach((x, node) => {
    const key = `${Math.floor(x / CELL)} ${Math.floor((map.nodes.y[node] ?? 0) / CELL)}`;
    const known = cells.get(key);
    if (known) known.push(node);
    else cells.set(key, [node]);
  });
  const neighbours = new Map<number, number[]>();
  const join = (a: number, b: number): void => {
    const known = neighbours.get(a);
    if (known) known.push(b);
    else neighbours.set(a, [b]);
  };
  for (let at = 0; at < map.edges.length; at += 2) {
    join(map.edges[at] ?? 0, map.edges[at + 1] ?? 0);
    join(map.edges[at + 1] ?? 0, map.edges[at] ?? 0);
  }
  return { map, cells, neighbours };
}

/** The whole map in the window, with a little room around it. */
export function fitCamera({ width, height }: Pick<LineageMap, 'width' | 'height'>, size: Size): Camera {
  const zoom = Math.min(1, (size.width - 24) / Math.max(1, width), (size.height - 24) / Math.max(1, height));
  return { x: width / 2, y: height / 2, zoom: Math.max(LEAST_ZOOM, zoom) };
}

/** Nearer or farther, with the point of the map under `at` (pixels of the window) staying where it is. */
export function zoomed(camera: Camera, size: Size, { by, at }: { by: number; at: Point }): Camera {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, camera.zoom * by));
  const from = toMap(camera, at, size);
  return { x: from.x - (at.x - size.width / 2) / zoom, y: from.y - (at.y - size.height / 2) / zoom, zoom };
}

export const toMap = (camera: Camera, at: Point, size: Size): Point => ({
  x: camera.x + (at.x - size.width / 2) / camera.zoom,
  y: camera.y + (at.y - size.height / 2) / camera.zoom,
});

export function shownOf(camera: Camera, { width, height }: Size): Rectangle {
  const [halfWidth, halfHeight] = [width / 2 / camera.zoom, height / 2 / camera.zoom];
  return {
    left: camera.x - halfWidth,
    right: camera.x + halfWidth,
    top: camera.y - halfHeight,
    bottom: camera.y + halfHeight,
  };
}

/** Nodes that lie in the rectangle, wholly or in part. */
export function nodesIn({ map, cells }: Scene, { left, top, right, bottom }: Rectangle): number[] {
  const found: number[] = [];
  const [firstX, lastX] = [Math.floor((left - NODE.width) / CELL), Math.floor(right / CELL)];
  const [firstY, lastY] = [Math.floor((top - NODE.height) / CELL), Math.floor(bottom / CELL)];
  const isFew = (lastX - firstX + 1) * (lastY - firstY + 1) <= cells.size;
  const lists = isFew ? cellsBetween(cells, [firstX, lastX], [firstY, lastY]) : [...cells.values()];
  for (const nodes of lists) {
    for (const node of nodes) {
      const [x, y] = [map.nodes.x[node] ?? 0, map.nodes.y[node] ?? 0];
      if (x + NODE.width >= left && x <= right && y + NODE.height >= top && y <= bottom) found.push(node);
    }
  }
  return found;
}

function cellsBetween(cells: Scene['cells'], [x1, x2]: [number, number], [y1, y2]: [number, number]): number[][] {
  const lists: number[][] = [];
  for (let x = x1; x <= x2; x++) for (let y = y1; y <= y2; y++) lists.push(cells.get(`${x} ${y}`) ?? []);
  return lists;
}

/** The node under a point of the map; far away, the nearest within a few pixels. */
export function nodeAt(scene: Scene, at: Point, zoom: number): number | null {
  const slack = zoom < 0.4 ? 6 / zoom : 0;
  const near = nodesIn(scene, { left: at.x - slack, right: at.x + slack, top: at.y - slack, bottom: at.y + slack });
  const { x, y } = scene.map.nodes;
  const far = (node: number): number =>
    Math.hypot((x[node] ?? 0) + NODE.width / 2 - at.x, (y[node] ?? 0) + NODE.height / 2 - at.y);
  return near.toSorted((a, b) => far(a) - far(b))[0] ?? null;
}

/** Nodes with the text in their name, in any case of letters. */
export function matching({ nodes }: LineageMap, text: string): Set<number> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Set();
  return new Set(nodes.names.flatMap((name, node) => (name.toLowerCase().includes(wanted) ? [node] : [])));
}

/** `map=1200,340,0.5` in the address. */
export function cameraOf(text: string | null): Camera | null {
  const [x, y, zoom] = (text ?? '').split(',').map(Number);
  if (x === undefined || y === undefined || zoom === undefined || ![x, y, zoom].every(Number.isFinite)) return null;
  return { x, y, zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom)) };
}
export const cameraText = ({ x, y, zoom }: Camera): string =>
  `${Math.round(x)},${Math.round(y)},${Number(zoom.toPrecision(3))}`;
