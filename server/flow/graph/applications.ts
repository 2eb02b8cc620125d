import type { GraphEdge } from '../../store/lineage/inner-edges.ts';
import { readInnerEdges } from '../../store/lineage/inner-edges.ts';
import { readParts, readTopmost } from '../../store/lineage/families.ts';
import { datasetsIn, jobsIn, type NodeKey } from '../../store/lineage/node-key.ts';
import type { Hop, Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';
import { storedGraph, type Graph } from './walk.ts';

/** The graph of datasets and applications: each job stands as the topmost of its parents. */
export function applicationGraph(sql: Sql, reach: Reach): Graph {
  const jobs = storedGraph(sql, { ...reach, level: 'job' });
  const risen = async (hops: readonly Hop[]): Promise<Hop[]> => {
    const tops = await readTopmost(sql, [...new Set(hops.flatMap(([from, to]) => jobsIn([from, to])))]);
    const raised = (key: NodeKey) => (key < 0 ? -(tops.get(-key) ?? -key) : key);
    return hops.map(([from, to, job]) => [raised(from), raised(to), job]);
  };
  return {
    async hops(keys, direction, perNode) {
      const parts = await readParts(sql, jobsIn(keys));
      return risen(await jobs.hops([...datasetsIn(keys), ...parts.map(([, job]) => -job)], direction, perNode));
    },
    failing: async (keys) => {
      const parts = await readParts(sql, jobsIn(keys));
      const failing = await jobs.failing([...datasetsIn(keys), ...parts.map(([, job]) => -job)]);
      const tops = parts.flatMap(([top, job]) => (failing.has(-job) ? [-top] : []));
      return new Set([...datasetsIn(failing), ...tops]);
    },
    failingHops: async (hubs, direction) => risen(await jobs.failingHops(hubs, direction)),
  };
}

/** Edges between datasets and applications; those of an application's jobs to one dataset are one edge. */
export async function readApplicationEdges(sql: Sql, keys: readonly NodeKey[], reach: Reach): Promise<GraphEdge[]> {
  const parts = await readParts(sql, jobsIn(keys));
  const topOf = new Map(parts.map(([top, job]) => [-job, -top]));
  const all = [...datasetsIn(keys), ...parts.map(([, job]) => -job)];
  const edges = await readInnerEdges(sql, all, { ...reach, level: 'job' });
  const raised = edges.map((edge) => ({
    ...edge,
    source: topOf.get(edge.source) ?? edge.source,
    target: topOf.get(edge.target) ?? edge.target,
  }));
  return mergeEdges(raised.filter(({ source, target }) => source !== target));
}

const strength = ['observed', 'declared', 'manual'] as const;
const earlier = (a: string, b: string) => (a < b ? a : b);
const later = (a: string, b: string) => (a > b ? a : b);

/** Edges with the same ends become one: former only when all are. */
function mergeEdges(edges: readonly GraphEdge[]): GraphEdge[] {
  const merged = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.source} ${edge.target}`;
    const known = merged.get(key);
    merged.set(key, known ? mergedWith(known, edge) : edge);
  }
  return [...merged.values()];
}

const mergedWith = (a: GraphEdge, b: GraphEdge): GraphEdge => ({
  ...a,
  firstSeenAt: earlier(a.firstSeenAt, b.firstSeenAt),
  lastSeenAt: later(a.lastSeenAt, b.lastSeenAt),
  count: a.count + b.count,
  by: strength[Math.min(strength.indexOf(a.by), strength.indexOf(b.by))] ?? 'observed',
  isFormer: a.isFormer && b.isFormer,
  jobs: [...new Set([...a.jobs, ...b.jobs])].slice(0, 20),
});
