import { z } from 'zod';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { listSources, listTags, type SourceRow } from '../../store/marquez/vocabulary.ts';
import { mount, type App } from '../mount.ts';
import { marquezSourceSchema, marquezSourcesSchema, marquezTagsSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, marquezPage, marquezPageOf, missing, readMarquez } from './asking.ts';
import { tagName } from './facets.ts';

const query = z.object(marquezPage);

/** GET /api/v1/sources, …/sources/{source} and /api/v1/tags, made of what events say. */
export function mountVocabulary(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const sources = { ...readMarquez, path: '/api/v1/sources', query, answer: marquezSourcesSchema } as const;
  const summary = 'Where datasets lie, as the facet `dataSource` says';
  mount(app, { ...sources, summary }, async (c, { query: q, principal }) => {
    const rows = await listSources(pool, askingOf(pool, principal).likes);
    return c.json({ totalCount: rows.length, sources: paged(rows.map(sourceShape), q) });
  });
  const params = z.object({ source: text(500, 1) });
  const one = { ...readMarquez, path: '/api/v1/sources/{source}', params, answer: marquezSourceSchema } as const;
  mount(app, { ...one, summary: 'One of them' }, async (c, { params: { source }, principal }) => {
    const rows = await listSources(pool, askingOf(pool, principal).likes);
    const row = rows.find(({ name }) => name === source);
    if (!row) throw missing('Source', source);
    return c.json(sourceShape(row));
  });
  const tags = { ...readMarquez, path: '/api/v1/tags', query, answer: marquezTagsSchema } as const;
  mount(app, { ...tags, summary: 'Tags that events give' }, async (c, { query: q, principal }) => {
    const names = new Set((await listTags(pool, askingOf(pool, principal).likes)).map(tagName));
    const all = [...names].map((name) => ({ name, description: null }));
    return c.json({ totalCount: all.length, tags: paged(all, q) });
  });
}

function paged<T>(rows: readonly T[], q: z.infer<typeof query>): T[] {
  const { limit, offset } = marquezPageOf(q);
  return rows.slice(offset, offset + limit);
}

const typeOf = (uri: string | null) => {
  const scheme = /^(?:jdbc:)?([a-z][a-z0-9+.-]*):/i.exec(uri ?? '')?.[1]?.toUpperCase() ?? 'UNKNOWN';
  return scheme === 'POSTGRES' ? 'POSTGRESQL' : scheme;
};

const sourceShape = ({ name, uri, firstAt, lastAt }: SourceRow) => ({
  type: typeOf(uri),
  name,
  createdAt: firstAt.toISOString(),
  updatedAt: lastAt.toISOString(),
  connectionUrl: uri,
  description: null,
});
