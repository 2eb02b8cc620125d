import type { Family } from './anomaly/family.ts';
import type { Scalar, Segment } from './profile.ts';

export type Outcome = 'pass' | 'warn' | 'fail' | 'undecided' | 'error';
export type Severity = 'info' | 'warn' | 'error' | 'critical';

/** What was expected: an inclusive range (a null end is open), a set of values, or a sentence where neither fits. */
export type Expected =
  { low: number | string | null; high: number | string | null } | { set: Scalar[] } | { text: string };

/** Where the expected value came from. */
export type Basis =
  | { kind: 'declared' }
  | { kind: 'previous'; profileId?: string; value: number | null }
  | { kind: 'same_weekday'; history: number; value: number | null }
  | { kind: 'last_n'; history: number; value: number | null }
  | { kind: 'pinned'; profileId: string; value: number | null }
  | { kind: 'rolling'; days: number; history: number; value: number | null }
  | { kind: 'dataset'; namespace: string; name: string; profileId?: string; value?: Scalar | null }
  | { kind: 'external'; tool: string }
  | LearnedBasis;

/** What a learned monitor foretold, and from what: `value` is the forecast in the unit of the measure. */
export interface LearnedBasis {
  kind: 'learned';
  /** What kind of measure shows it best; `schema` of the columns, `stale` of a copy of the run before. */
  family: Family | 'schema' | 'stale';
  /** How it was foretold: `level`, `last`, `trend`, `drift`, `seasonal`, `seasonal trend`; null where no number was. */
  model: string | null;
  /** The season that was reckoned with: weekdays, or hours of the day. */
  season: 'week' | 'day' | null;
  /** Values that it was foretold from. */
  history: number;
  /** The newest runs that nothing was learnt of: in alarm, beside a trouble, or without a value. */
  excluded: number;
  value: number | null;
  /** The versions of the engine and of the alarm lines; null: the built-in ones. */
  engine: number;
  calibration: number | null;
}

/**
 * Why an outcome does not count as it stands: `shadow` is only shown; `accepted` is a failure that somebody lives with
 * for now and counts as a pass; `unconfirmed` failed too seldom yet and counts as a warning.
 */
export type Standing = 'shadow' | 'accepted' | 'unconfirmed';

/** One expectation judged on one profile. Data, not prose: sentences are made where they are shown; `reason` is one short clause. */
export interface CheckResult {
  expectation: string;
  kind: string;
  column: string | null;
  suite: string;
  ruleVersion: number;
  outcome: Outcome;
  /** How bad it is when `outcome` is fail; a `warn` outcome is always told as severity `warn`. */
  severity: Severity;
  observed: Scalar | null;
  expected: Expected | null;
  unit: string | null;
  tested: number | null;
  failed: number | null;
  vacuous: boolean;
  basis: Basis;
  reason: string;
  /** What the producer would have to post for the question to be decided; only with `undecided`. */
  needs?: string;
  owner?: string;
  labels?: Record<string, string>;
  runbook?: string;
  consumer?: string;
  /** The metric that is evidence, where kind and column do not say it (a quantile, counter or custom metric); read it by `metricOf`. */
  metric?: string;
  /** Absent when the outcome counts as it stands. */
  standing?: Standing;
  /** A fault so gross that no confirmation is waited for: no rows, only nulls, the schema broken. */
  severe?: boolean;
  /** The level that is lived with, until when, and how much of it is used; also on a pass, which says that it healed. */
  accepted?: { level: number; until: string; reason: string; state: 'held' | 'worse' | 'expired' | 'healed' };
  /** How often it failed of how many, against what is asked. */
  confirmation?: { failed: number; seen: number; n: number; of: number };
  /** The segment whose profile was judged; absent for the whole dataset. */
  segment?: Segment[];
  /** The declared filter of the profile that was judged. */
  where?: string;
  /** Of a composition: what each part came to. Of a learned finding: in what else the same trouble shows. */
  parts?: { expectation: string; outcome: Outcome; reason: string }[];
}

/** The verdict over all results of a profile: the worst outcome, in the order error > fail > undecided > warn > pass; `none` when nothing was expected. */
export type Verdict = Outcome | 'none';
export type GateAnswer = 'allow' | 'warn' | 'block';
