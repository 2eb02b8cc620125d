import type { NodeKey } from '../../store/lineage/node-key.ts';
import { readHops, type Direction, type Hop, type Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';

/** One way: nodes from the first on, and the jobs by which each is reached from the one before (0: none is known). */
export type Way = { key: NodeKey; jobs: number[] }[];

export interface Ways {
  /** Does data flow from the first to the second (`down`), the other way (`up`), or not at all? */
  direction: Direction | null;
  /** All the shortest, at most as many as asked for. */
  ways: Way[];
  /** Nodes that were looked at, and hops from either end. */
  looked: { nodes: number; hops: number };
  /** Given up before everything was looked at. */
  isCut: boolean;
}

interface Asked {
  from: NodeKey;
  to: NodeKey;
  reach: Reach;
  /** Most ways to answer, most nodes to look at. */
  limit: number;
  most: number;
}

/** The shortest ways along which data flows between two nodes, in whichever direction it does. */
export async function readWays(sql: Sql, asked: Asked): Promise<Ways> {
  const down = await search(sql, asked);
  if (down.ways.length > 0) return { ...down, direction: 'down' };
  const up = await search(sql, { ...asked, from: asked.to, to: asked.from });
  const looked = { nodes: down.looked.nodes + up.looked.nodes, hops: Math.max(down.looked.hops, up.looked.hops) };
  return { ...up, direction: up.ways.length > 0 ? 'up' : null, looked, isCut: up.isCut || down.isCut };
}

/** What is known from one end: how each node was first reached. */
interface Side {
  direction: Direction;
  /** Hops into each node from the level before it; none into the end itself. */
  into: Map<NodeKey, Hop[]>;
  frontier: NodeKey[];
  hops: number;
}

const sideOf = (end: NodeKey, direction: Direction): Side => ({
  direction,
  into: new Map([[end, []]]),
  frontier: [end],
  hops: 0,
});

// From both ends towards the middle, always from the smaller frontier: a whole level at a time, so that the first to meet are the nearest.
async function search(sql: Sql, { from, to, reach, limit, most }: Asked): Promise<Omit<Ways, 'direction'>> {
  const sides = [sideOf(from, 'down'), sideOf(to, 'up')] as const;
  const [first, last] = sides;
  const lookedAt = () => first.into.size + last.into.size;
  let meeting: NodeKey[] = from === to ? [from] : [];
  while (meeting.length === 0 && sides.every(({ frontier }) => frontier.length > 0) && lookedAt() < most) {
    const [side, other] = isNext(first, last) ? [first, last] : [last, first];
    await grow(sql, side, reach);
    meeting = side.frontier.filter((key) => other.into.has(key));
  }
  const ways: Way[] = [];
  for (const key of meeting) {
    for (const way of waysThrough(key, sides)) {
      if (ways.length >= limit) break;
      ways.push(way);
    }
  }
  const isCut = meeting.length === 0 && lookedAt() >= most;
  return { ways, looked: { nodes: lookedAt(), hops: first.hops + last.hops }, isCut };
}

// Hops between datasets lead to no job: where an end is a job, its datasets are asked for before all.
const isJobItself = ({ frontier, hops }: Side) => hops === 0 && (frontier[0] ?? 0) < 0;
const isNext = (side: Side, other: Side) =>
  isJobItself(side) || (!isJobItself(other) && side.frontier.length <= other.frontier.length);

async function grow(sql: Sql, side: Side, reach: Reach): Promise<void> {
  const hops = await readHops(sql, { keys: side.frontier, direction: side.direction, reach, perNode: 20_000 });
  const found = new Map<NodeKey, Hop[]>();
  for (const hop of hops) {
    const [, to] = hop;
    if (side.into.has(to)) continue;
    const known = found.get(to);
    if (known) known.push(hop);
    else found.set(to, [hop]);
  }
  for (const [key, into] of found) side.into.set(key, into);
  side.frontier = [...found.keys()];
  side.hops += 1;
}

function* waysThrough(middle: NodeKey, [first, last]: readonly [Side, Side]): Generator<Way> {
  for (const before of waysBack(middle, first)) {
    for (const after of waysBack(middle, last)) yield [...before, ...turned(after)];
  }
}

/** From the end of a side to `key`: nodes with the jobs by which each is reached. */
function* waysBack(key: NodeKey, side: Side): Generator<Way> {
  const into = side.into.get(key) ?? [];
  if (into.length === 0) yield [{ key, jobs: [] }];
  for (const from of new Set(into.map(([source]) => source))) {
    const jobs = [...new Set(into.filter(([source]) => source === from).map(([, , job]) => job))];
    for (const way of waysBack(from, side)) yield [...way, { key, jobs }];
  }
}

/** A way from the far end to the middle, read from behind the middle to that end: a hop's jobs belong to the node after it. */
const turned = (way: Way): Way => {
  const nodes = way.toReversed();
  return nodes.slice(1).map(({ key }, at) => ({ key, jobs: nodes[at]?.jobs ?? [] }));
};
