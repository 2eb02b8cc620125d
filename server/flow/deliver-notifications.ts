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
import { createAlarm } from './alarm.ts';

export interface DeliveryContext {
  pool: Pool;
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  clock: () => Date;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Seconds in 0..1 for the jitter of retries. */
  random: () => number;
  /** Longer than the slowest channel may take (mail: 60 s), so that nobody else sends what is still being sent. */
  leaseSeconds: number;
}

const idleSeconds = 5;
const mostAtOnce = 20;
const firstRetrySeconds = 1;
const longestRetrySeconds = 600;
const patienceHours = { email: 24, webhook: 76 } as const;

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

/**
 * Delivers due messages until stopped: at their due time, when woken, and every five seconds for those of other processes.
 * Each kind of channel has a lane of its own, so that a mail server that says nothing holds up no webhook.
 */
export function startDeliveryWorker(context: DeliveryContext): DeliveryWorker {
  const lanes = (Object.keys(patienceHours) as ReceiverChannel['kind'][]).map((kind) => startLane(context, kind));
  return {
    wake: () => lanes.forEach((lane) => lane.wake()),
    stop: async () => void (await Promise.all(lanes.map((lane) => lane.stop()))),
  };
}

function startLane(context: DeliveryContext, kind: ReceiverChannel['kind']): DeliveryWorker {
  const alarm = createAlarm();
  const sending = new Set<Promise<void>>();
  let stopped = false;
  const begin = (notification: ClaimedNotification) => {
    // Whatever came of it, a place is free now, and what waited behind it may go.
    const done = deliver(context, notification)
      .catch((error: unknown) => context.log.warn({ error, notification: notification.id }, outcomeLost))
      .finally(() => (sending.delete(done), alarm.ring()));
    sending.add(done);
  };
  const loop = async () => {
    while (!stopped) {
      const waitSeconds = await takeDue({ context, kind, sending, begin });
      if (!stopped) await alarm.wait(waitSeconds);
    }
    await Promise.all(sending);
  };
  const ended = loop();
  return { wake: alarm.ring, stop: () => ((stopped = true), alarm.ring(), ended) };
}

const outcomeLost = 'what became of a message could not be written; it is sent again when its lease ends';

interface Lane {
  context: DeliveryContext;
  kind: ReceiverChannel['kind'];
  sending: ReadonlySet<Promise<void>>;
  begin: (notification: ClaimedNotification) => void;
}

/** Begins as many due messages as there are places; answers the seconds until it is worth looking again. */
async function takeDue({ context, kind, sending, begin }: Lane): Promise<number> {
  const { pool, leaseSeconds } = context;
  try {
    while (sending.size < mostAtOnce) {
      const claimed = await claimDue(pool, {
        kind,
        limit: mostAtOnce - sending.size,
        leaseSeconds,
        token: randomUUID(),
      });
      claimed.forEach(begin);
      if (claimed.length === 0) return Math.min(idleSeconds, (await secondsToNextDue(pool, kind)) ?? idleSeconds);
    }
    return idleSeconds;
  } catch (error) {
    // The database is away or restarting: messages stay where they are.
    context.log.warn({ error }, 'notifications could not be read; trying again');
    return 1;
  }
}
