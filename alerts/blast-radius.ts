import { hopsBy, order, reachedFrom, type Hop } from './upstream.ts';

/** What is known of a dataset downstream. */
export interface Downstream {
  /** `dst_4`. */
  node: string;
  owner: string | null;
  /** RFC 3339: when the next profile is due; null when none is awaited. */
  nextDueAt: string | null;
  /** INC-7, open. */
  incident: string | null;
}

export interface BlastFacts {
  focus: string;
  hops: readonly Hop[];
  datasets: readonly Downstream[];
}

export interface BlastRadius {
  /** Datasets downstream, what is due next first, then the nearest; at most `most`. */
  items: (Downstream & { distance: number })[];
  total: number;
  /** Whom it hurts, who must be told first first; the empty text is nobody. */
  owners: { owner: string; datasets: number; nextDueAt: string | null }[];
}

/** Which datasets are downstream of a failing one, how far, whose they are and when they are due. The order of the facts plays no part. */
export function blastRadius({ focus, hops, datasets }: BlastFacts, most = 200): BlastRadius {
  const reached = reachedFrom(focus, { hops: hopsBy(hops, 'down'), direction: 'down' });
  const known = new Map(datasets.map((dataset) => [dataset.node, dataset]));
  const items = [...reached].flatMap(([node, { distance }]) => {
    const dataset = known.get(node);
    return dataset === undefined || node === focus ? [] : [{ ...dataset, distance }];
  });
  items.sort((a, b) => byDue(a, b) || a.distance - b.distance || order(a.node, b.node));
  return { items: items.slice(0, most), total: items.length, owners: ownersOf(items) };
}

const byDue = (a: { nextDueAt: string | null }, b: { nextDueAt: string | null }) =>
  order(a.nextDueAt ?? '\uffff', b.nextDueAt ?? '\uffff');

function ownersOf(items: readonly Downstream[]): BlastRadius['owners'] {
  const byOwner = new Map<string, BlastRadius['owners'][number]>();
  // The items are in the order of their deadlines: of an owner the first is due first.
  for (const { owner, nextDueAt } of items) {
    const known = byOwner.get(owner ?? '');
    if (known) known.datasets++;
    else byOwner.set(owner ?? '', { owner: owner ?? '', datasets: 1, nextDueAt });
  }
  return [...byOwner.values()].sort((a, b) => byDue(a, b) || order(a.owner, b.owner));
}
