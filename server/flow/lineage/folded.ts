import type { FieldProblem } from '../../../checks/index.ts';
import type { Sql } from '../../store/sql.ts';
import type { ColumnEdge, LineageEvent, LineageName } from '../../openlineage/index.ts';

/** A pending event, read. */
export interface ReadEvent {
  id: number;
  event: LineageEvent;
  /** What in it breaks the standard. */
  warnings: readonly FieldProblem[];
  /** Is that about how its datasets are named too? */
  isMisnamed: boolean;
  /** By which it counts: its own time, or when it came where that lies in the future. */
  at: Date;
  traceparent: string | null;
  /** Counted before: adds nothing to how often something was seen. */
  again: boolean;
}

/** When something was seen by the events of a batch. */
export interface Seen {
  first: Date;
  last: Date;
  count: number;
}

export interface FoldedJob extends LineageName {
  parent: LineageName | null;
  explicit: boolean;
  lastSeenAt: Date;
}

export interface FoldedRun {
  id: string;
  job: LineageName;
  engine: string | null;
  traceparent: string | null;
  interval: { start: string; end: string } | null;
  parent: { id: string; job: LineageName } | null;
  root: { id: string; job: LineageName } | null;
  states: { type: string; at: Date; error: string | null }[];
  inputs: Map<string, LineageName>;
  outputs: Map<string, LineageName>;
}

export type Direction = 'input' | 'output';
export type Source = 'observed' | 'declared';

/** What a batch of events says together, each thing once. Keys are names joined, see nameKey. */
export interface Folded {
  datasets: Map<string, LineageName>;
  /** Names that producers say are one. */
  sames: Map<string, { one: LineageName; other: LineageName }>;
  jobs: Map<string, FoldedJob>;
  runs: Map<string, FoldedRun>;
  edges: Map<string, { job: LineageName; dataset: LineageName; direction: Direction; source: Source } & Seen>;
  links: Map<string, { source: LineageName; target: LineageName; job: LineageName | null; by: Source } & Seen>;
  columns: Map<string, { edge: ColumnEdge; job: LineageName | null; by: Source } & Seen>;
  facets: Map<string, { kind: 'job' | 'dataset'; of: LineageName; name: string; at: Date; facet: unknown }>;
}

/** One text for a run's full name. */
export const runKeyOf = (run: { id: string; job: LineageName }) => `${run.job.namespace}\0${run.id}`;

/** Ids of what a batch names; all of it is there. */
export interface Ids {
  dataset(name: LineageName): number;
  job(name: LineageName): number;
}

export interface Place {
  sql: Sql;
  /** By nameKey. */
  datasetIds: ReadonlyMap<string, number>;
  now: Date;
}
