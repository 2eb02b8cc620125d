import { randomUUID } from 'node:crypto';
import type { ReceiverChannel } from '../../alerts/index.ts';
import { claimDue, secondsToNextDue, type ClaimedNotification } from '../store/notifications.ts';
import { createAlarm } from './alarm.ts';
import { deliver, type AttemptContext } from './attempt-delivery.ts';
import { keepSilence } from './keep-silence.ts';
import { planDueFallbacks } from './plan-fallbacks.ts';
import type { RulesCache } from './rules-cache.ts';

export interface DeliveryContext extends AttemptContext {
  rules: RulesCache;
  publicUrl: string;
}

const idleSeconds = 5;
const mostAtOnce = 20;
const fallbackLookSeconds = 10;
const kinds: readonly ReceiverChannel['kind'][] = ['email', 'webhook', 'slack'];

export interface DeliveryWorker {
  /** Look now: something became due. */
  wake(): void;
  /** When the slowest of its lanes last read the outbox; null before all have. Older than ten seconds: it is stuck, or the database is away. */
  readonly lastLookAt: Date | null;
  /** Takes nothing more and waits for what is being sent. */
  stop(): Promise<void>;
}

/**
 * Delivers due messages until stopped: at their due time, when woken, and every five seconds for those of other processes.
 * Each kind of channel has a lane of its own, so that a mail server that says nothing holds up no webhook; another one
 * sends errors to fallback receivers when those they were meant for do not answer.
 */
export function startDeliveryWorker(context: DeliveryContext): DeliveryWorker {
  const lanes = kinds.map((kind) => startLane(context, kind));
  const fallbacks = startFallbackLook(context, () => lanes.forEach((lane) => lane.wake()));
  return {
    wake: () => lanes.forEach((lane) => lane.wake()),
    get lastLookAt() {
      const looks = lanes.map((lane) => lane.lastLookAt);
      return looks.reduce((oldest, at) => (oldest === null || at === null ? null : at < oldest ? at : oldest));
    },
    stop: async () => void (await Promise.all([...lanes.map((lane) => lane.stop()), fallbacks.stop()])),
  };
}

function startLane(context: DeliveryContext, kind: ReceiverChannel['kind']): DeliveryWorker {
  const alarm = createAlarm();
  const sending = new Set<Promise<void>>();
  let stopped = false;
  let lastLookAt: Date | null = null;
  const begin = (notification: ClaimedNotification) => {
    // Whatever came of it, a place is free now, and what waited behind it may go.
    const done = deliver(context, notification)
      .catch((error: unknown) => context.log.warn({ error, notification: notification.id }, outcomeLost))
      .finally(() => (sending.delete(done), alarm.ring()));
    sending.add(done);
  };
  const looked = () => (lastLookAt = context.clock());
  const loop = async () => {
    while (!stopped) {
      const waitSeconds = await takeDue({ context, kind, sending, begin, looked });
      if (!stopped) await alarm.wait(waitSeconds);
    }
    await Promise.all(sending);
  };
  const ended = loop();
  return {
    wake: alarm.ring,
    get lastLookAt() {
      return lastLookAt;
    },
    stop: () => ((stopped = true), alarm.ring(), ended),
  };
}

const outcomeLost = 'what became of a message could not be written; it is sent again when its lease ends';

interface Lane {
  context: DeliveryContext;
  kind: ReceiverChannel['kind'];
  sending: ReadonlySet<Promise<void>>;
  begin: (notification: ClaimedNotification) => void;
  /** Called when the outbox was read, or need not be: every place is taken. */
  looked: () => void;
}

/** Begins as many due messages as there are places; answers the seconds until it is worth looking again. */
async function takeDue({ context, kind, sending, begin, looked }: Lane): Promise<number> {
  const { pool, leaseSeconds } = context;
  try {
    await keepSilence(pool, context.clock());
    while (sending.size < mostAtOnce) {
      const claimed = await claimDue(pool, {
        kind,
        limit: mostAtOnce - sending.size,
        leaseSeconds,
        token: randomUUID(),
      });
      claimed.forEach(begin);
      looked();
      if (claimed.length === 0) return Math.min(idleSeconds, (await secondsToNextDue(pool, kind)) ?? idleSeconds);
    }
    looked();
    return idleSeconds;
  } catch (error) {
    // The database is away or restarting: messages stay where they are.
    context.log.warn({ error }, 'notifications could not be read; trying again');
    return 1;
  }
}

/** Looks every ten seconds for messages that go to a fallback receiver by now. */
function startFallbackLook(context: DeliveryContext, planned: () => void): { stop(): Promise<void> } {
  const alarm = createAlarm();
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      try {
        if ((await planDueFallbacks(context, context.clock())) > 0) planned();
      } catch (error) {
        context.log.warn({ error }, 'fallback receivers could not be looked after; trying again');
      }
      if (!stopped) await alarm.wait(fallbackLookSeconds);
    }
  };
  const ended = loop();
  return { stop: () => ((stopped = true), alarm.ring(), ended) };
}
