export type * from './column-profile.ts';
import type { ColumnProfile } from './column-profile.ts';

export interface DatasetName {
  namespace: string;
  name: string;
  symlinks?: { namespace: string; name: string; type?: string }[];
}

/** Half-open span of event time that a profile describes: start inclusive, end exclusive, RFC 3339. */
export interface DataInterval {
  start: string;
  end: string;
}

export type RunTrigger = 'scheduled' | 'backfill' | 'retry' | 'manual';

export interface RunReference {
  id: string;
  job?: { namespace: string; name: string };
  attempt?: number;
  state?: string;
  startedAt?: string;
  endedAt?: string;
  trigger?: RunTrigger;
  /** W3C Trace Context of what ran. */
  traceparent?: string;
}

export interface Scope {
  kind?: 'full' | 'incremental' | 'partition';
  sampled?: { method?: string; fraction?: number; rowsScanned?: number; seed?: number } | null;
  filter?: { text?: string; hash?: string } | string | null;
  complete?: boolean;
}

export interface SchemaField {
  name: string;
  type?: string;
  nullable?: boolean;
  ordinal?: number;
  description?: string;
  tags?: string[];
  classification?: string;
}

/** A row-level check that the producer counted for us: `failed` of `tested` rows. */
export interface Counter {
  id: string;
  tested?: number;
  failed: number;
  value?: number;
  unit?: string;
  definitionHash?: string;
  segment?: Segment[];
  failedKeyHashes?: string[];
}

export interface Segment {
  key: string;
  value: string;
}

/** What is seen of a text file before any row is read. */
export interface FileForm {
  /** As the first bytes or the reader say: `utf-8`, `utf-16le`, `latin-1`. */
  encoding?: string;
  byteOrderMark?: boolean;
  /** The cells of the header line as found, a byte order mark and all; absent where the columns are called just that. */
  header?: string[];
}

/** What a pipeline measured of one dataset at one time. Only `dataset` and one measurement are required. */
export interface Profile {
  schemaVersion?: 1;
  idempotencyKey?: string;
  dataset: DatasetName;
  run?: RunReference;
  dataInterval?: DataInterval;
  capturedAt?: string;
  environment?: string;
  scope?: Scope;
  segment?: Segment[] | null;
  rowCount?: number;
  bytes?: number;
  fileCount?: number;
  lastUpdated?: string;
  rowsWritten?: number;
  rowsUpdated?: number;
  rowsDeleted?: number;
  duplicateRowCount?: number;
  emptyRowCount?: number;
  partitions?: { value: string; rows: number }[];
  schema?: { fields: SchemaField[] };
  schemaHash?: string;
  orderIndependentRowHash?: string;
  tupleDistinct?: { columns: string[]; count: number }[];
  crossColumn?: { columns: string[]; metric: string; value: number }[];
  inputs?: { dataset: DatasetName; rowsRead?: number }[];
  columnMetrics?: Record<string, ColumnProfile>;
  counters?: Counter[];
  metrics?: Record<string, number>;
  /** The names of the suites whose questions alone were measured; absent when everything was. What is missing was not looked at. */
  measuredFor?: string[];
  /** How the files of a text format were written, where all of them were written alike. */
  fileForm?: FileForm;
  producer?: { name: string; version?: string };
}

/** A field that contradicts another, or cannot be: `pointer` is an RFC 6901 JSON pointer into the profile. */
export interface FieldProblem {
  pointer: string;
  message: string;
}
