/** A graph by the places of its nodes: `edges` holds source and target in turns. */
export interface PlainGraph {
  nodes: number;
  edges: ArrayLike<number>;
}

/** Neighbours of each node in one array: those of `n` are `of[from[n]]` until before `of[from[n + 1]]`. */
export interface Adjacency {
  from: Uint32Array;
  of: Uint32Array;
}

/** Steps after which a generator lets others have their turn. */
const stepsPerTurn = 4_096;

/** Who follows each node (`down`), or who goes before it (`up`). */
export function adjacency({ nodes, edges }: PlainGraph, direction: 'up' | 'down'): Adjacency {
  const near = direction === 'down' ? 0 : 1;
  const from = new Uint32Array(nodes + 1);
  for (let at = near; at < edges.length; at += 2) from[(edges[at] as number) + 1]! += 1;
  for (let node = 0; node < nodes; node++) from[node + 1]! += from[node] as number;
  const next = from.slice();
  const of = new Uint32Array(edges.length / 2);
  for (let at = 0; at < edges.length; at += 2) {
    const node = edges[at + near] as number;
    of[next[node] as number] = edges[at + 1 - near] as number;
    next[node]! += 1;
  }
  return { from, of };
}

/** The edges without those that close a cycle, as a search in depth meets them; sources are begun with. */
export function* withoutCycles(graph: PlainGraph): Generator<void, PlainGraph> {
  const { nodes } = graph;
  const down = adjacency(graph, 'down');
  const incoming = new Uint32Array(nodes);
  for (let at = 1; at < graph.edges.length; at += 2) incoming[graph.edges[at] as number]! += 1;
  // 0: not met, 1: on the way that is walked, 2: done with.
  const state = new Uint8Array(nodes);
  const next = down.from.slice(0, nodes);
  const kept: number[] = [];
  let steps = 0;
  const starts = [...Array(nodes).keys()].sort((a, b) => Math.min(1, incoming[a]!) - Math.min(1, incoming[b]!));
  for (const start of starts) {
    if (state[start] !== 0) continue;
    const way = [start];
    state[start] = 1;
    while (way.length > 0) {
      if (++steps % stepsPerTurn === 0) yield;
      const node = way.at(-1) as number;
      const at = next[node] as number;
      if (at === down.from[node + 1]) {
        state[node] = 2;
        way.pop();
        continue;
      }
      next[node] = at + 1;
      const target = down.of[at] as number;
      if (state[target] === 1) continue;
      kept.push(node, target);
      if (state[target] === 0) {
        state[target] = 1;
        way.push(target);
      }
    }
  }
  return { nodes, edges: kept };
}

/**
 * The layer of each node of a graph without cycles, from 0: behind everything that goes into it. What nothing goes into
 * stands right before the nearest that it goes into, not far away on the left.
 */
export function* layersOf(graph: PlainGraph): Generator<void, Uint32Array> {
  const { nodes } = graph;
  const [down, up] = [adjacency(graph, 'down'), adjacency(graph, 'up')];
  const layers = new Uint32Array(nodes);
  const waiting = new Uint32Array(nodes);
  const ready: number[] = [];
  for (let node = 0; node < nodes; node++) {
    waiting[node] = up.from[node + 1]! - up.from[node]!;
    if (waiting[node] === 0) ready.push(node);
  }
  for (let at = 0; at < ready.length; at++) {
    if (at % stepsPerTurn === 0) yield;
    const node = ready[at] as number;
    for (let edge = down.from[node]!; edge < down.from[node + 1]!; edge++) {
      const target = down.of[edge] as number;
      layers[target] = Math.max(layers[target]!, layers[node]! + 1);
      if (--waiting[target]! === 0) ready.push(target);
    }
  }
  for (const node of ready) {
    if (up.from[node] !== up.from[node + 1] || down.from[node] === down.from[node + 1]) continue;
    let nearest = Infinity;
    for (let edge = down.from[node]!; edge < down.from[node + 1]!; edge++) {
      nearest = Math.min(nearest, layers[down.of[edge] as number]!);
    }
    layers[node] = nearest - 1;
  }
  return layers;
}

const leastBands = 24;

/**
 * Layers next to each other as one where there are many with few nodes each, so that a long chain does not make the map a
 * ribbon: about half as many bands as the root of the number of nodes, which is as wide as a screen. Order is kept.
 */
export function bandsOf(layers: Uint32Array): Uint32Array {
  const sizes: number[] = [];
  for (const layer of layers) sizes[layer] = (sizes[layer] ?? 0) + 1;
  const most = layers.length / Math.max(leastBands, Math.ceil(Math.sqrt(layers.length) / 2));
  let [band, filled] = [0, 0];
  const bands = Array.from(sizes, (size = 0) => {
    if (filled > 0 && filled + size > most) [band, filled] = [band + 1, 0];
    filled += size;
    return band;
  });
  return layers.map((layer) => bands[layer] ?? 0);
}
