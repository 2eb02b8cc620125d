import { appendAudit, type Actor } from '../../store/audit.ts';
import type { EventKey } from '../../store/lineage/raw-events.ts';
import { listEventKeys, requeueEvents, reviveDead, type Requeued } from '../../store/lineage/replay-events.ts';
import { inTransaction, type Pool, type Sql } from '../../store/sql.ts';

/** Which events are to be worked in once more. */
export type ReplayQuestion =
  | { kind: 'some'; keys: readonly EventKey[] }
  | { kind: 'dead' }
  | { kind: 'span'; from: Date; to: Date; after: EventKey | null };

export interface EventsReplayed extends Requeued {
  /** Where the next bite of a span, or of many dead ones, begins; null when all is done. */
  next: EventKey | 'dead' | null;
}

export const mostAtOnce = 5_000;

/**
 * Puts events back to be worked in, at most `mostAtOnce`; the projector does the rest. Working one in again changes nothing but what a newer version
 * reads differently: nothing is counted twice.
 */
export function replayEvents(pool: Pool, question: ReplayQuestion, actor: Actor): Promise<EventsReplayed> {
  return inTransaction(pool, async (sql) => {
    const answer = await requeue(sql, question);
    await appendAudit(sql, actor, {
      action: 'lineage.replayed',
      object: 'lineage events',
      after: { ...said(question), replayed: answer.replayed },
    });
    return answer;
  });
}

async function requeue(sql: Sql, question: ReplayQuestion): Promise<EventsReplayed> {
  if (question.kind === 'dead') {
    const replayed = await reviveDead(sql, mostAtOnce);
    return { replayed, waiting: 0, next: replayed === mostAtOnce ? 'dead' : null };
  }
  if (question.kind === 'some') return { ...(await requeueEvents(sql, question.keys)), next: null };
  const { after, ...span } = question;
  const keys = await listEventKeys(sql, span, { after, limit: mostAtOnce });
  const next = keys.length === mostAtOnce ? (keys.at(-1) ?? null) : null;
  return { ...(await requeueEvents(sql, keys)), next };
}

function said(question: ReplayQuestion): object {
  if (question.kind === 'dead') return { dead: true };
  if (question.kind === 'some') return { events: question.keys.slice(0, 20).map(({ hash }) => hash) };
  return { from: question.from.toISOString(), to: question.to.toISOString() };
}
