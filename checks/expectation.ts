import type { ArrivalRule } from './arrival/rule.ts';
import type { LearnedJudging } from './learned/learned-judging.ts';
import type { LearnRule } from './learned/settings.ts';
import type { DatasetName, Profile, Scalar, SchemaField } from './profile.ts';
import type { CheckResult, Outcome, Severity } from './result.ts';

export type EmptyPolicy = 'fail' | 'warn' | 'pass' | 'undecided';
/** With what a metric is compared: `pinned` names one profile (`prf_12`), `rollingDays` the days before its own time. */
export type BaselineName =
  'previous' | 'same_weekday' | { lastN: number } | { pinned: string } | { rollingDays: number };

/** `shadow` is judged and shown, but never counts; `disabled` is not judged. */
export type Mode = 'active' | 'shadow' | 'disabled';

/** A failure counts once `n` of the newest `of` profiles of the series failed; a severe fault counts at once. */
export interface Confirmation {
  n: number;
  of: number;
}

/** A failing level that somebody lives with for now: silent while no more than `level` fail, through the day `until`. */
export interface Acceptance {
  level: number;
  /** A day, `2027-03-01`: the last one on which it holds, in UTC. */
  until: string;
  reason: string;
}

/** One key of a segment: one of its values, or each that comes (`*`). */
export interface SegmentPattern {
  key: string;
  value: string;
}

/** An inclusive range; a missing end is open. `exclusive*` make the end itself a breach (ODCS mustBeBetween). */
export interface Bound {
  low?: number | string;
  high?: number | string;
  exclusiveLow?: boolean;
  exclusiveHigh?: boolean;
}

/** How far a metric may move from a baseline: `within` 0.3 with `relative` is thirty per cent either way. */
export interface ChangeBound {
  from: BaselineName;
  within: number;
  relative: boolean;
}

/** How many rows may break the rule before it counts: at least one of the three, else none may. */
export interface Tolerance {
  mostly?: number;
  maxFailed?: number;
  maxFailedPct?: number;
}

/** One expectation as it stands in a stored suite version: plain JSON, everything resolved, ready to be evaluated. */
export interface Expectation {
  /** Unique in its dataset: the given id, else column.kind or kind, made unique with a number. */
  key: string;
  kind: string;
  column?: string;
  /** Parameters of the kind, checked when the suite was read (bounds, set members, names…). */
  params: Record<string, unknown>;
  bound?: Bound;
  warnBound?: Bound;
  change?: ChangeBound;
  set?: Scalar[];
  tolerance?: Tolerance;
  onEmpty: EmptyPolicy;
  severity: Severity;
  /** Whom a clause is for; it concerns everybody when there is none. */
  consumer?: string;
  mode?: Mode;
  confirm?: Confirmation;
  accept?: Acceptance;
  /** The filter that a profile must declare (`scope.filter`) to be judged by it. */
  where?: string;
  /** The segments whose profiles are judged by it; the whole dataset when there is none. */
  segment?: SegmentPattern[];
  owner?: string;
  labels?: Record<string, string>;
  runbook?: string;
  /** What a composition (`all`, `any`, `not`, `implies`) is made of, in order. */
  parts?: Expectation[];
  /** Line of the suite file, for messages. */
  line?: number;
}

/** Somebody who depends on a dataset, and what the gate answers him: absent where the suite does not say. */
export interface ConsumerPolicy {
  /** May he go on when the gate could not decide, or nothing came in time? */
  failOpen?: boolean;
  /** `shadow`: always allowed, and told what would have been answered. */
  gate?: 'enforce' | 'shadow';
  owner?: string;
}

/** What a suite says, read from YAML: who it is for, and what it expects. */
export interface Suite {
  name: string;
  /** `namespace/name`, `*` matches any run of characters in the name. */
  dataset: { namespace: string; name: string };
  owner?: string;
  labels: Record<string, string>;
  runbook?: string;
  /** May a pipeline go on when the gate could not decide (undecided, error)? */
  failOpen: boolean;
  /** Who else depends on the dataset, by name; absent where the suite does not say. */
  consumers?: Record<string, ConsumerPolicy>;
  /** By when profiles must arrive; absent where the suite says nothing of it. */
  arrivals?: ArrivalRule[];
  /** How learned monitors watch the dataset; absent where the suite says nothing of it. */
  learn?: LearnRule;
  expectations: Expectation[];
}

/** A suite version in force for one dataset. */
export interface SuiteInForce {
  suite: Suite;
  version: number;
}

/** An earlier accepted profile of the same dataset and segment, newest first in a history. */
export interface HistoryPoint {
  profileId: string;
  /** Start of the data interval, else captured, else received: orders the history and gives the weekday (UTC). */
  effectiveAt: Date;
  /** Scalar metrics by name (see scalarMetrics): `rowCount`, `amount.mean`, … Undefined where the profile had none. */
  metrics: { get(name: string): number | undefined };
  /** As it was stored; only of pinned points, where a rule asks for more than its numbers. */
  profile?: Profile;
}

/** What judging may read besides the profile: bounded, at most 56 points. */
export interface History {
  points: readonly HistoryPoint[];
  /** Fields of the schema version before this profile, null when none was ever seen. */
  previousSchema: { version: number; fields: SchemaField[] } | null;
  /** Points that a rule pins, by profile id, where they are not among `points`. */
  pinned?: ReadonlyMap<string, HistoryPoint>;
  /** Earlier accepted profiles of the series as they were stored, newest first: for what no single number tells. */
  earlier?: readonly StoredProfile[];
  /** Profiles of other datasets for the same data interval, by `datasetKey`; null where none has come yet. */
  others?: ReadonlyMap<string, StoredProfile | null>;
  /** Results that other tools posted for the same run or data interval, newest first. */
  external?: readonly CheckResult[];
  /** What the learned monitors found of the profile; absent where they are off, or still learn its history. */
  learned?: LearnedJudging;
  /** How an expectation came out on the profiles before, newest first; by expectation key. */
  outcomes?: ReadonlyMap<string, readonly Outcome[]>;
}

export interface StoredProfile {
  profileId: string;
  /** As of a point; where it is left out the profile's own times say it. */
  effectiveAt?: Date;
  profile: Profile;
}

/** The name under which `History.others` keeps a dataset. */
export function datasetKey({ namespace, name }: Pick<DatasetName, 'namespace' | 'name'>): string {
  return JSON.stringify([namespace, name]);
}

/** What judging must be given of the past and of elsewhere; nothing of it is read when no rule asks. */
export interface RequiredHistory {
  /** How many points, and whether more than row counts of them. */
  points: number;
  metrics: boolean;
  /** The schema before. */
  schema: boolean;
  /** Profile ids that rules pin. */
  pinned: string[];
  /** The pinned profiles as they were stored. */
  pinnedWhole: boolean;
  /** How many earlier profiles as they were stored. */
  earlier: number;
  /** Other datasets whose profile of the same data interval is compared. */
  others: Pick<DatasetName, 'namespace' | 'name'>[];
  /** Results that other tools posted for the run or interval. */
  external: boolean;
  /** How many earlier outcomes of an expectation, for confirmation. */
  outcomes: number;
}

/** What needs nothing. */
export const NO_HISTORY: RequiredHistory = Object.freeze({
  points: 0,
  metrics: false,
  schema: false,
  pinned: [],
  pinnedWhole: false,
  earlier: 0,
  others: [],
  external: false,
  outcomes: 0,
});
