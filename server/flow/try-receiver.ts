import {
  buildTestMessage,
  channelKey,
  placeOf,
  type Channel,
  type Delivery,
  type ReceiverChannel,
} from '../../alerts/index.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { inTransaction, type Pool } from '../store/sql.ts';
import { recordPlaceTest } from './place-health.ts';
import { findReceiver } from './find-receiver.ts';
import type { RulesCache } from './rules-cache.ts';

export interface TryContext {
  pool: Pool;
  rules: RulesCache;
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  clock: () => Date;
  publicUrl: string;
}

/** What became of a test message at one channel of the receiver. */
export interface TriedChannel {
  kind: ReceiverChannel['kind'];
  place: string;
  status: 'delivered' | 'failed';
  /** Why it did not arrive, in words. */
  reason: string | null;
}

const patienceMs = 20_000;
let serial = 0;

/**
 * Sends a message marked TEST to every channel of a receiver now, outside incidents and outbox, and says what became of
 * each. One that arrives closes the breaker of its place; one that does not counts as no failure.
 */
export async function tryReceiver(
  context: TryContext,
  input: { name: string; by: string; actor: Actor },
): Promise<TriedChannel[]> {
  const { pool, rules, clock } = context;
  const receiver = await findReceiver({ pool, rules }, input.name);
  const results = await Promise.all(
    receiver.channels.map(async (channel) => ({ channel, tried: await tryChannel(context, channel, input) })),
  );
  await inTransaction(pool, async (sql) => {
    for (const { channel, tried } of results) {
      const place = { receiver: receiver.name, channelKey: channelKey(channel), kind: channel.kind };
      await recordPlaceTest(sql, place, tried.reason);
    }
    await appendAudit(sql, input.actor, {
      action: 'receiver.tested',
      object: `receiver/${receiver.name}`,
      after: { at: clock().toISOString(), channels: results.map(({ tried }) => tried) },
    });
  });
  return results.map(({ tried }) => tried);
}

async function tryChannel(
  { channels, clock, publicUrl }: TryContext,
  to: ReceiverChannel,
  { name, by }: { name: string; by: string },
): Promise<TriedChannel> {
  const channel = channels.get(to.kind);
  const notificationId = `test_${clock().getTime()}_${++serial}`;
  const message = buildTestMessage({ receiver: name, by, url: `${publicUrl}/alerting`, notificationId }, clock());
  const delivery: Delivery = channel
    ? await channel.send(message, to, { signal: AbortSignal.timeout(patienceMs) })
    : {
        status: 'gave-up',
        reason: `no ${to.kind} channel is set up: see the settings of ${to.kind === 'email' ? 'smtp' : to.kind}`,
      };
  const reason = reasonOf(delivery);
  return { kind: to.kind, place: placeOf(to), status: reason === null ? 'delivered' : 'failed', reason };
}

function reasonOf(delivery: Delivery): string | null {
  if (delivery.status === 'delivered') return null;
  if (delivery.status !== 'later') return delivery.reason;
  return `not sent: the channel keeps a pace; try again in ${Math.ceil(delivery.afterSeconds)} s`;
}
