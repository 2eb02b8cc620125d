import type { Reference } from './distances.ts';
import type { Family } from './family.ts';
import type { Unit } from './scale.ts';
import type { Outlook } from './outlook.ts';
import type { Series } from './series.ts';
import type { ValueMemory } from './value-memory.ts';

/** What is known of one measure: its course, and where it belongs. */
export interface Watched {
  column: string | null;
  family: Family;
  series: Series;
  /** The most it ever was, of extreme values: what was once seen is not told again. */
  record: number;
  /** What its series foretells of the next run. */
  outlook: Outlook;
  /** Standard deviation that sampling gives it by one row, the newest runs counting most: divided by the root of n it is that of n rows. */
  noise: number;
}

/** What is known of one column beside its measures. */
export interface ColumnMemory {
  unit?: Unit;
  reference: Reference;
  values: ValueMemory;
  shapes: ValueMemory;
  /** Classes of types it has had, with the number of the run that had each last. */
  types: Readonly<Record<string, number>>;
  /** Another class that it has lately, and for how many runs running. */
  otherType?: Pending;
  /** The run that had the column last. */
  last: number;
}

/** Something else than is known, and for how many runs running it has been so. */
export interface Pending {
  is: string;
  runs: number;
}

/** A measure that is in alarm: since when, and what it has been in the meantime, oldest first. */
export interface Open {
  since: number;
  values: readonly number[];
  /** What was foretold before. */
  before: number;
  /** How far the series was moved when the new level was taken over, and the run; absent while it is only suspected. */
  moved?: { by: number; at: number };
}

/** All that is remembered of a dataset: bounded, and made from its profiles alone. */
export interface Baseline {
  /** Profiles observed so far. */
  runs: number;
  /** Starts of the newest data intervals, in milliseconds since 1970, oldest first. */
  times: readonly number[];
  watched: ReadonlyMap<string, Watched>;
  columns: ReadonlyMap<string, ColumnMemory>;
  /** Names of the columns in the order of the newest accepted profile. */
  order: readonly string[];
  otherOrder?: Pending;
  open: ReadonlyMap<string, Open>;
}

export const NO_BASELINE: Baseline = {
  runs: 0,
  times: [],
  watched: new Map(),
  columns: new Map(),
  order: [],
  open: new Map(),
};
