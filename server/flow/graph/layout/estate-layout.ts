import { orderBlocks, type Block } from './blocks.ts';
import { bandsOf, layersOf, withoutCycles, type PlainGraph } from './layers.ts';

/** How much room one node has, and what lies around a block of nodes; units of the map, which are pixels at its full size. */
export const mapPitch = { x: 204, y: 34 } as const;
const padding = 12;
const title = 20;
const blockGap = 18;
const columnGap = 36;
const layerGap = 90;
const wantedRatio = 1.6;

export interface EstateGraph extends PlainGraph {
  /** By node: which belong together (a schema, a DAG). */
  groups: ArrayLike<number>;
}

export interface PlacedBlock {
  group: number;
  x: number;
  y: number;
  width: number;
  height: number;
  nodes: number[];
}

export interface EstateLayout {
  width: number;
  height: number;
  /** Of the upper left corner of each node. */
  x: Int32Array;
  y: Int32Array;
  blocks: PlacedBlock[];
}

/**
 * Where every node of an estate stands on the map: data flows from left to right in layers, nodes of one group in one layer
 * form a block, and blocks of a layer fill columns of one height, so that the whole is about as wide as a screen. Yields
 * every few milliseconds of work, so that whoever runs it can let others have their turn. The same for the same graph.
 */
export function* layOutEstate(graph: EstateGraph): Generator<void, EstateLayout> {
  const acyclic = yield* withoutCycles(graph);
  yield;
  const layers = yield* layersOf(acyclic);
  yield;
  const ordered = yield* orderBlocks(acyclic, bandsOf(layers), graph.groups);
  yield;
  const sized = ordered.map((blocks) => blocks.map(sizedBlock));
  const placed = place(sized, columnHeight(sized));
  const layout: EstateLayout = {
    width: Math.max(0, ...placed.map(({ x, width }) => x + width)),
    height: Math.max(0, ...placed.map(({ y, height }) => y + height)),
    x: new Int32Array(graph.nodes),
    y: new Int32Array(graph.nodes),
    blocks: placed,
  };
  for (const block of placed) {
    const rows = Math.round((block.height - title - padding) / mapPitch.y);
    block.nodes.forEach((node, at) => {
      layout.x[node] = block.x + padding + Math.floor(at / rows) * mapPitch.x;
      layout.y[node] = block.y + title + (at % rows) * mapPitch.y;
    });
  }
  return layout;
}

type SizedBlock = Omit<PlacedBlock, 'x' | 'y'>;

/** About as wide as high; up to eight nodes stand in one column. */
function sizedBlock({ group, nodes }: Block): SizedBlock {
  const columns = nodes.length <= 8 ? 1 : Math.max(1, Math.round(Math.sqrt((nodes.length * mapPitch.y) / mapPitch.x)));
  const rows = Math.ceil(nodes.length / columns);
  const used = Math.ceil(nodes.length / rows);
  return { group, nodes, width: used * mapPitch.x + padding, height: title + rows * mapPitch.y + padding };
}

function place(layers: readonly (readonly SizedBlock[])[], most: number): PlacedBlock[] {
  const placed: PlacedBlock[] = [];
  let x = 0;
  for (const blocks of layers) {
    let [y, widest] = [0, 0];
    for (const block of blocks) {
      if (y > 0 && y + block.height > most) [x, y, widest] = [x + widest + columnGap, 0, 0];
      placed.push({ ...block, x, y });
      y += block.height + blockGap;
      widest = Math.max(widest, block.width);
    }
    x += widest + layerGap;
  }
  return placed;
}

/** The height at which the whole has the wanted ratio of width to height, found by halving. */
function columnHeight(layers: readonly (readonly SizedBlock[])[]): number {
  const heights = layers.map((blocks) => blocks.reduce((sum, { height }) => sum + height + blockGap, 0));
  let [low, high] = [Math.max(0, ...layers.flat().map(({ height }) => height)), Math.max(1, ...heights)];
  while (high - low > mapPitch.y) {
    const middle = (low + high) / 2;
    const width = Math.max(0, ...place(layers, middle).map((block) => block.x + block.width));
    if (width / middle > wantedRatio) low = middle;
    else high = middle;
  }
  return high;
}
