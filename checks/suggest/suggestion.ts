/** An expectation as it would stand in a suite, before it was tried on the profiles that it was made from. */
export interface Draft {
  /** Null for the dataset as a whole. */
  column: string | null;
  kind: string;
  /** What stands after the kind in YAML, as plain JSON. */
  clause: unknown;
  /** Why it is proposed: one clause, with the numbers. */
  reason: string;
  /** Tells proposals of one kind about one column apart, such as the rank of a quantile. */
  variant?: string;
  /** How many profiles it was made from, and how many rows they had together. */
  support: Support;
}

export interface Support {
  runs: number;
  rows: number;
}

/** How often it would have failed on a run that it was not made from: it was made again from the runs before each. */
export interface BackTest {
  failed: number;
  runs: number;
}

/** False alarms to expect of it in a thousand runs: as counted, and at most (95 %, Clopper & Pearson 1934). */
export interface FalseAlarms {
  per1000: number;
  atMostPer1000: number;
}

/** How many of the errors that were injected into the newest profile it fails on. */
export interface Recall {
  caught: number;
  /** Of these, how many nothing before it in the ranking fails on. */
  gained: number;
}

/** A proposed expectation, and how it judges the profiles that it was made from and errors that were put into them. */
export interface Suggestion extends Omit<Draft, 'variant'> {
  /** Its key in the suite, such as `amount.not_null`; proposals of one answer each have another. */
  key: string;
  /** Of how many profiles it decides, and on how many it holds: all of those. */
  decided: number;
  /** What a profile must bring before it can judge; null when it judges now. */
  needs: string | null;
  backTest: BackTest;
  /** Null where no earlier run could be tried. */
  falseAlarms: FalseAlarms | null;
  recall: Recall;
  /** Why it is not in the small set; null when it is. */
  leftOut: string | null;
  /** Its entry in a suite's list, ready to be added. */
  yaml: string;
}

/** Fewer rows than this prove no habit. */
export const FEWEST_ROWS = 100;
/** From so many runs on a proposal may rest on how runs differ. */
export const FEWEST_RUNS = 5;

/** `in all of 5 profiles`, `in the one profile given`. */
export function inProfiles(count: number): string {
  return count === 1 ? 'in the one profile given' : `in all of ${count} profiles`;
}

/** A whole number with its thousands apart. */
export function counted(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share as percent with two digits, one far below a percent by its count in a million. */
export function percent(share: number): string {
  return share > 0 && share < 0.0001
    ? `${counted(share * 1e6)} in a million`
    : `${Number((share * 100).toPrecision(2))} %`;
}
