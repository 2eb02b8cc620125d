import { isOpenPart, partFor } from './audience.ts';
import { changeToTell } from './change-to-tell.ts';
import type { IncidentChange } from './incident.ts';
import { isTold, isUntried, placesOf, type Place } from './places.ts';
import { routeDefaults } from './route.ts';
import type { ChangeToTell, NotificationPlan, PreviousNotification } from './schedule-types.ts';
import type { IncidentFacts, Routing } from './types.ts';

/** What an incident's change is planned from. */
export interface Planning {
  incident: IncidentFacts;
  change: ChangeToTell;
  routing: Routing;
  /** Oldest first. */
  previous: readonly PreviousNotification[];
  /** The incident as it was, and what happened to it: from these comes what each consumer's part of it is told by. */
  before?: IncidentFacts | null;
  changes?: readonly IncidentChange[];
}

/**
 * Which rows of the outbox an incident's change asks for: one per receiver and channel, each about the failures of those
 * whom it hears for. Who was told, or is being told, of the opening hears of the resolve, whatever routing says by then,
 * unless the receiver wants no resolves; who was not told of the opening never hears of the resolve. At most one untried
 * row waits for each receiver and channel.
 */
export function planNotifications(input: Planning, now: Date): NotificationPlan[] {
  const { incident, routing, previous } = input;
  return placesOf(incident, routing, previous).flatMap((place) => {
    const facts = partFor(incident, place.audiences);
    const change = facts === null ? null : changeFor(facts, place, input);
    if (facts === null || change === null) return [];
    const isResolve = change === 'resolved';
    if (!isResolve && place.decision === null) return [];
    const target = isResolve ? { ...place, facts, decision: null } : { ...place, facts };
    return isResolve ? planResolve(target, wantsResolves(routing, target), now) : planNews(target, change, now);
  });
}

/** What happened to the part of the incident that this place hears of; null: nothing to tell. */
function changeFor(after: IncidentFacts, { audiences }: Place, input: Planning): ChangeToTell | null {
  const { incident, change, before, changes = [] } = input;
  const isWhole = after.failures.length === incident.failures.length;
  if (before === undefined || (isWhole && after.audiences === undefined)) return change;
  const earlier = before === null ? null : partFor(before, audiences);
  const was = isOpenPart(earlier);
  const is = isOpenPart(after);
  if (was !== is) return is ? 'opened' : 'resolved';
  if (!is) return null;
  const own = changes.filter((one) => after.failures.some(({ expectation }) => expectation === one.expectation));
  return changeToTell(earlier, after, own);
}

type Target = Place & { facts: IncidentFacts };

function wantsResolves(routing: Routing, target: Target): boolean {
  return routing.receivers.find((receiver) => receiver.name === target.receiver)?.sendResolved !== false;
}

/** What a message becomes that was to say that all is over, when it fails again before it was sent. */
const untold: Partial<Record<NotificationPlan['kind'], NotificationPlan['kind']>> = {
  'opened+resolved': 'opened',
  resolved: 'updated',
};

function planNews(target: Target, change: ChangeToTell, now: Date): NotificationPlan[] {
  const untried = target.rows.find(isUntried);
  if (untried) {
    const kind = untold[untried.kind] ?? untried.kind;
    return [coalesce(target, untried, { kind, reason: 'joins the message that is waiting' })];
  }
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
  const { receiver, channel, decision, facts } = target;
  const groupKey = decision?.groupKey ?? row?.groupKey ?? '';
  return { receiver, channel, channelKey: target.channelKey, groupKey, path: decision?.path ?? [], facts };
}

const later = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1000);
