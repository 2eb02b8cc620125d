import { z } from 'zod';
import type { EventFeed } from '../flow/event-feed.ts';
import { Problem } from '../problem.ts';
import { followFeed } from './event-stream.ts';
import { mount, type App } from './mount.ts';
import { text } from './text.ts';

/** Each browser needs one, whatever its number of tabs. */
const mostPerPrincipal = 20;
const mostInAll = 256;

// No cache may keep it and no proxy hold it back or compress it. Its connection serves nothing after it.
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
};

const query = z.object({ after: text(200).optional() });

/**
 * GET /api/v1/events: what changed, as server-sent events `{topic, id, version}`, for those who may see it. It goes on after
 * the id in Last-Event-ID or `after`; a change may be told twice, and is never left out.
 */
export function mountEvents(app: App, feed: EventFeed): void {
  const spec = { method: 'get', path: '/api/v1/events', permission: 'catalogue.read', query } as const;
  const described = { media: 'text/event-stream', answer: z.string(), problems: ['too-many-attempts'] } as const;
  mount(app, { ...spec, ...described, summary: 'What changed, as server-sent events' }, async (c, valid) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    refuseTooMany(feed, feed.listenersOf(valid.principal));
    const credential = c.get('credential');
    if (!credential) throw new Error('a principal without a credential');
    const after = c.req.header('last-event-id') ?? valid.query.after ?? null;
    const stream = await followFeed(feed, { c, principal: valid.principal, credential, after });
    return c.body(stream, 200, headers);
  });
}

function refuseTooMany(feed: EventFeed, own: number): void {
  if (own >= mostPerPrincipal) {
    throw new Problem('too-many-attempts', `You follow the events ${own} times already; close one of them.`, {
      retryAfterSeconds: 60,
    });
  }
  if (feed.listeners >= mostInAll) {
    const detail = `${mostInAll} follow the events of this process already. The dashboard asks every 15 seconds instead.`;
    throw new Problem('temporarily-unavailable', detail, { retryAfterSeconds: 60 });
  }
}
