import { cameAndWent, mutedReason, silencedMessage, type Silence } from '../../alerts/index.ts';
import { appendIncidentEvents } from '../store/incidents.ts';
import { cancelNotification, insertDecision } from '../store/notifications.ts';
import {
  hasSilences,
  lockReleased,
  lockWaiting,
  moveWaiting,
  readSilencesInForce,
  type WaitingNotification,
} from '../store/silences.ts';
import { inTransaction, type Pool, type Sql } from '../store/sql.ts';

// A message due within this time is held now, so that none slips through between this look and its being claimed.
const horizonSeconds = 60;

/**
 * Holds messages that are due soon under a silence until it ends, and lets go of those whose silence was ended by hand.
 * What was decided when they were planned is asked anew here, because a silence may have come or gone since.
 */
export async function keepSilence(pool: Pool, now: Date): Promise<void> {
  if (!(await hasSilences(pool, now))) return;
  await inTransaction(pool, (sql) => settleSilences(sql, new Date(now.getTime() + horizonSeconds * 1000), now));
}

/** The same in the caller's transaction, for messages due until `until`. */
export async function settleSilences(sql: Sql, until: Date, now: Date): Promise<void> {
  const released = await lockReleased(sql, now);
  const silences = await readSilencesInForce(sql, now);
  for (const message of released)
    await settle(sql, { message: { ...message, dueAt: now }, silences, wasHeld: true }, now);
  if (silences.length === 0) return;
  for (const message of await lockWaiting(sql, until)) await settle(sql, { message, silences, wasHeld: false }, now);
}

interface Waiting {
  message: WaitingNotification;
  silences: readonly Silence[];
  wasHeld: boolean;
}

async function settle(sql: Sql, { message, silences, wasHeld }: Waiting, now: Date): Promise<void> {
  const silenced = silencedMessage(message, { incident: message.facts, silences }, now);
  if (silenced === null) return wasHeld ? release(sql, message, now) : undefined;
  const { silence } = silenced;
  if (silenced.action === 'cancel') {
    const reason = cameAndWent(silence);
    await cancelNotification(sql, message.id, reason);
    return record(sql, { message, action: 'cancel', reason }, now);
  }
  const reason = `${mutedReason(silence)}: ${plainReason(message.reason)}`;
  await moveWaiting(sql, { id: message.id, dueAt: silence.endsAt, reason });
  await record(sql, { message, action: 'muted', reason }, now);
}

async function release(sql: Sql, message: WaitingNotification, now: Date): Promise<void> {
  const reason = `the silence over it was ended: ${plainReason(message.reason)}`;
  await moveWaiting(sql, { id: message.id, dueAt: now, reason });
  await record(sql, { message, action: 'unmuted', reason }, now);
}

/** Without what an earlier silence said before it. */
const plainReason = (reason: string) =>
  reason.replace(/^(?:muted by S-\d+ until \S+|the silence over it was ended): /, '');

interface Settled {
  message: WaitingNotification;
  action: 'muted' | 'unmuted' | 'cancel';
  reason: string;
}

async function record(sql: Sql, { message, action, reason }: Settled, now: Date): Promise<void> {
  const { incident: number, receiver, kind } = message;
  await insertDecision(sql, { incident: number, at: now, receiver, action, reason, path: null });
  const event = {
    kind: action === 'unmuted' ? 'unmuted' : 'muted',
    actor: null,
    text: `${kind} for ${receiver}: ${reason}`,
  };
  await appendIncidentEvents(sql, { number, at: now, events: [event] });
}
