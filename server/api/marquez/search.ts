import { z } from 'zod';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { searchMarquez } from '../../store/marquez/search.ts';
import { mount, type App } from '../mount.ts';
import { marquezSearchSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, marquezPage, marquezPageOf, readMarquez } from './asking.ts';
import { marquezNodeId } from './nodes.ts';

const day = z.iso.date().refine((text) => text >= '0001', 'lies before the year 1');
const query = z.object({
  q: text(500, 1),
  filter: z
    .string()
    .regex(/^(dataset|job)$/i, 'is DATASET or JOB')
    .optional(),
  sort: z
    .string()
    .regex(/^(name|updated?_at)$/i, 'is NAME or UPDATED_AT')
    .default('NAME'),
  limit: marquezPage.limit,
  namespace: text(200).optional(),
  before: day.optional(),
  after: day.optional(),
});

const description = `Datasets and jobs whose name has \`q\` in it, in any case of letters; \`%\` stands for any characters and \`_\` for one.
\`before\` and \`after\` are days of the newest event.`;

/** GET /api/v1/search. */
export function mountMarquezSearch(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readMarquez, path: '/api/v1/search', query, answer: marquezSearchSchema } as const;
  mount(
    app,
    { ...spec, summary: 'Find datasets and jobs by name', description },
    async (c, { query: q, principal }) => {
      const at = (of: string | undefined) => (of === undefined ? null : new Date(`${of}T00:00:00Z`));
      const matches = await searchMarquez(pool, {
        text: q.q,
        kind: (q.filter?.toUpperCase() as 'DATASET' | 'JOB' | undefined) ?? null,
        namespace: q.namespace ?? null,
        before: at(q.before),
        after: at(q.after),
        byTime: q.sort.toLowerCase() !== 'name',
        limit: marquezPageOf(q).limit,
        likes: askingOf(pool, principal).likes,
      });
      const results = matches.map(({ type, namespace, name, updatedAt }) => {
        const nodeId = marquezNodeId(type === 'JOB' ? 'job' : 'dataset', { namespace, name });
        return { type, name, updatedAt: updatedAt.toISOString(), namespace, nodeId };
      });
      return c.json({ totalCount: matches[0]?.total ?? 0, results });
    },
  );
}
