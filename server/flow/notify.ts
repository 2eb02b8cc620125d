import {
  defaultRouting,
  holdSilenced,
  planNotifications,
  unroutedConsumers,
  type IncidentFacts,
  type Planning,
  type Routing,
  type Silence,
  type SilencedPlan,
} from '../../alerts/index.ts';
import {
  cancelNotification,
  coalesceNotification,
  insertDecision,
  insertNotification,
  lockNotifications,
} from '../store/notifications.ts';
import { appendIncidentEvents } from '../store/incidents.ts';
import { readSilencesInForce } from '../store/silences.ts';
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

/** The routing in force, with what the operator's configuration says where it is silent. */
export const routingOf = ({ routing }: Pick<CompiledRules, 'routing'>, defaults: RouteDefaults): Routing =>
  withDefaults(routing?.routing ?? defaultRouting(), defaults);

/** What planning is given, and the silences that are not over. */
type ToPlan = Planning & { silences: readonly Silence[] };

/** Who is told of a change, when and why, and what a silence holds back. The receive and the replay both plan by this. */
export function plansFor({ silences, ...planned }: ToPlan, now: Date): SilencedPlan[] {
  return holdSilenced(planNotifications(planned, now), { silences }, now);
}

export interface Notifiable {
  number: number;
  incident: IncidentFacts;
  change: Planning['change'] | null;
  /** The incident as it was, and what happened to it: consumers hear of their own part of it. */
  before: IncidentFacts | null;
  changes: Planning['changes'];
}

/** Plans who is told of an incident's change and writes it to the outbox; nothing is sent here. */
export async function notifyOf(
  context: { sql: Sql; rules: CompiledRules; routeDefaults: RouteDefaults },
  news: Notifiable,
  now: Date,
): Promise<void> {
  const { change, incident, before, changes = [] } = news;
  if (!change) return;
  const { sql, rules } = context;
  const previous = await lockNotifications(sql, news.number);
  const routing = routingOf(rules, context.routeDefaults);
  const silences = await readSilencesInForce(sql, now);
  const plans = plansFor({ incident, change, routing, previous, before, changes, silences }, now);
  for (const plan of plans) await writePlan(sql, news, plan, now);
  await noteUnrouted(sql, news, routing, now);
  if (plans.length === 0) {
    const reason = rules.routing
      ? 'nobody new to tell: no receiver with a channel, or all were told'
      : 'no routing was ever applied';
    await insertDecision(sql, { incident: news.number, at: now, receiver: null, action: 'none', reason, path: null });
  }
}

/** A consumer's clause that fails and that no route names is told to nobody: the decision says so, once. */
async function noteUnrouted(sql: Sql, { number, incident, before }: Notifiable, routing: Routing, now: Date) {
  const known = before === null ? [] : unroutedConsumers(before, routing);
  for (const consumer of unroutedConsumers(incident, routing)) {
    if (known.includes(consumer)) continue;
    const reason = `no route names the consumer ${consumer}: nobody hears of its clauses`;
    await insertDecision(sql, { incident: number, at: now, receiver: null, action: 'none', reason, path: null });
  }
}

async function writePlan(sql: Sql, { number }: Notifiable, plan: SilencedPlan, now: Date): Promise<void> {
  const { kind, reason, receiver, facts } = plan;
  const tell = (event: string, text: string) =>
    appendIncidentEvents(sql, { number, at: now, events: [{ kind: event, actor: null, text }] });
  if (plan.action === 'insert') {
    await insertNotification(sql, { ...plan, incident: number });
    if (plan.mutedBy) await tell('muted', `${kind} for ${receiver}: ${reason}`);
    else await tell('routed', `${kind} for ${receiver}, due ${plan.dueAt.toISOString()}: ${reason}`);
  } else if (plan.action === 'coalesce') {
    await coalesceNotification(sql, { id: Number(plan.id), kind, facts, reason, dueAt: plan.dueAt });
  } else {
    await cancelNotification(sql, Number(plan.id), reason);
    if (plan.mutedBy) await tell('muted', `nothing for ${receiver}: ${reason}`);
  }
  const action = plan.mutedBy && plan.action !== 'cancel' ? 'muted' : plan.action;
  await insertDecision(sql, { incident: number, at: now, receiver, action, reason, path: plan.path });
}
