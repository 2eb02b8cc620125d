import { planFallbacks, silenceAt, type FallbackPlan, type Routing } from '../../alerts/index.ts';
import { incidentsInTrouble, lockFallbackCandidates } from '../store/fallbacks.ts';
import { appendIncidentEvents, lockIncident } from '../store/incidents.ts';
import { insertDecision, insertNotification } from '../store/notifications.ts';
import { readSilencesInForce } from '../store/silences.ts';
import { inTransaction, type Pool, type Sql } from '../store/sql.ts';
import type { RulesCache } from './rules-cache.ts';

export interface FallbackContext {
  pool: Pool;
  rules: RulesCache;
  publicUrl: string;
}

/** How long a place may not answer, or a message be dead, before its fallback is told. */
const troubleSeconds = 300;

/**
 * Plans messages to fallback receivers where those they were meant for have been in trouble for five minutes; answers how
 * many. Each incident in a transaction of its own, under its lock, so that several processes plan each of them once.
 */
export async function planDueFallbacks(context: FallbackContext, now: Date): Promise<number> {
  const { pool } = context;
  const { routing } = (await context.rules.current(pool)).routing ?? { routing: null };
  const receivers = routing?.receivers.filter(({ fallback }) => fallback !== undefined).map(({ name }) => name) ?? [];
  if (routing === null || receivers.length === 0) return 0;
  let count = 0;
  for (let after: number | null = 0; after !== null;) {
    const numbers: number[] = await incidentsInTrouble(pool, { receivers, troubleSeconds, after });
    for (const number of numbers) {
      count += await inTransaction(pool, (sql) => planForIncident(sql, { number, routing, context }, now));
    }
    after = numbers.at(-1) ?? null;
  }
  return count;
}

async function planForIncident(
  sql: Sql,
  { number, routing, context }: { number: number; routing: Routing; context: FallbackContext },
  now: Date,
): Promise<number> {
  const incident = await lockIncident(sql, number, context.publicUrl);
  if (!incident) return 0;
  const silences = await readSilencesInForce(sql, now);
  const rows = await lockFallbackCandidates(sql, number, troubleSeconds);
  const planned = planFallbacks({ incident: incident.facts, routing, rows }, now);
  // Who asked for quiet gets it here too; when it ends, the next look tells.
  const plans = planned.filter(({ facts }) => silenceAt(facts, silences, now) === null);
  for (const plan of plans) await write(sql, { number, plan }, now);
  return plans.length;
}

async function write(sql: Sql, { number, plan }: { number: number; plan: FallbackPlan }, now: Date): Promise<void> {
  const { kind, receiver, reason } = plan;
  await insertNotification(sql, { ...plan, incident: number });
  const text = `${kind} for ${receiver}, due now: ${reason}`;
  await appendIncidentEvents(sql, { number, at: now, events: [{ kind: 'routed', actor: null, text }] });
  await insertDecision(sql, { incident: number, at: now, receiver, action: 'fallback', reason, path: null });
}
