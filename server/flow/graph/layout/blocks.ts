import { adjacency, type Adjacency, type PlainGraph } from './layers.ts';

/** Nodes of one group in one layer, in the order in which they are shown. */
export interface Block {
  layer: number;
  group: number;
  nodes: number[];
}

const sweeps = 8;

/**
 * The blocks of each layer from top to bottom, so that what is joined lies at about one height: each stands where the mean
 * of its neighbours in the layers beside it is (barycentres), sweeping right and left in turns; nodes within a block likewise.
 */
export function* orderBlocks(
  graph: PlainGraph,
  layers: ArrayLike<number>,
  groups: ArrayLike<number>,
): Generator<void, Block[][]> {
  const byLayer = blocksOf(graph.nodes, layers, groups);
  yield;
  const heights = new Float64Array(graph.nodes);
  for (const blocks of byLayer) settle(blocks, heights);
  const [up, down] = [adjacency(graph, 'up'), adjacency(graph, 'down')];
  yield;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isRight = sweep % 2 === 0;
    for (let n = 0; n < byLayer.length; n++) {
      const blocks = byLayer[isRight ? n : byLayer.length - 1 - n] ?? [];
      pull(blocks, isRight ? up : down, heights);
      settle(blocks, heights);
      yield;
    }
  }
  return byLayer;
}

function blocksOf(nodes: number, layers: ArrayLike<number>, groups: ArrayLike<number>): Block[][] {
  const found = new Map<string, Block>();
  const byLayer: Block[][] = [];
  for (let node = 0; node < nodes; node++) {
    const [layer, group] = [layers[node] as number, groups[node] as number];
    const key = `${layer} ${group}`;
    const known = found.get(key);
    if (known) {
      known.nodes.push(node);
      continue;
    }
    const block = { layer, group, nodes: [node] };
    found.set(key, block);
    (byLayer[layer] ??= []).push(block);
  }
  return Array.from(byLayer, (blocks) => blocks ?? []);
}

/** Heights from 0 to 1 by the order in the layer. */
function settle(blocks: readonly Block[], heights: Float64Array): void {
  const total = blocks.reduce((sum, { nodes }) => sum + nodes.length, 0);
  let at = 0;
  for (const { nodes } of blocks) for (const node of nodes) heights[node] = (at++ + 0.5) / total;
}

function pull(blocks: Block[], beside: Adjacency, heights: Float64Array): void {
  const wanted = new Map<Block, number>();
  for (const block of blocks) {
    const means = new Map(block.nodes.map((node) => [node, meanOf(node, beside, heights)]));
    block.nodes.sort((a, b) => means.get(a)! - means.get(b)! || a - b);
    wanted.set(block, [...means.values()].reduce((sum, mean) => sum + mean, 0) / block.nodes.length);
  }
  blocks.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.group - b.group);
}

function meanOf(node: number, { from, of }: Adjacency, heights: Float64Array): number {
  const [first, end] = [from[node]!, from[node + 1]!];
  if (first === end) return heights[node]!;
  let sum = 0;
  for (let edge = first; edge < end; edge++) sum += heights[of[edge]!]!;
  return sum / (end - first);
}
