import { formatNumber, formatShare } from './number.ts';

/** Statistics of a column as profiles name them, in words. */
const STATISTICS: Record<string, string> = {
  count: 'count',
  nullCount: 'null count',
  nullShare: 'null share',
  nanCount: 'NaN count',
  infCount: 'infinite count',
  emptyCount: 'empty count',
  blankCount: 'blank count',
  zeroCount: 'zero count',
  negativeCount: 'negative count',
  distinct: 'distinct count',
  duplicateCount: 'duplicate count',
  uniqueOnceCount: 'count of values seen once',
  min: 'minimum',
  max: 'maximum',
  mean: 'mean',
  median: 'median',
  sum: 'sum',
  stddev: 'standard deviation',
  variance: 'variance',
  skewness: 'skewness',
  kurtosis: 'kurtosis',
  entropy: 'entropy',
  trueCount: 'count of true',
  falseCount: 'count of false',
  otherCount: 'count beyond the top values',
  parseFailCount: 'count of unreadable values',
};
const TABLE: Record<string, string> = {
  rowCount: 'row count',
  bytes: 'size in bytes',
  fileCount: 'file count',
  columnCount: 'column count',
  rowsWritten: 'count of rows written',
  rowsUpdated: 'count of rows updated',
  rowsDeleted: 'count of rows deleted',
  duplicateRowCount: 'count of duplicate rows',
  emptyRowCount: 'count of empty rows',
};
const COUNTER: Record<string, string> = { failed: 'rows failing', tested: 'rows tested', value: 'value' };

export interface MetricWords {
  /** `mean`, `row count`; the raw name where we do not know it. */
  what: string;
  /** The column, where the metric has one. */
  of: string | null;
  share: boolean;
}

/** A metric's name as words: `amount.mean` is the mean of amount, `counter.orphans.failed` the rows failing of orphans. */
export function metricWords(name: string): MetricWords {
  const table = TABLE[name];
  if (table !== undefined) return { what: table, of: null, share: false };
  const share = /(fraction|share|rate|ratio)$/i.test(name);
  if (name.startsWith('metric.')) return { what: 'metric', of: name.slice('metric.'.length), share };
  const counter = /^counter\.(.+)\.(failed|tested|value)$/.exec(name);
  if (counter !== null) return { what: COUNTER[counter[2] ?? ''] ?? 'value', of: counter[1] ?? name, share: false };
  return columnWords(name) ?? { what: name, of: null, share };
}

/** Column names may hold dots, so that the statistic is read from the end. */
function columnWords(name: string): MetricWords | null {
  const match = /^(.+?)\.(quantile\.[01](?:\.\d+)?|length\.\w+|\w+)$/.exec(name);
  if (match === null) return null;
  const [, of = '', statistic = ''] = match;
  const what = STATISTICS[statistic] ?? quantileWords(statistic) ?? lengthWords(statistic);
  return what === null ? null : { what, of, share: statistic === 'nullShare' };
}

function quantileWords(statistic: string): string | null {
  const match = /^quantile\.(.+)$/.exec(statistic);
  return match === null ? null : `${formatNumber(Number(match[1]) * 100)} % quantile`;
}

function lengthWords(statistic: string): string | null {
  const match = /^length\.(\w+)$/.exec(statistic);
  return match === null ? null : `${STATISTICS[match[1] ?? ''] ?? match[1]} length`;
}

/** A value of this metric, as per cent where it is a share. */
export function formatMetric(value: number | null, share: boolean): string {
  if (value === null) return 'no value';
  return share && Math.abs(value) <= 1 ? formatShare(value) : formatNumber(value);
}
