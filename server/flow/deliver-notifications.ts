import { randomUUID } from 'node:crypto';
import { buildMessage, type Channel, type Delivery, type ReceiverChannel } from '../../alerts/index.ts';
import { appendIncidentEvents } from '../store/incidents.ts';
import {
  claimDue,
  finishAttempt,
  secondsToNextDue,
  wasToldBefore,
  type ClaimedNotification,
  type NotificationOutcome,
} from '../store/notifications.ts';
import { inTransaction, type Pool } from '../store/sql.ts';

export interface DeliveryContext {
  pool: Pool;
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  clock: () => Date;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Seconds in 0..1 for the jitter of retries. */
  random: () => number;
}

// Longer than the slowest channel may take (mail: 60 s), so that nobody else sends what is still being sent.
const leaseSeconds = 90;
const idleSeconds = 5;
const batch = 20;
const firstRetrySeconds = 1;
const longestRetrySeconds = 600;
const patienceHours = { email: 24, webhook: 76 } as const;

/** Sends what is due, once; answers how many messages were taken. */
export async function deliverDue(context: DeliveryContext): Promise<number> {
  const claimed = await claimDue(context.pool, { limit: batch, leaseSeconds, token: randomUUID() });
  await Promise.all(claimed.map((notification) => deliver(context, notification)));
  return claimed.length;
}

async function deliver(context: DeliveryContext, n: ClaimedNotification): Promise<void> {
  const delivery = await attempt(context, n);
  const outcome = outcomeOf(n, delivery, { now: context.clock(), random: context.random });
  await inTransaction(context.pool, async (sql) => {
    if (!(await finishAttempt(sql, outcome))) {
      context.log.warn(
        { notification: n.id },
        'the lease ran out before the outcome was written; another worker decides',
      );
      return;
    }
    const event = eventOf(n, outcome);
    if (event) await appendIncidentEvents(sql, { number: n.incident, at: context.clock(), events: [event] });
  });
}

async function attempt(context: DeliveryContext, n: ClaimedNotification): Promise<Delivery> {
  // The opening never arrived there: word of a recovery would only puzzle.
  if (n.kind === 'resolved' && !(await wasToldBefore(context.pool, n))) return { status: 'gave-up', reason: neverTold };
  const channel = context.channels.get(n.channel.kind);
  if (!channel) return { status: 'retry', reason: `no ${n.channel.kind} channel is set up`, retryAfterSeconds: 60 };
  const message = buildMessage({ incident: n.facts, kind: n.kind, notificationId: `ntf_${n.id}` }, context.clock());
  try {
    return await channel.send(message, n.channel);
  } catch (error) {
    context.log.error({ error, notification: n.id }, 'a channel threw');
    return { status: 'retry', reason: 'the channel failed inside Plumbline; see its log' };
  }
}

const neverTold = 'the opening of this incident never reached this receiver';

/** What becomes of a message after one attempt: a retry waits a random time up to 1 s, 2 s, 4 s … 10 min, or as told. */
export function outcomeOf(
  n: Pick<ClaimedNotification, 'id' | 'leaseToken' | 'attempts' | 'firstAttemptAt' | 'channel'>,
  delivery: Delivery,
  { now, random }: { now: Date; random: () => number },
): NotificationOutcome {
  const common = { id: n.id, leaseToken: n.leaseToken, retryInSeconds: null };
  if (delivery.status === 'delivered') return { ...common, state: 'delivered', error: null };
  if (delivery.status === 'gave-up') {
    return { ...common, state: delivery.reason === neverTold ? 'cancelled' : 'dead', error: delivery.reason };
  }
  const waitedHours = (now.getTime() - n.firstAttemptAt.getTime()) / 3600_000;
  if (waitedHours >= patienceHours[n.channel.kind]) {
    return {
      ...common,
      state: 'dead',
      error: `given up after ${patienceHours[n.channel.kind]} hours: ${delivery.reason}`,
    };
  }
  const ceiling = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** Math.min(20, n.attempts - 1));
  const wait = delivery.retryAfterSeconds ?? random() * ceiling;
  return { ...common, state: 'pending', retryInSeconds: wait, error: delivery.reason };
}

function eventOf(n: ClaimedNotification, outcome: NotificationOutcome) {
  const to = `${n.receiver} (${n.channel.kind === 'email' ? n.channel.to : new URL(n.channel.url).host})`;
  if (outcome.state === 'delivered') return { kind: 'delivered', actor: null, text: `${n.kind} to ${to}` };
  if (outcome.state === 'dead') return { kind: 'gave-up', actor: null, text: `${n.kind} to ${to}: ${outcome.error}` };
  // One line for the first failure is enough; the rest is in the notification's own row.
  if (outcome.state === 'pending' && n.attempts === 1) {
    return { kind: 'retrying', actor: null, text: `${n.kind} to ${to}: ${outcome.error}` };
  }
  return null;
}

export interface DeliveryWorker {
  /** Look now: something became due. */
  wake(): void;
  /** Takes nothing more and waits for what is being sent. */
  stop(): Promise<void>;
}

/** Delivers due messages until stopped: at their due time, when woken, and every five seconds for those of other processes. */
export function startDeliveryWorker(context: DeliveryContext): DeliveryWorker {
  let stopped = false;
  let wakeUp: () => void = () => {};
  let woken = false;
  const sleep = (seconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, woken || stopped ? 0 : seconds * 1000);
      woken = false;
      wakeUp = () => (clearTimeout(timer), resolve());
    });
  const loop = async () => {
    while (!stopped) {
      const waitSeconds = await deliverAll(context, () => stopped);
      if (!stopped) await sleep(waitSeconds);
    }
  };
  const done = loop();
  return {
    wake: () => ((woken = true), wakeUp()),
    stop: async () => {
      stopped = true;
      wakeUp();
      await done;
    },
  };
}

async function deliverAll(context: DeliveryContext, isStopped: () => boolean): Promise<number> {
  try {
    while (!isStopped() && (await deliverDue(context)) > 0);
    return Math.min(idleSeconds, (await secondsToNextDue(context.pool)) ?? idleSeconds);
  } catch (error) {
    // The database is away or restarting: messages stay where they are.
    context.log.warn({ error }, 'notifications could not be read; trying again');
    return 1;
  }
}
