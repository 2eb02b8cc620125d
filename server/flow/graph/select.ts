import { findNode } from '../../store/lineage/find-node.ts';
import { keyOfNodeId, type NodeKey } from '../../store/lineage/node-key.ts';
import { selectNodes } from '../../store/lineage/search.ts';
import type { Direction, Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';
import type { SelectorTerm } from './selector.ts';
import { storedGraph, walk } from './walk.ts';

/** Nodes that a word stands for before its pluses are followed, and nodes that all in all come of it. */
const mostNamed = 50;
const mostSelected = 1_000;
const reach: Reach = { level: 'dataset', at: null, former: false };

interface Selected {
  /** With the distance from what was named; negative upstream. */
  nodes: Map<NodeKey, number>;
  isCut: boolean;
}

/** What a selection stands for: its words united, and what commas join intersected. */
export async function selectGraph(
  sql: Sql,
  unions: readonly (readonly SelectorTerm[])[],
  namespaceLikes: string[] | null,
): Promise<Selected> {
  const all: Selected = { nodes: new Map(), isCut: false };
  for (const terms of unions) {
    const parts = await Promise.all(terms.map((term) => selectTerm(sql, term, namespaceLikes)));
    const [first, ...others] = parts;
    for (const [key, distance] of first?.nodes ?? []) {
      if (others.every(({ nodes }) => nodes.has(key)) && !all.nodes.has(key)) all.nodes.set(key, distance);
    }
    all.isCut ||= parts.some(({ isCut }) => isCut);
  }
  return all;
}

async function selectTerm(sql: Sql, term: SelectorTerm, namespaceLikes: string[] | null): Promise<Selected> {
  const isWalked = term.up !== null || term.down !== null;
  const limit = isWalked ? mostNamed : mostSelected;
  const named = await namedBy(sql, term, { namespaceLikes, limit });
  const nodes = new Map<NodeKey, number>(named.map((key) => [key, 0]));
  let isCut = named.length >= limit;
  const graph = storedGraph(sql, reach);
  const follow = async (start: NodeKey, direction: Direction, depth: number | null) => {
    if (depth === null) return;
    const found = await walk(graph, start, { direction, depth: Math.min(depth, 100), limit: mostSelected });
    isCut ||= found.size >= mostSelected;
    for (const [key, distance] of found) {
      const signed = direction === 'up' ? -distance : distance;
      const known = nodes.get(key);
      if (known === undefined || Math.abs(signed) < Math.abs(known)) nodes.set(key, signed);
    }
  };
  for (const key of named) {
    await follow(key, 'up', term.up);
    await follow(key, 'down', term.down);
  }
  return { nodes, isCut };
}

async function namedBy(
  sql: Sql,
  term: SelectorTerm,
  more: { namespaceLikes: string[] | null; limit: number },
): Promise<NodeKey[]> {
  const isId = term.by === 'name' && keyOfNodeId(term.value) !== null;
  if (!isId) return selectNodes(sql, { ...term, ...more });
  const node = await findNode(sql, term.value);
  return node ? [node.key] : [];
}
