import { readHops, type Direction, type Hop, type Reach } from '../../store/lineage/step.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import { readFailing, readFailingHops } from '../../store/lineage/trouble.ts';
import type { Sql } from '../../store/sql.ts';

/** How the graph is asked on one level of detail. */
export interface Graph {
  /** Neighbours, at most `perNode` from one. */
  hops(keys: readonly NodeKey[], direction: Direction, perNode: number): Promise<Hop[]>;
  failing(keys: readonly NodeKey[]): Promise<Set<NodeKey>>;
  failingHops(hubs: readonly NodeKey[], direction: Direction): Promise<Hop[]>;
}

export const storedGraph = (sql: Sql, reach: Reach): Graph => ({
  hops: (keys, direction, perNode) => readHops(sql, { keys, direction, reach, perNode }),
  failing: (keys) => readFailing(sql, keys),
  failingHops: (hubs, direction) => readFailingHops(sql, { hubs, direction, reach }),
});

export interface Walk {
  direction: Direction;
  depth: number;
  /** Most nodes to find, the start not counted. */
  limit: number;
}

/**
 * Nodes up or down from `start` with their distance, nearest first, in the order of their coming in. Where there are more than
 * fit, those with an open incident come first, then each node of the level before gets as many as the others.
 */
export async function walk(graph: Graph, start: NodeKey, { direction, depth, limit }: Walk) {
  const found = new Map<NodeKey, number>([[start, 0]]);
  let frontier: NodeKey[] = [start];
  for (let distance = 1; distance <= depth && frontier.length > 0 && found.size <= limit; distance++) {
    const perNode = Math.max(64, 2 * limit);
    const hops = await graph.hops(frontier, direction, perNode);
    const hubs = cutAt(hops, perNode);
    if (hubs.length > 0) hops.unshift(...(await graph.failingHops(hubs, direction)));
    const fresh = hops.filter(([, to]) => !found.has(to));
    const room = limit + 1 - found.size;
    const next = await choose(graph, fresh, room);
    for (const key of next) found.set(key, distance);
    frontier = next;
  }
  found.delete(start);
  return found;
}

/** Nodes of which not everything was read. */
function cutAt(hops: readonly Hop[], perNode: number): NodeKey[] {
  const counts = new Map<NodeKey, number>();
  for (const [from] of hops) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= perNode).map(([from]) => from);
}

async function choose(graph: Graph, fresh: readonly Hop[], room: number): Promise<NodeKey[]> {
  const all = [...new Set(fresh.map(([, to]) => to))];
  if (all.length <= room) return all;
  const failing = await graph.failing(all);
  const rank = fairRanks(fresh);
  const order = (key: NodeKey) => (failing.has(key) ? -1 : (rank.get(key) ?? 0));
  return all.sort((a, b) => order(a) - order(b)).slice(0, room);
}

/** The how manieth each is among the neighbours of the node that names it first. */
function fairRanks(hops: readonly Hop[]): Map<NodeKey, number> {
  const given = new Map<NodeKey, number>();
  const ranks = new Map<NodeKey, number>();
  for (const [from, to] of hops) {
    if (ranks.has(to)) continue;
    const rank = given.get(from) ?? 0;
    given.set(from, rank + 1);
    ranks.set(to, rank);
  }
  return ranks;
}
