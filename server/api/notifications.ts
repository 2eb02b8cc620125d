import { z } from 'zod';
import { placeOf } from '../../alerts/index.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { replayNotification } from '../flow/replay-notification.ts';
import { listOutbox, type OutboxRow } from '../store/outbox.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import { notificationPageSchema, replayedSchema, type NotificationRow } from './shapes/receivers.ts';
import { iso, nextCursor, pageOf, pageQuery, text } from './text.ts';

const query = z.object({
  ...pageQuery,
  state: z.enum(['pending', 'sending', 'delivered', 'dead', 'cancelled']).optional(),
  receiver: text(200).optional(),
});
const nothing = z.strictObject({});

/** GET /api/v1/notifications; POST …/{id}/replay. */
export function mountNotifications(app: App, receive: ReceiveContext): void {
  const { pool } = receive;
  const list = { method: 'get', path: '/api/v1/notifications', permission: 'routing.read', query } as const;
  const summary = 'Messages of the outbox, newest first; `state=dead` leaves out those that were replayed';
  mount(app, { ...list, summary, answer: notificationPageSchema }, async (c, valid) => {
    const page = pageOf(valid.query);
    const { state = null, receiver = null } = valid.query;
    const filter = { namespaceLikes: namespaceLikes(valid.principal), state, receiver };
    const { items, total } = await listOutbox(pool, filter, page);
    return c.json({ items: items.map(rowShape), nextCursor: nextCursor(page, total), total });
  });
  const replay = {
    method: 'post',
    path: '/api/v1/notifications/{id}/replay',
    permission: 'notifications.replay',
    params: z.object({ id: text(40, 1) }),
    body: nothing,
    answer: replayedSchema,
    status: 201,
    problems: ['conflict'],
  } as const;
  mount(app, { ...replay, summary: 'Send a dead letter again' }, async (c, { params: { id }, principal }) =>
    c.json(await replayNotification(receive, { ...byOf(c, principal), id }), 201),
  );
}

const idOf = (id: number | null) => (id === null ? null : `ntf_${id}`);

const rowShape = (n: OutboxRow): NotificationRow => ({
  id: `ntf_${n.id}`,
  incident: `INC-${n.incident}`,
  sentence: n.sentence,
  receiver: n.receiver,
  channel: n.channel.kind,
  recipient: placeOf(n.channel),
  kind: n.kind,
  state: n.state,
  dueAt: n.dueAt.toISOString(),
  firstAttemptAt: iso(n.firstAttemptAt),
  deliveredAt: iso(n.deliveredAt),
  attempts: n.attempts,
  lastError: n.lastError,
  fallbackFor: idOf(n.fallbackFor),
  replayOf: idOf(n.replayOf),
});
