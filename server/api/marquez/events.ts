import { z } from 'zod';
import { coversNamespace, namespacesOf } from '../../flow/principal.ts';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { listRunEvents } from '../../store/marquez/events.ts';
import { namespacesInEvent } from '../event-namespaces.ts';
import { mount, type App } from '../mount.ts';
import { askedInstant } from '../shapes/common.ts';
import { marquezEventsSchema } from '../shapes/marquez.ts';
import { askingOf, marquezPage, marquezPageOf, namespaceParams, readMarquez, type Asking } from './asking.ts';

const query = z.object({
  ...marquezPage,
  before: askedInstant.optional(),
  after: askedInstant.optional(),
  sortDirection: z.enum(['asc', 'desc', 'ASC', 'DESC']).default('desc'),
});

const description = `Events of runs as they are kept, the newest first (\`sortDirection\`). \`totalCount\` counts to 100,000. Whoever may see only
some namespaces gets the events that name no other, and of these only what is on the page counts.`;

/** GET /api/v1/events/lineage, and /api/v1/events/{namespace} as the Python client asks. */
export function mountMarquezEvents(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const all = { ...readMarquez, path: '/api/v1/events/lineage', query, answer: marquezEventsSchema } as const;
  mount(app, { ...all, summary: 'Events of runs', description }, async (c, { query: q, principal }) =>
    c.body(await marquezEvents(askingOf(pool, principal), q), 200, json),
  );
  const some = { ...all, path: '/api/v1/events/{namespace}', params: namespaceParams } as const;
  mount(
    app,
    { ...some, summary: 'Events of runs of jobs of a namespace' },
    async (c, { params: { namespace }, query: q, principal }) =>
      c.body(await marquezEvents(askingOf(pool, principal), q, namespace), 200, json),
  );
}

const json = { 'content-type': 'application/json' };

/** A page of events as JSON: bodies go out as they lie there. */
export async function marquezEvents(
  { pool, principal }: Asking,
  q: z.infer<typeof query>,
  namespace: string | null = null,
): Promise<string> {
  const at = (time: string | undefined) => (time === undefined ? null : new Date(time));
  const page = marquezPageOf(q);
  const ascending = q.sortDirection.toLowerCase() === 'asc';
  const asked = { ...page, before: at(q.before), after: at(q.after), ascending, namespace };
  const { bodies, total } = await listRunEvents(pool, asked);
  const patterns = namespacesOf(principal);
  const isAll = patterns.includes('*');
  const isOwn = (body: string) =>
    isAll || namespacesInEvent(JSON.parse(body)).every((name) => coversNamespace(patterns, name));
  const mine = bodies.filter(isOwn);
  return `{"totalCount":${isAll ? total : page.offset + mine.length},"events":[${mine.join()}]}`;
}
