import type { ColumnFact, DatasetFact } from '../column-facts.ts';
import type { EmptyPolicy, Expectation, History, RequiredHistory } from '../expectation.ts';
import type { ColumnProfile, Profile, Scalar } from '../profile.ts';
import type { Basis, CheckResult, Expected, Outcome } from '../result.ts';
import type { Clause } from '../suite/clause.ts';
import type { Report } from '../suite/report.ts';
import type { Tree } from '../suite/tree.ts';

/** All that an evaluator may look at. `column` is null when the profile has no measurements of the named column. */
export interface Subject {
  readonly expectation: Expectation;
  readonly profile: Profile;
  readonly column: ColumnProfile | null;
  readonly history: History;
  readonly hashValue: (value: Scalar) => string;
  readonly now: Date;
}

/** What an evaluator answers; evaluate() adds who asked. */
export interface Finding {
  outcome: Outcome;
  observed: Scalar | null;
  expected: Expected | null;
  unit: string | null;
  tested: number | null;
  failed: number | null;
  vacuous: boolean;
  basis: Basis;
  reason: string;
  needs: string | undefined;
  /**
   * By how much it fails at most: failing rows, or the distance from the bound; null when that is not known. Left out where
   * `failed`, or `observed` against `expected`, say it exactly. An acceptance holds by it.
   */
  breach?: number | null;
  /** A fault that waits for no confirmation, where only the kind can tell. */
  severe?: boolean;
  /** Of a composition. */
  parts?: CheckResult['parts'];
}

/** What of a profile an expectation reads: of columns by their names, of every column, of the dataset. Counts are there always. */
export interface Reads {
  columns?: Readonly<Record<string, readonly ColumnFact[]>>;
  every?: readonly ColumnFact[];
  dataset?: readonly DatasetFact[];
}

/** One kind of expectation: how its YAML is read, how it judges, and which metric is its evidence. */
export interface Kind {
  readonly name: string;
  /** What it speaks about: the whole dataset, one column, or whichever the entry says. */
  readonly on: 'dataset' | 'column' | 'either';
  /** What an empty dataset or column means when the suite does not say; `undecided` when left out. */
  readonly onEmpty?: (clause: Clause) => EmptyPolicy;
  /** The evidence: `rowCount`, or below its column: `mean`. */
  readonly metric: string | ((params: Record<string, unknown>) => string) | null;
  /** What it must be given besides the profile; `change` and `confirm` are seen to for every kind. */
  readonly needs?: (expectation: Expectation) => Partial<RequiredHistory>;
  /** What it reads of its own column, or in full; everything when left out. */
  readonly reads?: readonly ColumnFact[] | ((expectation: Expectation) => Reads);
  /** The clause that a YAML value says; null when something was refused, and reported. */
  read(value: Tree, report: Report): Clause | null;
  /** May throw: evaluate() makes that an error of this expectation alone. */
  judge(subject: Subject): Finding;
}
