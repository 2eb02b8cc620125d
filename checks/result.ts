import type { Scalar } from './profile.ts';

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
  | { kind: 'last_n'; history: number; value: number | null };

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
}

/** The verdict over all results of a profile: the worst outcome, in the order error > fail > undecided > warn > pass; `none` when nothing was expected. */
export type Verdict = Outcome | 'none';
export type GateAnswer = 'allow' | 'warn' | 'block';
