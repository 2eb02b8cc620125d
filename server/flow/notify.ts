import {
  defaultRouting,
  planNotifications,
  type ChangeToTell,
  type IncidentFacts,
  type NotificationPlan,
  type Routing,
} from '../../alerts/index.ts';
import {
  cancelNotification,
  coalesceNotification,
  insertDecision,
  insertNotification,
  lockNotifications,
} from '../store/notifications.ts';
import { appendIncidentEvents } from '../store/incidents.ts';
import type { Sql } from '../store/sql.ts';
import type { CompiledRules } from './rules-cache.ts';

/** What a route that says nothing waits, in seconds: the operator's configuration. */
export interface RouteDefaults {
  groupWaitSeconds: number;
  groupIntervalSeconds: number;
  repeatIntervalSeconds: number;
}

const withDefaults = (routing: Routing, defaults: RouteDefaults): Routing => ({
  ...routing,
  route: { ...defaults, ...routing.route },
});

export interface Notifiable {
  number: number;
  incident: IncidentFacts;
  change: ChangeToTell | null;
}

/** Plans who is told of an incident's change and writes it to the outbox; nothing is sent here. */
export async function notifyOf(
  context: { sql: Sql; rules: CompiledRules; routeDefaults: RouteDefaults },
  news: Notifiable,
  now: Date,
): Promise<void> {
  const { change } = news;
  if (!change) return;
  const { sql, rules } = context;
  const previous = await lockNotifications(sql, news.number);
  const routing = withDefaults(rules.routing?.routing ?? defaultRouting(), context.routeDefaults);
  const plans = planNotifications({ incident: news.incident, change, routing, previous }, now);
  for (const plan of plans) await writePlan(sql, news, plan, now);
  if (plans.length === 0) {
    const reason = rules.routing
      ? 'nobody new to tell: no receiver with a channel, or all were told'
      : 'no routing was ever applied';
    await insertDecision(sql, { incident: news.number, at: now, receiver: null, action: 'none', reason, path: null });
  }
}

async function writePlan(sql: Sql, { number, incident }: Notifiable, plan: NotificationPlan, now: Date): Promise<void> {
  const { kind, reason, receiver } = plan;
  if (plan.action === 'insert') {
    await insertNotification(sql, { ...plan, incident: number, facts: incident });
    const text = `${kind} for ${receiver}, due ${plan.dueAt.toISOString()}: ${reason}`;
    await appendIncidentEvents(sql, { number, at: now, events: [{ kind: 'routed', actor: null, text }] });
  } else if (plan.action === 'coalesce') {
    await coalesceNotification(sql, { id: Number(plan.id), kind, facts: incident, reason, dueAt: plan.dueAt });
  } else {
    await cancelNotification(sql, Number(plan.id), reason);
  }
  await insertDecision(sql, { incident: number, at: now, receiver, action: plan.action, reason, path: plan.path });
}
