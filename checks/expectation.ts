import type { ArrivalRule } from './arrival/rule.ts';
import type { Scalar, SchemaField } from './profile.ts';
import type { Severity } from './result.ts';

export type EmptyPolicy = 'fail' | 'warn' | 'pass' | 'undecided';
export type BaselineName = 'previous' | 'same_weekday' | { lastN: number };

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
  consumer?: string;
  /** Line of the suite file, for messages. */
  line?: number;
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
  /** By when profiles must arrive; absent where the suite says nothing of it. */
  arrivals?: ArrivalRule[];
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
}

/** What judging may read besides the profile: bounded, at most 56 points. */
export interface History {
  points: readonly HistoryPoint[];
  /** Fields of the schema version before this profile, null when none was ever seen. */
  previousSchema: { version: number; fields: SchemaField[] } | null;
}
