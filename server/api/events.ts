import { z } from 'zod';
import type { EventFeed } from '../flow/event-feed.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { followFeed } from './event-stream.ts';
import { askingOf, marquezPage } from './marquez/asking.ts';
import { marquezEvents } from './marquez/events.ts';
import { mount, type App } from './mount.ts';
import { marquezEventsSchema } from './shapes/marquez.ts';
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

const json = { 'content-type': 'application/json' };
const asMarquez =
  'With `offset` it answers as `/api/v1/events/lineage` does: the Python client of Marquez asks for events here.';
const query = z.object({ ...marquezPage, after: text(200).optional() });

/**
 * GET /api/v1/events: what changed, as server-sent events `{topic, id, version}`, for those who may see it. It goes on after
 * the id in Last-Event-ID or `after`; a change may be told twice, and is never left out. Asked with `offset`, as the Python client of
 * Marquez does, it answers as /api/v1/events/lineage.
 */
export function mountEvents(app: App, feed: EventFeed, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { method: 'get', path: '/api/v1/events', permission: 'catalogue.read', query } as const;
  const described = { media: 'text/event-stream', answer: z.string(), jsonToo: marquezEventsSchema } as const;
  const told = { ...spec, ...described, problems: ['too-many-attempts'], description: asMarquez } as const;
  mount(app, { ...told, summary: 'What changed, as server-sent events' }, async (c, valid) => {
    if (valid.query.offset !== undefined) {
      const { limit, offset } = valid.query;
      const asked = { limit, offset, sortDirection: 'desc' } as const;
      return c.body(await marquezEvents(askingOf(pool, valid.principal), asked), 200, json);
    }
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
