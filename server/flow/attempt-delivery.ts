import { buildMessage, placeOf, type Channel, type ReceiverChannel } from '../../alerts/index.ts';
import { appendIncidentEvents } from '../store/incidents.ts';
import {
  finishAttempt,
  saveReference,
  wasToldBefore,
  type ClaimedNotification,
  type NotificationOutcome,
} from '../store/notifications.ts';
import { admit, recordSuccessWhereWell, releaseProbe } from '../store/receiver-health.ts';
import { inTransaction, type Pool, type Sql } from '../store/sql.ts';
import { attemptOf, type Attempted, type DeliveryObserver } from './delivery-observer.ts';
import { recordPlaceEvent } from './place-health.ts';

/** What sending one message needs of its process. */
export interface AttemptContext {
  pool: Pool;
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  clock: () => Date;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Seconds in 0..1 for the jitter of retries. */
  random: () => number;
  /** Longer than the slowest channel may take (mail: 60 s), so that nobody else sends what is still being sent. */
  leaseSeconds: number;
  observeDelivery?: DeliveryObserver;
}

const firstRetrySeconds = 1;
const longestRetrySeconds = 600;
/** After how many hours a message is given up that nobody takes. */
const patienceHours = { email: 24, webhook: 76, slack: 24 } as const;

/** Sends one claimed message and writes what became of it: for the message, its incident and its place, in one transaction. */
export async function deliver(context: AttemptContext, n: ClaimedNotification): Promise<void> {
  const isWell = n.placeState === null || n.placeState === 'closed';
  const admitted = isWell ? 'go' : await admit(context.pool, n, context.leaseSeconds);
  const attempted: Attempted = admitted === 'wait' ? { status: 'held' } : await attempt(context, n);
  const outcome = outcomeOf(n, attempted, { now: context.clock(), random: context.random });
  const seen = attemptOf(n, attempted, context.clock());
  if (seen) context.observeDelivery?.attempted(n.channel.kind, seen);
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
    if (attempted.status === 'delivered' && attempted.reference) await saveReference(sql, n, attempted.reference);
    await recordPlace(sql, { n, attempted, isProbe: admitted === 'probe' });
  });
}

async function attempt(context: AttemptContext, n: ClaimedNotification): Promise<Attempted> {
  // The opening never arrived there: word of a recovery would only puzzle.
  if (n.kind === 'resolved' && !(await wasToldBefore(context.pool, n))) return { status: 'never-told' };
  const channel = context.channels.get(n.channel.kind);
  if (!channel) return { status: 'retry', reason: `no ${n.channel.kind} channel is set up`, retryAfterSeconds: 60 };
  const { facts: incident, kind, insteadOf, reference, attempts } = n;
  const message = buildMessage({ incident, kind, insteadOf, notificationId: `ntf_${n.id}` }, context.clock());
  try {
    return await channel.send(message, n.channel, { reference, attempt: attempts });
  } catch (error) {
    context.log.error({ error, notification: n.id }, 'a channel threw');
    return { status: 'retry', reason: 'the channel failed inside Plumbline; see its log' };
  }
}

async function recordPlace(
  sql: Sql,
  { n, attempted, isProbe }: { n: ClaimedNotification; attempted: Attempted; isProbe: boolean },
): Promise<void> {
  const place = { receiver: n.receiver, channelKey: n.channelKey, kind: n.channel.kind };
  const failed = attempted.status === 'retry' || attempted.status === 'gave-up';
  if (attempted.status === 'delivered') {
    if (n.placeState === 'closed') return recordSuccessWhereWell(sql, place);
    await recordPlaceEvent(sql, { ...place, event: { kind: 'delivered', isProbe }, error: '' });
  } else if (failed) {
    const isLimited = attempted.status === 'retry' && attempted.rateLimited === true;
    const seconds = attempted.status === 'retry' ? (attempted.retryAfterSeconds ?? null) : null;
    const event = isLimited ? ({ kind: 'rate-limited', seconds } as const) : ({ kind: 'failed' } as const);
    await recordPlaceEvent(sql, { ...place, event: { ...event, isProbe }, error: attempted.reason });
  } else if (isProbe) {
    // The message that was to try the place was not sent: whoever comes next tries it.
    await releaseProbe(sql, place);
  }
}

/** What becomes of a message after one attempt: a retry waits a random time up to 1 s, 2 s, 4 s … 10 min, or as told. */
export function outcomeOf(
  n: Pick<ClaimedNotification, 'id' | 'leaseToken' | 'attempts' | 'firstAttemptAt' | 'channel'>,
  attempted: Attempted,
  { now, random }: { now: Date; random: () => number },
): NotificationOutcome {
  const common = { id: n.id, leaseToken: n.leaseToken, retryInSeconds: null, error: null };
  switch (attempted.status) {
    case 'delivered':
      return { ...common, state: 'delivered' };
    case 'held':
      return { ...common, state: 'pending', notTried: true };
    case 'later':
      return { ...common, state: 'pending', notTried: true, retryInSeconds: attempted.afterSeconds };
    case 'never-told':
      return { ...common, state: 'cancelled', error: 'the opening of this incident never reached this receiver' };
    case 'gave-up':
      return { ...common, state: 'dead', error: attempted.reason };
  }
  const waitedHours = (now.getTime() - n.firstAttemptAt.getTime()) / 3600_000;
  const patience = patienceHours[n.channel.kind];
  if (waitedHours >= patience) {
    return { ...common, state: 'dead', error: `given up after ${patience} hours: ${attempted.reason}` };
  }
  const ceiling = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** Math.min(20, n.attempts - 1));
  const wait = attempted.retryAfterSeconds ?? random() * ceiling;
  return { ...common, state: 'pending', retryInSeconds: wait, error: attempted.reason };
}

function eventOf(n: ClaimedNotification, outcome: NotificationOutcome) {
  const to = `${n.receiver} (${placeOf(n.channel)})`;
  if (outcome.state === 'delivered') return { kind: 'delivered', actor: null, text: `${n.kind} to ${to}` };
  if (outcome.state === 'dead') return { kind: 'gave-up', actor: null, text: `${n.kind} to ${to}: ${outcome.error}` };
  // One line for the first failure is enough; the rest is in the notification's own row.
  if (outcome.state === 'pending' && outcome.notTried !== true && n.attempts === 1) {
    return { kind: 'retrying', actor: null, text: `${n.kind} to ${to}: ${outcome.error}` };
  }
  return null;
}
