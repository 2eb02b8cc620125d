import type { PushOptions } from '../push-profiles.ts';

export type FileFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'parquet';

/** How files are to be read and measured. */
export interface ReadingOptions {
  columns?: string[];
  maxTop: number;
  format?: FileFormat;
  delimiter?: string;
  encoding: string;
  ignoreErrors?: boolean;
  memory: string;
}

/** Everything that `plumbline profile` may be given. */
export interface ProfileOptions extends PushOptions, ReadingOptions {
  dataset?: string;
  push?: boolean;
  interval?: string;
  date?: string;
  capturedAt?: string;
  runId?: string;
  key?: string;
}
