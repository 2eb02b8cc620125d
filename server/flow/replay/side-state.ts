import type { History, HistoryPoint, Profile, StoredProfile } from '../../../checks/index.ts';
import type { ReceivedProfile } from '../../store/replay.ts';
import type { Series } from './series.ts';
import type { ReplaySide } from './side.ts';
import type { Subject } from './subject.ts';
import type { DatasetPast, KnownThen } from './world.ts';

/** A profile as the walk hands it to each side. */
export interface WalkedProfile {
  row: ReceivedProfile;
  profile: Profile;
  point: HistoryPoint;
  /** Profiles of other datasets for the same data interval that had come, by nameKey. */
  partners: ReadonlyMap<string, StoredProfile>;
  schema: History['previousSchema'];
  /** What learned monitors knew then; null where they are left out. */
  known: KnownThen | null;
}

/** One dataset under one set of rules, as far as it was walked. */
export interface SideState {
  side: ReplaySide;
  past: DatasetPast;
  subject: Subject;
  series: Map<string, Series>;
  /** Where the newest of each series stands. */
  newestAt: Map<string, Date>;
}
