import { z } from 'zod';
import { namespaceLikes } from '../flow/principal.ts';
import { problemCatalogue, type ProblemSlug } from '../problem.ts';
import { listRejections, type StoredRejection } from '../store/rejections.ts';
import type { Pool } from '../store/sql.ts';
import { mount, type App } from './mount.ts';
import { rejectionPageSchema, type RejectionShape } from './shapes/rejections.ts';
import { pageOf, pageQuery, text } from './text.ts';

const query = z.object({ ...pageQuery, namespace: text(200).optional(), dataset: text(500).optional() });

/** GET /api/v1/rejections: posts that were refused, newest first; those of no known namespace are for administrators. */
export function mountRejections(app: App, pool: Pool): void {
  const spec = { method: 'get', path: '/api/v1/rejections', permission: 'catalogue.read', query } as const;
  const summary = 'Posts that were refused, in words';
  mount(app, { ...spec, summary, answer: rejectionPageSchema }, async (c, valid) => {
    const { principal, query: asked } = valid;
    const { limit } = pageOf(asked);
    const before = Number(/^r(\d{1,15})$/.exec(asked.cursor ?? '')?.[1] ?? 0) || null;
    const filter = {
      namespaceLikes: namespaceLikes(principal),
      withoutNamespace: principal.role === 'admin' && !asked.namespace,
      namespace: asked.namespace || null,
      dataset: asked.dataset || null,
    };
    const { items, total } = await listRejections(pool, filter, { before, limit });
    const last = items.length === limit ? items.at(-1) : undefined;
    return c.json({ items: items.map(rejectionShape), nextCursor: last ? `r${last.id}` : null, total });
  });
}

const rejectionShape = ({ id, at, ...row }: StoredRejection): RejectionShape => ({
  ...row,
  id: `rej_${id}`,
  at: at.toISOString(),
  title: problemCatalogue[row.problem as ProblemSlug]?.title ?? row.problem,
});
