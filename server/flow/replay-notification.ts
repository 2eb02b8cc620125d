import {
  channelKey,
  partFor,
  type IncidentFacts,
  type NotificationKind,
  type ReceiverChannel,
} from '../../alerts/index.ts';
import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { appendIncidentEvents, lockIncident } from '../store/incidents.ts';
import { insertDecision, insertNotification } from '../store/notifications.ts';
import { deadLettersOf, findOutboxRow, lockPlaceRows, type OutboxRow } from '../store/outbox.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { findReceiver } from './find-receiver.ts';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';

interface By {
  principal: Principal;
  actor: Actor;
}

const mostAtOnce = 1000;

/** The number in ntf_12; null when the text is no id of a notification. */
const notificationNumber = (id: string) => (/^ntf_\d{1,15}$/.test(id) ? Number(id.slice(4)) : null);

/**
 * Sends a dead letter again, as a new message that says how its incident stands now. Refused when it is not dead, when it
 * was replayed already, and when a message about the same incident is on its way to the same place.
 */
export async function replayNotification(context: ReceiveContext, input: By & { id: string }): Promise<{ id: string }> {
  const number = notificationNumber(input.id);
  const row = number === null ? null : await findOutboxRow(context.pool, number);
  if (!row || !coversNamespace(namespacesOf(input.principal), row.namespace))
    throw new Problem('not-found', `There is no notification ${input.id} here, or it is not yours to see.`);
  const id = await replay(context, input, row);
  context.onNotification();
  return { id: `ntf_${id}` };
}

export interface ReplayedAll {
  replayed: string[];
  /** Those that were not, with why. */
  refused: { id: string; reason: string }[];
}

/** Replays the dead letters of one receiver that the caller may see, the oldest first, a thousand at most. */
export async function replayReceiver(context: ReceiveContext, input: By & { receiver: string }): Promise<ReplayedAll> {
  const likes = namespaceLikes(input.principal);
  const answer: ReplayedAll = { replayed: [], refused: [] };
  const wanted = { receiver: input.receiver, namespaceLikes: likes, limit: mostAtOnce };
  const numbers = await deadLettersOf(context.pool, wanted);
  // Routing may have forgotten a receiver whose letters are still there; a name that neither knows is a slip.
  if (numbers.length === 0) await findReceiver(context, input.receiver);
  for (const number of numbers) {
    const row = await findOutboxRow(context.pool, number);
    if (!row) continue;
    try {
      answer.replayed.push(`ntf_${await replay(context, input, row)}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answer.refused.push({ id: `ntf_${number}`, reason: error.detail });
    }
  }
  if (answer.replayed.length > 0) context.onNotification();
  return answer;
}

async function replay(context: ReceiveContext, { actor, principal }: By, row: OutboxRow): Promise<number> {
  const now = context.clock();
  return inTransaction(context.pool, async (sql) => {
    const incident = await lockIncident(sql, row.incident, context.publicUrl);
    if (!incident) throw new Error(`incident ${row.incident} of notification ${row.id} is gone`);
    const facts = partFor(incident.facts, row.audiences ?? ['']) ?? incident.facts;
    const { kind, groupKey } = await whatToSay(sql, row, facts);
    const channel = await channelNow(context, sql, row);
    const reason = `${row.kind} was dead; replayed by ${principal.name}`;
    const id = await insertNotification(sql, {
      ...{ incident: row.incident, receiver: row.receiver, channelKey: row.channelKey, channel, groupKey },
      ...{ kind, facts, reason, dueAt: now, replayOf: row.id },
    });
    const { receiver } = row;
    const text = `${kind} for ${receiver}, due now: ${reason}`;
    await appendIncidentEvents(sql, {
      number: row.incident,
      at: now,
      events: [{ kind: 'routed', actor: principal.name, text }],
    });
    await insertDecision(sql, { incident: row.incident, at: now, receiver, action: 'replay', reason, path: null });
    await appendAudit(sql, actor, {
      action: 'notification.replayed',
      object: `ntf_${row.id}`,
      namespace: row.namespace,
      before: { state: row.state, lastError: row.lastError },
      after: { notification: `ntf_${id}`, incident: facts.id, receiver, kind },
    });
    return id;
  });
}

/** Which kind of message tells how things stand, to somebody who heard what this place has heard; a Problem when none is to be sent. */
async function whatToSay(
  sql: Sql,
  row: OutboxRow,
  facts: IncidentFacts,
): Promise<{ kind: NotificationKind; groupKey: string }> {
  const rows = await lockPlaceRows(sql, row);
  const own = rows.find(({ id }) => id === row.id);
  if (own?.state !== 'dead')
    throw new Problem('conflict', `ntf_${row.id} is ${own?.state ?? 'gone'}, and only a dead letter can be replayed.`);
  const earlier = rows.find(({ replayOf }) => replayOf === row.id);
  if (earlier) {
    const next = earlier.state === 'dead' ? ' Replay that one.' : '';
    throw new Problem('conflict', `ntf_${row.id} was replayed as ntf_${earlier.id}, which is ${earlier.state}.${next}`);
  }
  const coming = rows.find(({ state }) => state === 'pending' || state === 'sending');
  if (coming)
    throw new Problem('conflict', `ntf_${coming.id} about ${facts.id} is on its way to ${row.receiver} already.`);
  const told = rows.filter(({ state }) => state === 'delivered');
  if (told.some(({ kind }) => kind.endsWith('resolved')))
    throw new Problem('conflict', `${row.receiver} was told already that ${facts.id} is over.`);
  if (facts.state !== 'resolved') return { kind: row.kind, groupKey: own.groupKey };
  return { kind: told.length > 0 ? 'resolved' : 'opened+resolved', groupKey: own.groupKey };
}

/** The place as routing names it now, for its secret may have been changed since; as it was when routing no longer does. */
async function channelNow({ rules }: ReceiveContext, sql: Sql, row: OutboxRow): Promise<ReceiverChannel> {
  const routing = (await rules.current(sql)).routing?.routing;
  const receiver = routing?.receivers.find(({ name }) => name === row.receiver);
  return receiver?.channels.find((one) => channelKey(one) === row.channelKey) ?? row.channel;
}
