import type { HistoryPoint, LearnSettings, Profile, SchemaField, StoredProfile } from '../../../checks/index.ts';
import type { EarlierProfile, ReceivedProfile, ReplayDataset } from '../../store/replay.ts';
import type { NameThen, RealIncident } from '../../store/replay-around.ts';
import type { StoredSilence } from '../../store/silences.ts';
import type { Learned } from '../learning/judge-learned.ts';
import type { ReplaySide } from './side.ts';
import type { HumanAct } from './timeline.ts';

/** Everything about one dataset that no rule changes, as it was when the period began. */
export interface DatasetPast {
  dataset: ReplayDataset;
  schema: { version: number; fields: SchemaField[] } | null;
  /** Oldest first, each with its place in a history. */
  earlier: readonly { row: EarlierProfile; point: HistoryPoint }[];
  /** The incidents that there really were on it. */
  reals: readonly RealIncident[];
  /** What it was called before, oldest first. */
  names: readonly NameThen[];
  pinned: ReadonlyMap<string, HistoryPoint>;
  /** Accepted failures that were told to have healed before: see healedKey. */
  healed: readonly string[];
}

export interface ReplayWorld {
  since: Date;
  until: Date;
  sides: readonly ReplaySide[];
  silences: readonly StoredSilence[];
  silenceActs: readonly HumanAct[];
  publicUrl: string;
  /** Told what each side's recorder answered for one profile, in the order of `sides`. */
  onJudged: (answers: readonly unknown[]) => void;
}

/** A profile as it was received, its place in a history, and what other datasets had for its data interval. */
export interface PagedProfile {
  row: ReceivedProfile;
  point: HistoryPoint;
  partners: ReadonlyMap<string, StoredProfile>;
  /** It came before and is judged once more now; null when it comes. */
  again: Again | null;
  /** What learned monitors knew then; null where they are left out. */
  known: KnownThen | null;
}

/** Why a profile is judged again: the profile of another dataset that came, and when. */
export interface Again {
  by: number;
  at: Date;
}

/** What was known of a series when a profile came, until it is learnt. */
export interface KnownThen {
  /** What is found under these settings; null where they switch learned monitors off. */
  judge(settings: LearnSettings, profile: Profile, alarmed: readonly string[]): Learned | null;
  /** Once all sides have judged: the next profile is judged by this one too. */
  learn(profile: Profile): void;
}
