/** What the reference says of a kind besides the comment above it. Text is Markdown of one paragraph. */
export interface KindDocumentation {
  /** Which of the 56 checks it is, or is part of: their numbers in `CHECKS`. */
  checks: readonly number[];
  /** One entry of `expect`, as it stands after its dash; about the dataset of `checks/testing/sample-orders.ts`. */
  example: string;
  /** A second one, where the kind is used in two ways. */
  alsoExample?: string;
  /** The fields of a profile that decide it. */
  decidedBy: string;
  /** When it is undecided although something was posted, and what it cannot see. */
  limits: string;
  /** What judging the stored profiles of 90 days by it would tell. */
  backtest: string;
  /** Its names in Great Expectations (after `expect_`), Soda, Deequ and dbt; null where there is none. */
  elsewhere: readonly [gx: string | null, soda: string | null, deequ: string | null, dbt: string | null];
}

/** Documentation by the name of the kind. */
export type Documented = Readonly<Record<string, KindDocumentation>>;
