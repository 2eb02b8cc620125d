import type { IncidentFacts, NotificationKind, ReceiverChannel, RouteDecision } from './types.ts';

/**
 * What to plan for. `refreshed` is a change not worth a message of its own: it goes into messages that wait, and to
 * receivers that routing reaches for the first time.
 */
export type ChangeToTell = 'opened' | 'updated' | 'refreshed' | 'resolved';

/** A row of the outbox about this incident, as far as planning must know it. */
export interface PreviousNotification {
  id: string;
  receiver: string;
  channelKey: string;
  /** Where the row goes: a resolve follows its opening there, even when routing no longer names the place. */
  channel: ReceiverChannel;
  state: 'pending' | 'sending' | 'delivered' | 'dead' | 'cancelled';
  kind: NotificationKind;
  /** Above 0, a pending row waits for a retry: part of it may have arrived, so nothing is folded into it. */
  attempts?: number;
  dueAt: Date;
  deliveredAt?: Date | null;
  groupKey?: string;
  /** For whom it told of the incident: the producer (the empty text) where it does not say. */
  audiences?: readonly string[] | null;
}

/** What to do with one row; `reason` says why, for the record of decisions. `path` is how routing led there. */
export interface NotificationPlan {
  action: 'insert' | 'coalesce' | 'cancel';
  /** The row that is coalesced into or cancelled. */
  id?: string;
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  groupKey: string;
  kind: NotificationKind;
  dueAt: Date;
  reason: string;
  path: RouteDecision['path'];
  /** The incident as far as it concerns whom this place hears for: what the message will say. */
  facts: IncidentFacts;
}
