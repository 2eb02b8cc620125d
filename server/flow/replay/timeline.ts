import type { Silence } from '../../../alerts/index.ts';
import type { RealIncident } from '../../store/replay-around.ts';
import type { StoredSilence } from '../../store/silences.ts';

/** What people did while profiles came. */
export type HumanAct =
  | { at: Date; kind: 'silence-made' }
  | { at: Date; kind: 'silence-ended'; silence: Silence }
  | { at: Date; kind: 'closed'; incident: RealIncident };

const byTime = (one: HumanAct, other: HumanAct) => one.at.getTime() - other.at.getTime();

/** When silences were made and ended by hand, in order. */
export function silenceActs(silences: readonly StoredSilence[]): HumanAct[] {
  return silences
    .flatMap((silence): HumanAct[] => [
      { at: silence.createdAt, kind: 'silence-made' },
      ...(silence.expiredAt === null
        ? []
        : [{ at: silence.expiredAt, kind: 'silence-ended' as const, silence: { ...silence, expiredAt: null } }]),
    ])
    .toSorted(byTime);
}

/** The same with the incidents of one dataset that somebody closed, from `since` on. */
export function actsOn(silences: readonly HumanAct[], incidents: readonly RealIncident[], since: Date): HumanAct[] {
  const closed = incidents.flatMap((incident): HumanAct[] =>
    incident.closedBy === null || incident.resolvedAt === null
      ? []
      : [{ at: incident.resolvedAt, kind: 'closed', incident }],
  );
  return [...silences, ...closed].filter(({ at }) => at >= since).toSorted(byTime);
}

/** The silences that were known and not over at `now`, as they stood then. */
export function silencesAt(silences: readonly StoredSilence[], now: Date): Silence[] {
  return silences
    .filter(({ createdAt, endsAt, expiredAt }) => createdAt <= now && endsAt > now && !(expiredAt && expiredAt <= now))
    .map((silence) => ({ ...silence, expiredAt: null }));
}
