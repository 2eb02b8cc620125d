import type { CheckResult } from '../../../checks/index.ts';
import type { IncidentFacts, Routing } from '../../../alerts/index.ts';
import type { ReceivedProfile, ReplayDataset } from '../../store/replay.ts';
import type { RealIncident } from '../../store/replay-around.ts';
import type { CompiledRules } from '../rules-cache.ts';
import type { ReplayedMessage } from './outbox.ts';

/** What a replay tells of what it does, in the order in which it does it. */
export interface ReplayRecorder<Fired = void> {
  /** One profile was judged; `incident` as it stands after it, null when it said nothing to one. */
  judged(of: {
    dataset: ReplayDataset;
    row: ReceivedProfile;
    results: readonly CheckResult[];
    /** Did learned monitors judge it? */
    isLearned: boolean;
    incident: IncidentFacts | null;
  }): Fired;
  /** A profile was judged once more, because one that it is compared with came; `before` is what was said of it until then. */
  judgedAgain(of: {
    dataset: ReplayDataset;
    row: ReceivedProfile;
    results: readonly CheckResult[];
    before: readonly CheckResult[];
    incident: IncidentFacts | null;
    at: Date;
  }): void;
  /** A message was delivered. */
  told(of: { dataset: ReplayDataset; message: ReplayedMessage }): void;
  /** An incident resolved, or was open still when the period was over; `real`: the one that there really was in its place. */
  ended(of: { dataset: ReplayDataset; incident: IncidentFacts; real: RealIncident | null }): void;
}

/** One set of rules and routing that the past is replayed under. */
export interface ReplaySide {
  rules: CompiledRules;
  routing: Routing;
  recorder: ReplayRecorder<unknown>;
  /** The id of the next incident that there really was none for: `draft-1`. */
  nextId(): string;
  takeId(): void;
}

export function createSide(
  name: 'draft' | 'current',
  of: Pick<ReplaySide, 'rules' | 'routing' | 'recorder'>,
): ReplaySide {
  let taken = 0;
  return { ...of, nextId: () => `${name}-${taken + 1}`, takeId: () => void taken++ };
}
