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

/** What a silence that came, or one that was ended, makes of a message that waits; null: it stays as it is. */
export type Settlement =
  { action: 'cancel'; reason: string } | { action: 'muted' | 'unmuted'; reason: string; dueAt: Date };

/** `wasHeld`: it waits for the end of a silence that was ended by hand. The server and the replay both decide by this. */
export function settlementOf(
  message: Pick<WaitingNotification, 'kind' | 'dueAt' | 'facts' | 'reason'>,
  { silences, wasHeld }: { silences: readonly Silence[]; wasHeld: boolean },
  now: Date,
): Settlement | null {
  const silenced = silencedMessage(message, { incident: message.facts, silences }, now);
  const plain = plainReason(message.reason);
  if (silenced === null)
    return wasHeld ? { action: 'unmuted', reason: `the silence over it was ended: ${plain}`, dueAt: now } : null;
  const { silence } = silenced;
  if (silenced.action === 'cancel') return { action: 'cancel', reason: cameAndWent(silence) };
  return { action: 'muted', reason: `${mutedReason(silence)}: ${plain}`, dueAt: silence.endsAt };
}

async function settle(sql: Sql, { message, ...of }: Waiting, now: Date): Promise<void> {
  const settled = settlementOf(message, of, now);
  if (settled === null) return;
  const { action, reason } = settled;
  if (action === 'cancel') await cancelNotification(sql, message.id, reason);
  else await moveWaiting(sql, { id: message.id, dueAt: settled.dueAt, reason });
  await record(sql, { message, action, reason }, now);
}

/** Without what an earlier silence said before it. */
const plainReason = (reason: string) =>
  reason.replace(/^(?:muted by S-\d+ until \S+|the silence over it was ended): /, '');

interface Settled {
  message: WaitingNotification;
  action: Settlement['action'];
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
