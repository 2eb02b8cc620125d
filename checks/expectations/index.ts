import { bytes } from './bytes.ts';
import { columnCount } from './column-count.ts';
import { columnExists } from './column-exists.ts';
import { counter } from './counter.ts';
import { distinctCount } from './distinct-count.ts';
import { distinctSet } from './distinct-set.ts';
import { entropy } from './entropy.ts';
import { fileCount } from './file-count.ts';
import { freshness } from './freshness.ts';
import { inSet } from './in-set.ts';
import type { Kind } from './kind.ts';
import { kurtosis } from './kurtosis.ts';
import { length } from './length.ts';
import { max } from './max.ts';
import { mean } from './mean.ts';
import { median } from './median.ts';
import { metric } from './metric.ts';
import { min } from './min.ts';
import { mostCommonInSet } from './most-common-in-set.ts';
import { mustBeNull } from './must-be-null.ts';
import { nonNegative } from './non-negative.ts';
import { notInSet } from './not-in-set.ts';
import { notNull } from './not-null.ts';
import { positive } from './positive.ts';
import { quantile } from './quantile.ts';
import { range } from './range.ts';
import { rowCount } from './row-count.ts';
import { rowsWritten } from './rows-written.ts';
import { schemaChange } from './schema-change.ts';
import { schema } from './schema.ts';
import { skewness } from './skewness.ts';
import { stddev } from './stddev.ts';
import { sum } from './sum.ts';
import { type } from './type.ts';
import { uniqueRatio } from './unique-ratio.ts';
import { unique } from './unique.ts';
import { valueRange } from './value-range.ts';
import { variance } from './variance.ts';
import { zScore } from './z-score.ts';
import { zeroCount } from './zero-count.ts';

const ALL: readonly Kind[] = [
  rowCount,
  rowsWritten,
  bytes,
  fileCount,
  freshness,
  schema,
  schemaChange,
  columnExists,
  columnCount,
  counter,
  metric,
  notNull,
  mustBeNull,
  unique,
  uniqueRatio,
  distinctCount,
  distinctSet,
  inSet,
  notInSet,
  mostCommonInSet,
  range,
  positive,
  nonNegative,
  zeroCount,
  length,
  type,
  zScore,
  min,
  max,
  mean,
  median,
  sum,
  stddev,
  variance,
  quantile,
  skewness,
  kurtosis,
  entropy,
  valueRange,
];

/** Every kind of expectation by its name. A new one is one file and one line of the list. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(ALL.map((kind) => [kind.name, kind]));
