import { channelKey } from './channel-key.ts';
import { incidentLabels } from './labels.ts';
import { routeDefaults, routeLabels } from './route.ts';
import type { IncidentFacts, NotificationKind, ReceiverChannel, RouteDecision, Routing } from './types.ts';

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
}

interface Target {
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  decision: RouteDecision | null;
  /** This incident's rows for this receiver and channel. */
  rows: PreviousNotification[];
}

/**
 * Which rows of the outbox an incident's change asks for: one per receiver and channel. Who was told, or is being told,
 * of the opening hears of the resolve, whatever routing says by then, unless the receiver wants no resolves; who was not
 * told of the opening never hears of the resolve. At most one untried row waits for each receiver and channel.
 */
export function planNotifications(
  input: {
    incident: IncidentFacts;
    change: ChangeToTell;
    routing: Routing;
    /** Oldest first. */
    previous: readonly PreviousNotification[];
  },
  now: Date,
): NotificationPlan[] {
  const { incident, change, routing, previous } = input;
  if (change === 'resolved') {
    return toldTargets(routing, previous).flatMap((target) => planResolve(target, wantsResolves(routing, target), now));
  }
  return routedTargets(incident, routing, previous).flatMap((target) => planNews(target, change, now));
}

/** Labels through the tree, receivers to channels; a receiver reached twice is told once, by its first path. */
function routedTargets(incident: IncidentFacts, routing: Routing, previous: readonly PreviousNotification[]): Target[] {
  const targets = new Map<string, Target>();
  for (const decision of routeLabels(routing, incidentLabels(incident))) {
    const channels = routing.receivers.find((receiver) => receiver.name === decision.receiver)?.channels ?? [];
    for (const channel of channels) {
      const place = { receiver: decision.receiver, channelKey: channelKey(channel) };
      const id = JSON.stringify([place.receiver, place.channelKey]);
      if (!targets.has(id)) targets.set(id, { ...place, channel, decision, rows: rowsOf(place, previous) });
    }
  }
  return [...targets.values()];
}

function toldTargets(routing: Routing, previous: readonly PreviousNotification[]): Target[] {
  const targets = new Map<string, Target>();
  for (const row of previous) {
    const place = { receiver: row.receiver, channelKey: row.channelKey };
    const receiver = routing.receivers.find(({ name }) => name === row.receiver);
    const channel = receiver?.channels.find((one) => channelKey(one) === row.channelKey) ?? row.channel;
    targets.set(JSON.stringify([place.receiver, place.channelKey]), {
      ...place,
      channel,
      decision: null,
      rows: rowsOf(place, previous),
    });
  }
  return [...targets.values()];
}

function rowsOf(place: Pick<Target, 'receiver' | 'channelKey'>, previous: readonly PreviousNotification[]) {
  return previous.filter((row) => row.receiver === place.receiver && row.channelKey === place.channelKey);
}

function wantsResolves(routing: Routing, target: Target): boolean {
  return routing.receivers.find((receiver) => receiver.name === target.receiver)?.sendResolved !== false;
}

const isUntried = (row: PreviousNotification) => row.state === 'pending' && (row.attempts ?? 0) === 0;

/** Delivered, or on its way and possibly there: such a row may not be changed any more. */
const isTold = (row: PreviousNotification) =>
  row.state === 'delivered' || row.state === 'sending' || (row.state === 'pending' && !isUntried(row));

function planNews(target: Target, change: ChangeToTell, now: Date): NotificationPlan[] {
  const untried = target.rows.find(isUntried);
  if (untried) return [coalesce(target, untried, { kind: untried.kind, reason: 'joins the message that is waiting' })];
  const lastTold = target.rows.findLast(isTold);
  if (!lastTold) {
    if (change === 'refreshed' && target.rows.length > 0) return [];
    const dueAt = later(now, target.decision?.groupWaitSeconds ?? routeDefaults.groupWaitSeconds);
    return [insert(target, { kind: 'opened', dueAt, reason: whyOpened(target, change) })];
  }
  if (change !== 'updated') return [];
  const interval = target.decision?.groupIntervalSeconds ?? routeDefaults.groupIntervalSeconds;
  const next = later(lastTold.deliveredAt ?? now, interval);
  return [insert(target, { kind: 'updated', dueAt: next > now ? next : now, reason: 'got worse since it was told' })];
}

function whyOpened(target: Target, change: ChangeToTell): string {
  if (target.rows.length > 0) return 'no earlier message about it reached this receiver';
  return change === 'opened' ? 'routing leads here' : 'routing leads here since the incident changed';
}

function planResolve(target: Target, wanted: boolean, now: Date): NotificationPlan[] {
  const told = target.rows.filter(isTold);
  const untried = target.rows.find(isUntried);
  const done = [...told, ...(untried ? [untried] : [])].some((row) => row.kind.endsWith('resolved'));
  if (done) return [];
  if (!wanted) {
    const reason = 'resolved before it was told, and this receiver wants no resolves';
    return untried ? [{ ...coalesce(target, untried, { kind: untried.kind, reason }), action: 'cancel' }] : [];
  }
  if (untried && told.length === 0) {
    return [
      coalesce(target, untried, { kind: 'opened+resolved', reason: 'opened and resolved within the group wait' }),
    ];
  }
  const news = { kind: 'resolved', reason: 'was told of the opening' } as const;
  if (untried) return [{ ...coalesce(target, untried, news), dueAt: now }];
  return told.length > 0 ? [insert(target, { ...news, dueAt: now })] : [];
}

type News = Pick<NotificationPlan, 'kind' | 'reason'>;

function insert(target: Target, news: News & { dueAt: Date }): NotificationPlan {
  return { action: 'insert', ...placed(target, target.rows.at(-1)), ...news };
}

function coalesce(target: Target, row: PreviousNotification, news: News): NotificationPlan {
  return { action: 'coalesce', id: row.id, ...placed(target, row), dueAt: row.dueAt, ...news };
}

function placed(target: Target, row: PreviousNotification | undefined) {
  const { receiver, channel, decision } = target;
  const groupKey = decision?.groupKey ?? row?.groupKey ?? '';
  return { receiver, channel, channelKey: target.channelKey, groupKey, path: decision?.path ?? [] };
}

const later = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1000);
