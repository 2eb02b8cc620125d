import type { NodeKey } from '../../store/lineage/node-key.ts';
import { readHops, type Direction } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';

export interface Gathered {
  /** From where, to where, by which job (0: none is known), in the direction of the data. */
  hops: [from: NodeKey, to: NodeKey, job: number][];
  keys: NodeKey[];
  /** There was more than is looked at. */
  isCut: boolean;
}

interface Bounds {
  depth: number;
  nodes: number;
  perNode: number;
}

const reach = { level: 'dataset', at: null, former: false } as const;

/** The hops around a node in one direction, level by level, as far as the bounds go. */
export async function gatherHops(
  sql: Sql,
  { from, direction, depth, nodes, perNode }: Bounds & { from: NodeKey; direction: Direction },
): Promise<Gathered> {
  const known = new Set<NodeKey>([from]);
  const hops: Gathered['hops'] = [];
  let frontier: NodeKey[] = [from];
  let isCut = false;
  for (let level = 0; level < depth && frontier.length > 0; level++) {
    const found = await readHops(sql, { keys: frontier, direction, reach, perNode });
    isCut ||= found.length >= perNode && found.length >= frontier.length * perNode;
    frontier = [];
    for (const [near, far, job] of found) {
      if (!known.has(far) && known.size > nodes) {
        isCut = true;
        continue;
      }
      hops.push(direction === 'up' ? [far, near, job] : [near, far, job]);
      if (known.has(far)) continue;
      known.add(far);
      frontier.push(far);
    }
  }
  return { hops, keys: [...known], isCut: isCut || frontier.length > 0 };
}
