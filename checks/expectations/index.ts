import { aggregateMatches } from './aggregate-matches.ts';
import { anomaly } from './anomaly.ts';
import { balance } from './balance.ts';
import { bytes } from './bytes.ts';
import { columnCount } from './column-count.ts';
import { columnExists } from './column-exists.ts';
import { completeRows } from './complete-rows.ts';
import { compoundUnique } from './compound-unique.ts';
import { correlation } from './correlation.ts';
import { counter } from './counter.ts';
import { datasetMatch } from './dataset-match.ts';
import { deadline } from './deadline.ts';
import { decreasing } from './decreasing.ts';
import { distinctCount } from './distinct-count.ts';
import { distinctSet } from './distinct-set.ts';
import { drift } from './drift.ts';
import { duplicateRows } from './duplicate-rows.ts';
import { entropy } from './entropy.ts';
import { external } from './external.ts';
import { fileCount } from './file-count.ts';
import { freshness } from './freshness.ts';
import { inSet } from './in-set.ts';
import { increasing } from './increasing.ts';
import { intervalGap } from './interval-gap.ts';
import type { Kind } from './kind.ts';
import { kurtosis } from './kurtosis.ts';
import { length } from './length.ts';
import { likeMatch } from './like-match.ts';
import { max } from './max.ts';
import { mean } from './mean.ts';
import { median } from './median.ts';
import { metric } from './metric.ts';
import { min } from './min.ts';
import { missingValues } from './missing-values.ts';
import { mostCommonInSet } from './most-common-in-set.ts';
import { multicolumnSum } from './multicolumn-sum.ts';
import { mustBeNull } from './must-be-null.ts';
import { newCategory } from './new-category.ts';
import { nonNegative } from './non-negative.ts';
import { notBlank } from './not-blank.ts';
import { notInSet } from './not-in-set.ts';
import { notNull } from './not-null.ts';
import { pairComparison } from './pair-comparison.ts';
import { pairInSet } from './pair-in-set.ts';
import { parseable } from './parseable.ts';
import { positive } from './positive.ts';
import { quantile } from './quantile.ts';
import { range } from './range.ts';
import { ratioOfSums } from './ratio-of-sums.ts';
import { referentialIntegrity } from './referential-integrity.ts';
import { regexMatch } from './regex-match.ts';
import { regexNotMatch } from './regex-not-match.ts';
import { rowCount } from './row-count.ts';
import { rowCountMatches } from './row-count-matches.ts';
import { rowsWritten } from './rows-written.ts';
import { schema } from './schema.ts';
import { schemaChange } from './schema-change.ts';
import { semanticType } from './semantic-type.ts';
import { skewness } from './skewness.ts';
import { smallFiles } from './small-files.ts';
import { stddev } from './stddev.ts';
import { sum } from './sum.ts';
import { type } from './type.ts';
import { unique } from './unique.ts';
import { uniqueRatio } from './unique-ratio.ts';
import { uniqueWithinRecord } from './unique-within-record.ts';
import { updateFreshness } from './update-freshness.ts';
import { valueRange } from './value-range.ts';
import { vanishedCategory } from './vanished-category.ts';
import { variance } from './variance.ts';
import { zScore } from './z-score.ts';
import { zeroCount } from './zero-count.ts';

const ALL: readonly Kind[] = [
  rowCount,
  rowsWritten,
  bytes,
  fileCount,
  smallFiles,
  freshness,
  updateFreshness,
  deadline,
  intervalGap,
  schema,
  schemaChange,
  columnExists,
  columnCount,
  counter,
  metric,
  external,
  notNull,
  mustBeNull,
  missingValues,
  notBlank,
  completeRows,
  unique,
  uniqueRatio,
  compoundUnique,
  uniqueWithinRecord,
  duplicateRows,
  distinctCount,
  distinctSet,
  inSet,
  notInSet,
  mostCommonInSet,
  newCategory,
  vanishedCategory,
  range,
  positive,
  nonNegative,
  zeroCount,
  length,
  regexMatch,
  regexNotMatch,
  likeMatch,
  semanticType,
  parseable,
  type,
  zScore,
  increasing,
  decreasing,
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
  correlation,
  ratioOfSums,
  referentialIntegrity,
  pairComparison,
  pairInSet,
  multicolumnSum,
  rowCountMatches,
  aggregateMatches,
  datasetMatch,
  balance,
  drift,
  anomaly,
];

/** Every kind of expectation by its name. A new one is one file and one line of the list. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(ALL.map((kind) => [kind.name, kind]));
