import { z } from 'zod';
import { channelKey, placeOf, type Channel, type Receiver, type ReceiverChannel } from '../../alerts/index.ts';
import { hasPermission, namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { replayReceiver } from '../flow/replay-notification.ts';
import { tryReceiver } from '../flow/try-receiver.ts';
import { countByPlace, type PlaceCounts } from '../store/outbox.ts';
import { listPlaces, type StoredPlace } from '../store/receiver-health.ts';
import { readRules } from '../store/rules.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import {
  receiverListSchema,
  receiverTestSchema,
  replayedAllSchema,
  type ReceiverChannelShape,
} from './shapes/receivers.ts';
import { iso, text } from './text.ts';

const params = z.object({ name: text(200, 1) });
const nothing = z.strictObject({});

/** GET /api/v1/receivers; POST …/{name}/test and …/{name}/replay. */
export function mountReceivers(
  app: App,
  receive: ReceiveContext,
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>,
): void {
  mountList(app, receive);
  const one = { method: 'post', params, body: nothing } as const;
  const test = { ...one, path: '/api/v1/receivers/{name}/test', permission: 'receivers.test' } as const;
  const testSummary = 'Send a message marked TEST to each channel of a receiver now';
  mount(app, { ...test, summary: testSummary, answer: receiverTestSchema }, async (c, valid) => {
    const { name } = valid.params;
    const { actor } = byOf(c, valid.principal);
    const tried = await tryReceiver({ ...receive, channels }, { name, by: valid.principal.name, actor });
    return c.json({ receiver: name, channels: tried });
  });
  const replay = { ...one, path: '/api/v1/receivers/{name}/replay', permission: 'notifications.replay' } as const;
  const replaySummary = 'Replay the dead letters of a receiver';
  mount(app, { ...replay, summary: replaySummary, answer: replayedAllSchema }, async (c, valid) =>
    c.json(await replayReceiver(receive, { ...byOf(c, valid.principal), receiver: valid.params.name })),
  );
}

function mountList(app: App, { pool }: ReceiveContext): void {
  const spec = { method: 'get', path: '/api/v1/receivers', permission: 'routing.read' } as const;
  const summary = 'Receivers and how each of their channels is doing';
  mount(app, { ...spec, summary, answer: receiverListSchema }, async (c, { principal }) => {
    const [{ routing }, places, counts] = await Promise.all([
      readRules(pool),
      listPlaces(pool),
      countByPlace(pool, namespaceLikes(principal)),
    ]);
    const channelsOf = ({ name, channels }: Receiver) =>
      channels.map((channel) => channelShape(name, channel, { places, counts }));
    return c.json({
      routingVersion: routing?.version ?? 0,
      items: (routing?.routing.receivers ?? []).map((receiver) => ({
        name: receiver.name,
        fallback: receiver.fallback ?? null,
        sendResolved: receiver.sendResolved !== false,
        channels: channelsOf(receiver),
      })),
      mayTest: hasPermission(principal.role, 'receivers.test'),
      mayReplay: hasPermission(principal.role, 'notifications.replay'),
    });
  });
}

function channelShape(
  receiver: string,
  channel: ReceiverChannel,
  known: { places: readonly StoredPlace[]; counts: readonly PlaceCounts[] },
): ReceiverChannelShape {
  const key = channelKey(channel);
  const isHere = (one: { receiver: string; channelKey: string }) => one.receiver === receiver && one.channelKey === key;
  const place = known.places.find(isHere);
  const count = known.counts.find(isHere);
  const state = place ? stateOf(place) : 'ok';
  return {
    kind: channel.kind,
    place: placeOf(channel),
    state,
    consecutiveFailures: place?.consecutiveFailures ?? 0,
    openSince: iso(place?.openedAt ?? null),
    retryAt: state === 'ok' || state === 'trying' ? null : iso(place?.probeAt ?? null),
    lastSuccessAt: iso(place?.lastSuccessAt ?? null),
    lastFailureAt: iso(place?.lastFailureAt ?? null),
    lastError: place?.lastError ?? null,
    pending: count?.pending ?? 0,
    dead: count?.dead ?? 0,
  };
}

/** A pause that is over needs nobody to end it: the next message does. */
function stateOf({ state, openedAt, probeAt, now }: StoredPlace): ReceiverChannelShape['state'] {
  if (state === 'closed') return 'ok';
  if (state === 'half-open') return 'trying';
  if (openedAt !== null) return 'open';
  return probeAt !== null && probeAt > now ? 'paused' : 'ok';
}
