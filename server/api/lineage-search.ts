import { z } from 'zod';
import { parseSelector } from '../flow/graph/selector.ts';
import { selectGraph } from '../flow/graph/select.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readNodes } from '../store/lineage/node-details.ts';
import { nodeId } from '../store/lineage/node-key.ts';
import { searchColumns, searchNames, type Match } from '../store/lineage/search.ts';
import type { Pool } from '../store/sql.ts';
import { nodeShape } from './lineage-nodes.ts';
import { readLineage, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { lineageSearchSchema, type LineageSearch } from './shapes/lineage-search.ts';
import { text } from './text.ts';

const query = z.object({
  q: text(500, 1),
  limit: whole(1_000).default(20),
  kind: z.enum(['node', 'column']).default('node'),
});

const description = `A word finds datasets and jobs by name: exact ones first (the last part of a name counts as the name), then those
that begin with it, then those that have it in them. \`kind=column\` finds columns. With a plus sign it is a selection in dbt's grammar:
\`2+orders+1\`, \`+orders\`, \`orders+\`; also \`namespace:\`, \`owner:\`, \`tag:\` (a label, \`tag:tier=gold\`); words are united, and words
joined by commas intersected. A name may hold \`*\`.`;

const matches = ['exact', 'prefix', 'substring'] as const;

/** GET /api/v1/lineage/search. */
export function mountLineageSearch(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readLineage, path: '/api/v1/lineage/search', query, answer: lineageSearchSchema } as const;
  mount(
    app,
    { ...spec, summary: 'Find datasets, jobs and columns', description },
    async (c, { query: q, principal }) => {
      const likes = namespaceLikes(principal);
      const limit = Math.max(1, q.limit);
      const selection = q.kind === 'node' ? parseSelector(q.q) : null;
      if (selection) return c.json(await selected(pool, { selection, likes, limit }));
      const search = { text: q.q.trim(), namespaceLikes: likes, limit: limit + 1 };
      const found = await (q.kind === 'column' ? searchColumns(pool, search) : searchNames(pool, search));
      const shown = await described(pool, found.slice(0, limit), likes);
      return c.json({ items: shown, isCut: found.length > limit });
    },
  );
}

async function described(pool: Pool, found: readonly Match[], likes: string[] | null): Promise<LineageSearch['items']> {
  const details = await readNodes(pool, [...new Set(found.map(({ key }) => key))], likes);
  return found.flatMap(({ key, rank, column }) => {
    const node = details.get(key);
    if (!node) return [];
    const shape = nodeShape({ id: nodeId(key), distance: 0, details: node, beyond: null });
    return [{ ...shape, match: matches[rank], column }];
  });
}

async function selected(
  pool: Pool,
  q: { selection: NonNullable<ReturnType<typeof parseSelector>>; likes: string[] | null; limit: number },
): Promise<LineageSearch> {
  const { nodes, isCut } = await selectGraph(pool, q.selection, q.likes);
  const details = await readNodes(pool, [...nodes.keys()], q.likes);
  const items = [...nodes].flatMap(([key, distance]) => {
    const node = details.get(key);
    if (!node) return [];
    return [
      {
        ...nodeShape({ id: nodeId(key), distance, details: node, beyond: null }),
        match: 'selected' as const,
        column: null,
      },
    ];
  });
  items.sort((a, b) => a.distance - b.distance || (a.name ?? '').localeCompare(b.name ?? ''));
  return { items: items.slice(0, q.limit), isCut: isCut || items.length > q.limit };
}
