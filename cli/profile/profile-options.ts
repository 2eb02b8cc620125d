import type { DataInterval, RequiredMetrics } from '../../checks/index.ts';
import type { PushOptions } from '../push-profiles.ts';

export type FileFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'parquet' | 'xml';

/** Rules about keys that are counted row by row. */
export interface KeyOptions {
  /** Columns no combination of which should occur twice. */
  uniqueKey?: string[];
  /** Columns whose value for a key should not be lower than in the previous file. */
  neverFalls?: string[];
  /** Columns that are the key of `neverFalls`. */
  by?: string[];
  previous?: string;
}

/** How files are to be read and measured. */
export interface ReadingOptions extends KeyOptions {
  columns?: string[];
  maxTop: number;
  /** Up to this many rows every count and quantile is exact; beyond, some carry their error or are left out. */
  exactRows: number;
  format?: FileFormat;
  delimiter?: string;
  encoding: string;
  ignoreErrors?: boolean;
  /** Path of the elements that are rows, for XML. */
  rows?: string;
  /** Join files of different columns by name? */
  unionByName?: boolean;
  /** Measure only this; everything when left out. */
  required?: RequiredMetrics;
  /** Values outside of it are counted. */
  dataInterval?: DataInterval;
  /** Values after it are counted. */
  capturedAt?: string;
  /** The names of the suites that require it. */
  suites?: string[];
  memory: string;
  threads: number;
}

/** Everything that `plumbline profile` may be given. */
export interface ProfileOptions extends PushOptions, ReadingOptions {
  dataset?: string;
  push?: boolean;
  /** Suites whose questions alone are to be measured. */
  for?: string[];
  interval?: string;
  date?: string;
  runId?: string;
  key?: string;
  partitions?: boolean;
  table?: string;
  query?: string;
  where?: string;
  sample?: number;
  statementTimeout: number;
}
