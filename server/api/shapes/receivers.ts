import { z } from 'zod';
import { instant, pageOf } from './common.ts';

export const channelKindSchema = z.enum(['email', 'webhook', 'slack']);

/**
 * How a place is doing. ok: messages go · paused: it asked for a pause and is well · open: it does not answer and is left
 * alone until `retryAt` · trying: one message is being tried.
 */
export const placeStateSchema = z.enum(['ok', 'paused', 'open', 'trying']);

export const receiverChannelSchema = z.object({
  kind: channelKindSchema,
  /** The address, the Slack channel, or the host of a webhook. */
  place: z.string(),
  state: placeStateSchema,
  consecutiveFailures: z.number().int(),
  /** Since when it does not answer. */
  openSince: instant.nullable(),
  retryAt: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastFailureAt: instant.nullable(),
  lastError: z.string().nullable(),
  /** Messages that wait or are being sent, and dead letters that were not replayed, in the caller's namespaces. */
  pending: z.number().int(),
  dead: z.number().int(),
});
export type ReceiverChannelShape = z.infer<typeof receiverChannelSchema>;

export const receiverSchema = z.object({
  name: z.string(),
  fallback: z.string().nullable(),
  sendResolved: z.boolean(),
  channels: z.array(receiverChannelSchema),
});
export type ReceiverShape = z.infer<typeof receiverSchema>;

export const receiverListSchema = z.object({
  /** 0: no routing was ever applied. */
  routingVersion: z.number().int(),
  items: z.array(receiverSchema),
  mayTest: z.boolean(),
  mayReplay: z.boolean(),
});
export type ReceiverList = z.infer<typeof receiverListSchema>;

export const receiverTestSchema = z.object({
  receiver: z.string(),
  channels: z.array(
    z.object({
      kind: channelKindSchema,
      place: z.string(),
      status: z.enum(['delivered', 'failed']),
      reason: z.string().nullable(),
    }),
  ),
});
export type ReceiverTest = z.infer<typeof receiverTestSchema>;

export const notificationRowSchema = z.object({
  id: z.string(),
  incident: z.string(),
  sentence: z.string(),
  receiver: z.string(),
  channel: z.string(),
  recipient: z.string(),
  kind: z.enum(['opened', 'updated', 'resolved', 'opened+resolved']),
  state: z.enum(['pending', 'sending', 'delivered', 'dead', 'cancelled']),
  dueAt: instant,
  firstAttemptAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  fallbackFor: z.string().nullable(),
  replayOf: z.string().nullable(),
});
export type NotificationRow = z.infer<typeof notificationRowSchema>;
export const notificationPageSchema = pageOf(notificationRowSchema);
export type NotificationPage = z.infer<typeof notificationPageSchema>;

/** POST …/notifications/{id}/replay. */
export const replayedSchema = z.object({ id: z.string() });
/** POST …/receivers/{name}/replay. */
export const replayedAllSchema = z.object({
  replayed: z.array(z.string()),
  refused: z.array(z.object({ id: z.string(), reason: z.string() })),
});
export type ReplayedAllShape = z.infer<typeof replayedAllSchema>;
