import { z } from 'zod';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readEdgesAfter, readEventsAfter, readLinks, type EdgeRow, type StoredEvent } from '../store/lineage/export.ts';
import type { Pool } from '../store/sql.ts';
import { csvLine, wantsCsv } from './csv.ts';
import { namespacesInEvent } from './event-namespaces.ts';
import { readLineage } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import type { Ctx } from './request-state.ts';
import { askedInstant } from './shapes/common.ts';

const query = z.object({
  format: z.enum(['openlineage', 'csv']).optional(),
  from: askedInstant.optional(),
  to: askedInstant.optional(),
});

const page = 500;
const mostLinks = 200_000;

const description = `\`format=openlineage\` (the standard answer): every event as it is kept, one a line, in the order of their times,
from \`from\` until before \`to\`; whoever may see only some namespaces gets the events that name no other. \`format=csv\` (or
\`Accept: text/csv\`): every edge of the graph as it is.`;

/** GET /api/v1/lineage/export: streamed, page by page. */
export function mountLineageExport(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readLineage, path: '/api/v1/lineage/export', query, csvToo: true } as const;
  const told = { ...spec, summary: 'Take lineage along', description, media: 'application/x-ndjson' } as const;
  mount(app, { ...told, answer: z.string() }, (c, { query: q, principal }) => {
    if (wantsCsv(c, q.format)) {
      c.header('content-disposition', 'attachment; filename="lineage-edges.csv"');
      return streamed(c, 'text/csv; charset=utf-8', edgeLines(pool, principal));
    }
    const [from, to] = [q.from === undefined ? null : new Date(q.from), q.to === undefined ? null : new Date(q.to)];
    return streamed(c, 'application/x-ndjson', eventLines(pool, principal, { from, to }));
  });
}

/** Sends what is read as it is read; a reader who is slow, or gone, holds nothing. */
function streamed(c: Ctx, type: string, pages: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pages.return(undefined)),
  });
  c.header('content-type', type);
  return c.body(body);
}

async function* eventLines(
  pool: Pool,
  principal: Principal,
  span: { from: Date | null; to: Date | null },
): AsyncGenerator<string> {
  const patterns = namespacesOf(principal);
  const isOwn = ({ body }: StoredEvent) =>
    patterns.includes('*') || namespacesInEvent(JSON.parse(body)).every((name) => coversNamespace(patterns, name));
  for (let after: StoredEvent | null = null; ;) {
    const rows: StoredEvent[] = await readEventsAfter(pool, { ...span, after, limit: page });
    const lines = rows.filter(isOwn).map(({ body }) => `${body}\n`);
    if (lines.length > 0) yield lines.join('');
    if (rows.length < page) return;
    after = rows.at(-1) ?? null;
  }
}

const head = [
  'from_namespace',
  'from',
  'to_namespace',
  'to',
  'source',
  'first_seen_at',
  'last_seen_at',
  'count',
  'former',
];

async function* edgeLines(pool: Pool, principal: Principal): AsyncGenerator<string> {
  const likes = namespaceLikes(principal);
  yield csvLine(head);
  for (let after: EdgeRow | null = null; ;) {
    const rows: EdgeRow[] = await readEdgesAfter(pool, { after, namespaceLikes: likes, limit: page });
    if (rows.length > 0) yield rows.map(edgeLine).join('');
    if (rows.length < page) break;
    after = rows.at(-1) ?? null;
  }
  const links = await readLinks(pool, likes, mostLinks);
  yield links
    .map((l) => {
      const ends = [l.sourceNamespace, l.source, l.targetNamespace, l.target];
      return csvLine([...ends, l.by, l.firstSeenAt.toISOString(), l.lastSeenAt.toISOString(), l.count, false]);
    })
    .join('');
}

function edgeLine(e: EdgeRow): string {
  const [dataset, job] = [
    [e.datasetNamespace, e.dataset],
    [e.jobNamespace, e.job],
  ];
  const ends = e.direction === 'input' ? [...dataset, ...job] : [...job, ...dataset];
  return csvLine([...ends, e.source, e.firstSeenAt.toISOString(), e.lastSeenAt.toISOString(), e.count, e.isFormer]);
}
