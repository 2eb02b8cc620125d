import type { IncidentFacts, PreviousNotification, Silence, SilencedPlan } from '../../../alerts/index.ts';
import { settlementOf } from '../keep-silence.ts';

/** A message that would have been written: the row of the outbox that the server would have. */
export interface ReplayedMessage extends PreviousNotification {
  facts: IncidentFacts;
  reason: string;
}

/** The messages of one dataset's incidents. Each is delivered the moment it is due: a replay takes that for granted. */
export interface ReplayedOutbox {
  /** Those about one incident, oldest first. */
  of(incident: string): readonly ReplayedMessage[];
  /** Of the incident of this id. */
  apply(plans: readonly SilencedPlan[], incident: string): void;
  /** When the next message is due; null while none waits. */
  nextDue(): Date | null;
  /** Delivers what is due at `now`, unless a silence covers it by then. */
  deliver(silences: readonly Silence[], now: Date): ReplayedMessage[];
  /** A silence was made: all that waits is looked at again. */
  silenceMade(silences: readonly Silence[], now: Date): void;
  /** A silence was ended by hand: what waits for its end is looked at again. */
  silenceEnded(ended: Silence, silences: readonly Silence[], now: Date): void;
}

interface State {
  byIncident: Map<string, ReplayedMessage[]>;
  waiting: Set<ReplayedMessage>;
  serial: number;
}

export function createOutbox(): ReplayedOutbox {
  const state: State = { byIncident: new Map(), waiting: new Set(), serial: 0 };
  const { byIncident, waiting } = state;
  return {
    of: (incident) => byIncident.get(incident) ?? [],
    apply: (plans, incident) => plans.forEach((plan) => applyPlan(state, plan, incident)),
    nextDue: () =>
      [...waiting].reduce<Date | null>((next, { dueAt }) => (next === null || dueAt < next ? dueAt : next), null),
    deliver(silences, now) {
      const told: ReplayedMessage[] = [];
      for (const row of [...waiting].filter(({ dueAt }) => dueAt <= now)) {
        if (settle(state, row, { silences, wasHeld: false }, now)) continue;
        waiting.delete(row);
        Object.assign(row, { state: 'delivered', deliveredAt: row.dueAt });
        told.push(row);
      }
      return told;
    },
    silenceMade(silences, now) {
      for (const row of [...waiting]) settle(state, row, { silences, wasHeld: false }, now);
    },
    silenceEnded(ended, silences, now) {
      for (const row of [...waiting].filter(({ dueAt }) => dueAt.getTime() === ended.endsAt.getTime())) {
        row.dueAt = now;
        settle(state, row, { silences, wasHeld: true }, now);
      }
    },
  };
}

/** Does to a row in memory what the server does to one in its table. */
function applyPlan(state: State, plan: SilencedPlan, incident: string): void {
  const rows = state.byIncident.get(incident) ?? [];
  state.byIncident.set(incident, rows);
  const { facts } = plan;
  const told = { facts, audiences: facts.audiences ?? null };
  if (plan.action === 'insert') {
    const { receiver, channelKey, channel, groupKey, kind, dueAt, reason } = plan;
    const place = { receiver, channelKey, channel, groupKey };
    const row: ReplayedMessage = {
      ...{ ...place, id: String(++state.serial), state: 'pending', attempts: 0 },
      ...{ kind, dueAt, reason, ...told },
    };
    rows.push(row);
    state.waiting.add(row);
    return;
  }
  const row = rows.find(({ id }) => id === plan.id);
  if (row?.state !== 'pending') return;
  row.reason = plan.reason;
  if (plan.action === 'coalesce') Object.assign(row, { kind: plan.kind, dueAt: plan.dueAt, ...told });
  else cancel(state, row);
}

function cancel({ waiting }: State, row: ReplayedMessage): void {
  row.state = 'cancelled';
  waiting.delete(row);
}

type Settling = Parameters<typeof settlementOf>[1];

/** True when the row may not go now: it is held, or will never go. */
function settle(state: State, row: ReplayedMessage, of: Settling, now: Date): boolean {
  const settled = settlementOf(row, of, now);
  if (settled === null) return false;
  row.reason = settled.reason;
  if (settled.action === 'cancel') cancel(state, row);
  else row.dueAt = settled.dueAt;
  return settled.action !== 'unmuted';
}
