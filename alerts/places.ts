import { audiencesOf, partFor } from './audience.ts';
import { channelKey } from './channel-key.ts';
import { incidentLabels } from './labels.ts';
import { parseMatcher } from './matcher.ts';
import { routeLabels } from './route.ts';
import type { PreviousNotification } from './schedule-types.ts';
import type { IncidentFacts, ReceiverChannel, RouteDecision, Routing } from './types.ts';

/** A receiver's channel that routing leads to, or that was told before; whom it hears for, and what it was told. */
export interface Place {
  receiver: string;
  channelKey: string;
  channel: ReceiverChannel;
  /** Null: routing does not lead here now. */
  decision: RouteDecision | null;
  audiences: string[];
  /** This incident's rows for this place since it was told last that all is over. */
  rows: PreviousNotification[];
}

/** Pending, and nothing of it was sent. */
export const isUntried = (row: PreviousNotification) => row.state === 'pending' && (row.attempts ?? 0) === 0;

/** Delivered, or on its way and possibly there: such a row may not be changed any more. */
export const isTold = (row: PreviousNotification) =>
  row.state === 'delivered' || row.state === 'sending' || (row.state === 'pending' && !isUntried(row));

/**
 * Labels through the tree, receivers to channels, once for each audience of the incident; then the places that were told
 * before. A place that is reached twice is one place, by its first path, and hears for all that led to it.
 */
export function placesOf(
  incident: IncidentFacts,
  routing: Routing,
  previous: readonly PreviousNotification[],
): Place[] {
  const places = new Map<string, Place>();
  for (const { audience, decision } of decisionsOf(incident, routing)) {
    const channels = routing.receivers.find(({ name }) => name === decision.receiver)?.channels ?? [];
    for (const channel of channels) {
      const at = { receiver: decision.receiver, channelKey: channelKey(channel), channel };
      hear(placeAt(places, { ...at, decision }, previous), [audience]);
    }
  }
  for (const row of previous) {
    const channels = routing.receivers.find(({ name }) => name === row.receiver)?.channels ?? [];
    const channel = channels.find((one) => channelKey(one) === row.channelKey) ?? row.channel;
    const at = { receiver: row.receiver, channelKey: row.channelKey, channel, decision: null };
    const place = placeAt(places, at, previous);
    if (place.rows.includes(row) && (isTold(row) || isUntried(row))) hear(place, row.audiences ?? ['']);
  }
  return [...places.values()];
}

function placeAt(
  places: Map<string, Place>,
  at: Omit<Place, 'audiences' | 'rows'>,
  previous: readonly PreviousNotification[],
) {
  const id = JSON.stringify([at.receiver, at.channelKey]);
  const known = places.get(id);
  if (known !== undefined) return known;
  const own = previous.filter((row) => row.receiver === at.receiver && row.channelKey === at.channelKey);
  const end = own.findLastIndex((row) => isTold(row) && row.kind.endsWith('resolved'));
  const place = { ...at, audiences: [], rows: own.slice(end + 1) };
  places.set(id, place);
  return place;
}

function hear(place: Place, audiences: readonly string[]): void {
  place.audiences = [...new Set([...place.audiences, ...audiences])];
}

/** Where each audience's part of the incident goes. A consumer's goes only where a route is about consumers, or about their owner. */
function decisionsOf(incident: IncidentFacts, routing: Routing): { audience: string; decision: RouteDecision }[] {
  return audiencesOf(incident).flatMap((audience) => {
    const part = partFor(incident, [audience]);
    if (part === null) return [];
    const decisions = routeLabels(routing, incidentLabels(part));
    return decisions
      .filter((one) => audience === '' || isMeantFor(one, part))
      .map((decision) => ({ audience, decision }));
  });
}

function isMeantFor({ path }: RouteDecision, { owner }: IncidentFacts): boolean {
  const matchers = path.flatMap((step) => step.matchers.map((text) => parseMatcher(text).matcher));
  return matchers.some((matcher) => {
    if (matcher?.name === 'consumer') return true;
    return owner !== null && matcher?.name === 'owner' && !matcher.op.startsWith('!');
  });
}

/** The consumers whose clauses fail in an incident and that no route names: nobody is told of them. */
export const unroutedConsumers = (incident: IncidentFacts, routing: Routing): string[] => {
  const routed = new Set(decisionsOf(incident, routing).map(({ audience }) => audience));
  return audiencesOf(incident).filter((audience) => audience !== '' && !routed.has(audience));
};
