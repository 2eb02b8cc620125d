import { z } from 'zod';
import { durationSeconds } from '../../calendar/index.ts';
import { readComponents } from '../flow/heartbeats.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { countJobs } from '../store/clock-jobs.ts';
import { listDeadlines } from '../store/deadlines.ts';
import { deadlineShape } from './deadline-shape.ts';
import { mount, type App } from './mount.ts';
import { deadlinePageSchema } from './shapes/deadlines.ts';
import { heartbeatsSchema } from './shapes/system.ts';
import { iso, nextCursor, pageOf, pageQuery, text } from './text.ts';

const query = z.object({ ...pageQuery, within: text(20).optional(), owner: text(200).optional() });
const longestSeconds = 366 * 86_400;

/** GET /api/v1/deadlines: what is late and what is due next; GET /api/v1/system/heartbeats: whether anybody looks. */
export function mountDeadlines(app: App, receive: ReceiveContext): void {
  const read = { method: 'get', permission: 'catalogue.read' } as const;
  const spec = { ...read, path: '/api/v1/deadlines', query, answer: deadlinePageSchema } as const;
  mount(app, { ...spec, summary: 'What is late, and what is due next' }, async (c, valid) => {
    const now = receive.clock();
    const page = pageOf(valid.query);
    const until = new Date(now.getTime() + withinSeconds(valid.query.within ?? '24h') * 1000);
    const namespaces = namespaceLikes(valid.principal);
    const filter = { namespaceLikes: namespaces, owner: valid.query.owner || null, until };
    const { items, total } = await listDeadlines(receive.pool, { ...filter, ...page });
    const shapes = items.map((row) => {
      const { datasetId, slug, namespace, name, owner } = row;
      return { ...deadlineShape(row, now), dataset: { id: `dst_${datasetId}`, slug, namespace, name, owner } };
    });
    return c.json({ items: shapes, nextCursor: nextCursor(page, total), total });
  });
  const beats = { ...read, path: '/api/v1/system/heartbeats', answer: heartbeatsSchema } as const;
  mount(app, { ...beats, summary: 'Whether ingest, clock and notifier are at work' }, async (c) => {
    const components = (await readComponents(receive.pool)).map(({ instances, ...one }) => ({
      ...one,
      workedAt: iso(one.workedAt),
      aliveAt: iso(one.aliveAt),
      instances: instances.map(({ instance, workedAt, aliveAt }) => ({
        instance,
        workedAt: iso(workedAt),
        aliveAt: aliveAt.toISOString(),
      })),
    }));
    return c.json({ components, jobs: await countJobs(receive.pool) });
  });
}

function withinSeconds(within: string): number {
  const seconds = durationSeconds(within);
  if (seconds !== null && seconds <= longestSeconds) return seconds;
  const message = 'must be a duration up to 366d, such as 6h, 1d or PT6H';
  throw new Problem('invalid-request', 'The span to look ahead is not readable.', {
    errors: [{ pointer: '/within', message }],
  });
}
