import { readTopmost } from '../../store/lineage/families.ts';
import { jobsIn, type NodeKey } from '../../store/lineage/node-key.ts';
import { readNodes } from '../../store/lineage/node-details.ts';
import {
  countInGraph,
  readGraphVersion,
  readRolledEdges,
  readWholeGraph,
  type RolledBy,
  type RolledName,
} from '../../store/lineage/whole.ts';
import type { Sql } from '../../store/sql.ts';
import { layOutEstate, type EstateLayout } from './layout/estate-layout.ts';
import { inSlices } from './slices.ts';

export type MapLevel = 'dataset' | 'job' | 'application' | RolledBy;

/** A node of the map: one of the graph, or all of a schema or namespace. */
export type MapNode = NodeKey | RolledName;

export interface EstateMap {
  /** What the nodes are; wider than what was asked for where that would be too many. */
  level: MapLevel;
  nodes: MapNode[];
  /** Places in `nodes`, source and target in turns. */
  edges: Uint32Array;
  layout: EstateLayout;
  laidOutAt: Date;
  /** There are more edges than are drawn. */
  isCut: boolean;
}

const mostMapNodes = 20_000;
const mostMapEdges = 200_000;

/** Reads the whole graph as it is and lays it out; a graph of more than 20,000 datasets is rolled up to schemas or namespaces. */
async function readEstateMap(sql: Sql, asked: MapLevel, now: Date): Promise<EstateMap> {
  const level = isRolled(asked) || (await countInGraph(sql, mostMapNodes + 1)) <= mostMapNodes ? asked : 'schema';
  const graph = isRolled(level) ? await readRolled(sql, level) : await readGraph(sql, level);
  const layout = await inSlices(layOutEstate({ nodes: graph.nodes.length, edges: graph.edges, groups: graph.groups }));
  const { nodes, edges, isCut } = graph;
  return { level: graph.level, nodes, edges: Uint32Array.from(edges), layout, laidOutAt: now, isCut };
}

const isRolled = (level: MapLevel): level is RolledBy => level === 'schema' || level === 'namespace';

interface WholeGraph {
  level: MapLevel;
  nodes: MapNode[];
  edges: number[];
  groups: number[];
  isCut: boolean;
}

async function readGraph(sql: Sql, level: 'dataset' | 'job' | 'application'): Promise<WholeGraph> {
  let pairs = await readWholeGraph(sql, level === 'dataset' ? 'dataset' : 'job', mostMapEdges);
  const isCut = pairs.length / 2 >= mostMapEdges;
  if (level === 'application') pairs = await risen(sql, pairs);
  const keys = [...new Set(pairs)].sort((a, b) => a - b);
  const places = new Map(keys.map((key, at) => [key, at]));
  const details = await readNodes(sql, keys, null);
  const groupNames = new Map<string, number>();
  const groups = keys.map((key) => {
    const { namespace = '', name = '' } = details.get(key) ?? {};
    return numberOf(groupNames, `${namespace}\n${schemaOf(name)}`);
  });
  return { level, nodes: keys, edges: pairs.map((key) => places.get(key) ?? 0), groups, isCut };
}

/** Each job as the topmost of its parents; what would lead from one to itself is left out, and each edge is there once. */
async function risen(sql: Sql, pairs: readonly NodeKey[]): Promise<NodeKey[]> {
  const tops = await readTopmost(sql, [...new Set(jobsIn(pairs))]);
  const raised = (key: NodeKey) => (key < 0 ? -(tops.get(-key) ?? -key) : key);
  const seen = new Map<string, [NodeKey, NodeKey]>();
  for (let at = 0; at < pairs.length; at += 2) {
    const edge: [NodeKey, NodeKey] = [raised(pairs[at] as number), raised(pairs[at + 1] as number)];
    if (edge[0] !== edge[1]) seen.set(edge.join(), edge);
  }
  return [...seen.values()].flat();
}

async function readRolled(sql: Sql, by: RolledBy): Promise<WholeGraph> {
  const rows = await readRolledEdges(sql, by, mostMapEdges);
  const names = new Map<string, number>();
  const nodes: RolledName[] = [];
  const placeOf = (name: RolledName) => {
    const at = numberOf(names, rolledId(by, name));
    nodes[at] ??= name;
    return at;
  };
  const edges = rows.flatMap(({ source, target }) => [placeOf(source), placeOf(target)]);
  if (nodes.length > mostMapNodes && by === 'schema') return readRolled(sql, 'namespace');
  const namespaces = new Map<string, number>();
  const groups = nodes.map(({ namespace }) => numberOf(namespaces, namespace));
  const isOne = (at: number) => edges[at] === edges[at + 1];
  const between = edges.filter((_, at) => !isOne(at - (at % 2)));
  return { level: by, nodes, edges: between, groups, isCut: rows.length >= mostMapEdges };
}

/** As the groups of a neighbourhood are named. */
export const rolledId = (by: RolledBy, { namespace, name }: RolledName) =>
  `group:${by}:${by === 'namespace' ? namespace : `${namespace} ${name}`}`;

const schemaOf = (name: string) => /^(.+)[./][^./]+$/.exec(name)?.[1] ?? '';

function numberOf(names: Map<string, number>, name: string): number {
  const known = names.get(name) ?? names.size;
  names.set(name, known);
  return known;
}

/** How long an answer is taken for new without a look at the graph, and after which a layout is made anew in any case. */
const freshMs = 3_000;
const oldMs = 300_000;

interface Kept {
  map: EstateMap;
  version: string;
  checkedAt: number;
}

/** Layouts of the estate, made when they are asked for and kept until the graph changes. */
export interface MapCache {
  /** `isOutdated`: the graph has changed since, and a new layout is being made. */
  read(level: MapLevel, now: Date): Promise<{ map: EstateMap; isOutdated: boolean }>;
}

/**
 * One layout of each level at most is being made at a time. Whoever asks while the graph has changed gets the old one at once
 * and is told so; only the first of all waits.
 */
export function createMapCache(sql: Sql): MapCache {
  const kept = new Map<MapLevel, Kept>();
  const making = new Map<MapLevel, Promise<Kept>>();
  const make = (level: MapLevel, now: Date): Promise<Kept> => {
    const running = making.get(level) ?? makeKept(sql, level, now).finally(() => making.delete(level));
    making.set(level, running);
    running.then((made) => kept.set(level, made)).catch(() => {});
    return running;
  };
  return {
    async read(level, now) {
      const known = kept.get(level);
      if (!known) return { map: (await make(level, now)).map, isOutdated: false };
      const age = now.getTime() - known.checkedAt;
      if (age >= 0 && age < freshMs && !making.has(level)) return { map: known.map, isOutdated: false };
      const isOld = Math.abs(now.getTime() - known.map.laidOutAt.getTime()) > oldMs;
      if (isOld || (await readGraphVersion(sql)) !== known.version) {
        void make(level, now).catch(() => {});
        return { map: known.map, isOutdated: true };
      }
      known.checkedAt = now.getTime();
      return { map: known.map, isOutdated: false };
    },
  };
}

async function makeKept(sql: Sql, level: MapLevel, now: Date): Promise<Kept> {
  // Before the graph is read: what comes meanwhile makes the layout outdated.
  const version = await readGraphVersion(sql);
  return { map: await readEstateMap(sql, level, now), version, checkedAt: now.getTime() };
}
