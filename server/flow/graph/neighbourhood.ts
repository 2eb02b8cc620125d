import { readBeyond, type Beyond } from '../../store/lineage/beyond.ts';
import { readInnerEdges, type GraphEdge } from '../../store/lineage/inner-edges.ts';
import { readNodes, type NodeDetails } from '../../store/lineage/node-details.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import type { Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';
import { applicationGraph, readApplicationEdges } from './applications.ts';
import { storedGraph, walk } from './walk.ts';

export interface NeighbourhoodQuestion {
  focus: NodeKey;
  up: number;
  down: number;
  /** Most nodes, the focus among them. */
  limit: number;
  level: Reach['level'] | 'application';
  at: Date | null;
  former: boolean;
  namespaceLikes: string[] | null;
}

export interface PlacedNode {
  key: NodeKey;
  /** Hops from the focus; negative upstream. */
  distance: number;
  /** Null: it lies in a namespace that the caller may not see. */
  details: NodeDetails | null;
  beyond: Beyond | null;
}

export interface Neighbourhood {
  nodes: PlacedNode[];
  edges: GraphEdge[];
}

/** The nodes around one, nearest first, the edges between them, and how many neighbours of each were left out. */
export async function readNeighbourhood(sql: Sql, question: NeighbourhoodQuestion): Promise<Neighbourhood> {
  const { focus, level, at, former } = question;
  const isApplication = level === 'application';
  const reach: Reach = { level: isApplication ? 'job' : level, at, former };
  const graph = isApplication ? applicationGraph(sql, reach) : storedGraph(sql, reach);
  const limit = question.limit - 1;
  const [up, down] = await Promise.all([
    walk(graph, focus, { direction: 'up', depth: question.up, limit }),
    walk(graph, focus, { direction: 'down', depth: question.down, limit }),
  ]);
  const places = new Map([[focus, 0], ...nearestOf(up, down, limit)]);
  const keys = [...places.keys()];
  const [details, edges, beyond] = await Promise.all([
    readNodes(sql, keys, question.namespaceLikes),
    isApplication ? readApplicationEdges(sql, keys, reach) : readInnerEdges(sql, keys, reach),
    // What lies beyond an application would be counted by its jobs, not by what is shown.
    isApplication ? new Map<NodeKey, Beyond>() : readBeyond(sql, keys, reach),
  ]);
  const nodes = [...places].map(([key, distance]) => ({
    key,
    distance,
    details: details.get(key) ?? null,
    beyond: beyond.get(key) ?? null,
  }));
  return { nodes, edges };
}

/** The nearest of both, in turns; what lies on both sides stands where it is nearer, and upstream of two that are as near. */
function nearestOf(up: Map<NodeKey, number>, down: Map<NodeKey, number>, limit: number): Map<NodeKey, number> {
  const turns = [
    ...inTurns(
      [...up].map(([key, distance]) => [key, -distance] as const),
      [...down],
    ),
  ];
  turns.sort(([, a], [, b]) => Math.abs(a) - Math.abs(b));
  const places = new Map<NodeKey, number>();
  for (const [key, distance] of turns) {
    if (places.size >= limit) break;
    if (!places.has(key)) places.set(key, distance);
  }
  return places;
}

function* inTurns<T>(a: readonly T[], b: readonly T[]): Generator<T> {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if (at < a.length) yield a[at] as T;
    if (at < b.length) yield b[at] as T;
  }
}
