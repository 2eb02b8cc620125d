import type { Sql } from '../sql.ts';
import type { NodeKey } from './node-key.ts';
import { readHops, type Hop, type Reach } from './step.ts';

/** Hops from one node in one direction that are looked at: where there are more, its neighbours are `atLeast` so many. */
const mostCounted = 200;

export interface Beyond {
  up: number;
  down: number;
  /** There may be more: a node has more neighbours than are counted. */
  atLeast: boolean;
}

/** How many neighbours of each node are not among the nodes; nodes without any are not in the answer. */
export async function readBeyond(sql: Sql, keys: readonly NodeKey[], reach: Reach): Promise<Map<NodeKey, Beyond>> {
  const [up, down] = await Promise.all([
    readHops(sql, { keys, direction: 'up', reach, perNode: mostCounted }),
    readHops(sql, { keys, direction: 'down', reach, perNode: mostCounted }),
  ]);
  const inside = new Set(keys);
  const [above, below] = [countOutside(up, inside), countOutside(down, inside)];
  const beyond = new Map<NodeKey, Beyond>();
  for (const key of new Set([...above.keys(), ...below.keys()])) {
    const [ups, downs] = [above.get(key), below.get(key)];
    const atLeast = Math.max(ups?.looked ?? 0, downs?.looked ?? 0) >= mostCounted;
    const found = { up: ups?.outside.size ?? 0, down: downs?.outside.size ?? 0, atLeast };
    if (found.up > 0 || found.down > 0) beyond.set(key, found);
  }
  return beyond;
}

function countOutside(hops: readonly Hop[], inside: ReadonlySet<NodeKey>) {
  const counts = new Map<NodeKey, { looked: number; outside: Set<NodeKey> }>();
  for (const [from, to] of hops) {
    const count = counts.get(from) ?? { looked: 0, outside: new Set() };
    counts.set(from, count);
    count.looked += 1;
    if (!inside.has(to)) count.outside.add(to);
  }
  return counts;
}
