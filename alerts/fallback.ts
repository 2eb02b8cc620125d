import { partFor } from './audience.ts';
import { channelKey } from './channel-key.ts';
import type { NotificationPlan, PreviousNotification } from './schedule-types.ts';
import { severityRank } from './severity.ts';
import type { IncidentFacts, Routing } from './types.ts';

/** A row of the outbox as far as fallbacks must know it; `inTrouble`: its place has not answered for long enough, or it is dead. */
export interface FallbackCandidate extends PreviousNotification {
  fallbackFor: string | null;
  inTrouble: boolean;
}

export interface FallbackPlan extends Omit<NotificationPlan, 'action' | 'id' | 'path'> {
  /** The row that it stands in for. */
  fallbackFor: string;
}

/**
 * Which messages go to fallback receivers, because those they were meant for do not answer: errors of incidents that are
 * not over, the newest of each place, and nothing that the fallback was told already.
 */
export function planFallbacks(
  input: { incident: IncidentFacts; routing: Routing; rows: readonly FallbackCandidate[] },
  now: Date,
): FallbackPlan[] {
  const { incident, rows } = input;
  if (incident.state === 'resolved') return [];
  const plans: FallbackPlan[] = [];
  for (const troubled of newestOfEachPlace(rows)) {
    const facts = partFor(incident, troubled.audiences ?? ['']);
    if (facts === null || facts.state === 'resolved' || severityRank(facts.severity) < severityRank('error')) continue;
    for (const plan of plansFor(troubled, { ...input, facts }, now)) {
      const isPlanned = plans.some((one) => one.receiver === plan.receiver && one.channelKey === plan.channelKey);
      if (!isPlanned) plans.push(plan);
    }
  }
  return plans;
}

/** Of each place the newest row that is no resolve, where that one is in trouble. */
function newestOfEachPlace(rows: readonly FallbackCandidate[]): FallbackCandidate[] {
  const newest = new Map<string, FallbackCandidate>();
  for (const row of rows) {
    if (row.state === 'cancelled' || row.kind.endsWith('resolved')) continue;
    newest.set(JSON.stringify([row.receiver, row.channelKey]), row);
  }
  return [...newest.values()].filter((row) => row.inTrouble);
}

function plansFor(
  troubled: FallbackCandidate,
  { routing, rows, facts }: { routing: Routing; rows: readonly FallbackCandidate[]; facts: IncidentFacts },
  now: Date,
): FallbackPlan[] {
  const fallback = routing.receivers.find(({ name }) => name === troubled.receiver)?.fallback;
  const channels = routing.receivers.find(({ name }) => name === fallback)?.channels ?? [];
  if (fallback === undefined || rows.some((row) => row.fallbackFor === troubled.id)) return [];
  return channels.flatMap((channel): FallbackPlan[] => {
    const key = channelKey(channel);
    const there = rows.filter((row) => row.receiver === fallback && row.channelKey === key);
    const isWaiting = there.some((row) => row.state === 'pending' || row.state === 'sending');
    const wasTold = there.some((row) => row.state === 'delivered');
    if (isWaiting || (wasTold && troubled.kind !== 'updated')) return [];
    return [
      {
        fallbackFor: troubled.id,
        receiver: fallback,
        channelKey: key,
        channel,
        groupKey: troubled.groupKey ?? '',
        kind: wasTold ? 'updated' : 'opened',
        dueAt: now,
        facts,
        reason: `${troubled.receiver} does not answer, and this is its fallback`,
      },
    ];
  });
}
