/** Data goes from one node into another; `job` does it, null when none is known. */
export interface Hop {
  from: string;
  to: string;
  job: string | null;
}

/** By node, the hops that lead to it (`up`) or away from it (`down`), in the order of texts: the order of the facts plays no part. */
export function hopsBy(hops: readonly Hop[], direction: 'up' | 'down'): Map<string, Hop[]> {
  const sorted = hops.toSorted((a, b) => order(a.from, b.from) || order(a.to, b.to) || order(a.job ?? '', b.job ?? ''));
  const by = new Map<string, Hop[]>();
  for (const hop of sorted) {
    const key = direction === 'up' ? hop.to : hop.from;
    const known = by.get(key);
    if (known) known.push(hop);
    else by.set(key, [hop]);
  }
  return by;
}

/** The nodes that are reached from `start`, nearest first, each with its distance and the hop by which it was reached first. Circles end. */
export function reachedFrom(
  start: string,
  { hops, direction }: { hops: ReadonlyMap<string, readonly Hop[]>; direction: 'up' | 'down' },
  goesOn: (node: string) => boolean = () => true,
): Map<string, { distance: number; by: Hop | null }> {
  const reached = new Map<string, { distance: number; by: Hop | null }>([[start, { distance: 0, by: null }]]);
  for (const [node, { distance }] of reached) {
    if (node !== start && !goesOn(node)) continue;
    for (const hop of hops.get(node) ?? []) {
      const next = direction === 'up' ? hop.from : hop.to;
      if (!reached.has(next)) reached.set(next, { distance: distance + 1, by: hop });
    }
  }
  return reached;
}

export const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
