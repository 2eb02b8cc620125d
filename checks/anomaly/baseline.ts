import { newCourses, type Courses } from './courses.ts';
import type { Reference } from './distances.ts';
import type { Unit } from './scale.ts';
import { NOTHING_SAID, type Said } from './said-so-far.ts';
import type { Streams } from './stream/stream.ts';
import type { Undone } from './undone.ts';
import type { ValueMemory } from './value-memory.ts';

/** What is known of one column beside its measures. */
export interface ColumnMemory {
  unit?: Unit;
  reference: Reference;
  values: ValueMemory;
  shapes: ValueMemory;
  /** Classes of types it has, with the number of the run that taught each. */
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
  /** Somebody said that it is a real fault: it is never taken over. */
  isReal?: boolean;
}

/** A measure that is in alarm: since when, for how many runs running, and the newest three of them, oldest first. */
export interface Open {
  column: string | null;
  since: number;
  runs: number;
  recent: readonly { value: number; phase: number }[];
  /** What was foretold before. */
  before: number;
  /** How far the course was moved when the new level was taken over, the run, and the first that is known by the new level; absent while it is only suspected. */
  moved?: { by: number; at: number; from: number };
  /** Somebody said that it is a real fault: it is never taken over. */
  isReal?: boolean;
}

/** All that is remembered of a dataset: bounded, and made from its profiles alone. */
export interface Baseline {
  /** Profiles observed so far. */
  runs: number;
  /** Starts of the newest data intervals, in milliseconds since 1970, oldest first. */
  times: readonly number[];
  courses: Courses;
  /** Of measures whose slow drift is told: how far each run of the newest cycles was from its level, oldest first. */
  wanderings: ReadonlyMap<string, readonly number[]>;
  columns: ReadonlyMap<string, ColumnMemory>;
  /** Names of the columns in the order of the newest accepted profile. */
  order: readonly string[];
  otherOrder?: Pending;
  open: ReadonlyMap<string, Open>;
  /** The newest moves that were none, by the key of their measure. */
  undone: ReadonlyMap<string, Undone>;
  said: Said;
  /** What is known of the measures of runs that come every half an hour or more often; absent of others. */
  streams?: Streams;
}

export const NO_BASELINE: Baseline = {
  runs: 0,
  times: [],
  courses: newCourses(),
  wanderings: new Map(),
  columns: new Map(),
  order: [],
  open: new Map(),
  undone: new Map(),
  said: NOTHING_SAID,
};
