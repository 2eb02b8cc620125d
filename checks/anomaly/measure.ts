import type { Family } from './family.ts';

/** One number of a profile that is watched over time. */
export interface Measure {
  /** Unique in its profile, and the same in the next: `amount.mean`, `rowCount`. */
  key: string;
  /** What is measured, without whose it is: `mean`. */
  name: string;
  /** Where its course stands among those of the baseline; −1 when it has none. */
  slot: number;
  column: string | null;
  family: Family;
  /** As people know it: a share from 0 to 1, a number of rows, a mean. */
  raw: number;
  /** The same in the unit of the column, as its family reckons. */
  scaled: number;
  /** How many rows it was measured of. */
  n: number;
  /** Standard deviation that sampling alone gives it, on the scale of its family. */
  noise: number;
  /** Chance of so much by sampling alone, of measures that are tests. */
  p?: number | undefined;
  /** Does it count what somebody declared not to be? */
  isDeclared?: boolean | undefined;
  /** How much it matters, from 0 to 1, of what does not move anything else when it is but one value. 1 where it is absent. */
  weight?: number | undefined;
  /** The smallest effect that matters, where it is not that of the family. */
  gate?: number | undefined;
}
