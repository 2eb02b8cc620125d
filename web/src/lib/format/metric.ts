import { formatNumber, formatShare } from './number.ts';

/** Statistics of a column as profiles name them, in words. */
const STATISTICS: Record<string, string> = {
  count: 'count',
  nullCount: 'null count',
  nullFraction: 'null share',
  nullShare: 'null share',
  nullRate: 'null share',
  nanCount: 'NaN count',
  infCount: 'infinite count',
  emptyCount: 'empty count',
  blankCount: 'blank count',
  zeroCount: 'zero count',
  negativeCount: 'negative count',
  distinct: 'distinct count',
  distinctCount: 'distinct count',
  distinctFraction: 'distinct share',
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
};
const TABLE: Record<string, string> = { rowCount: 'row count', bytes: 'size in bytes', fileCount: 'file count' };

export interface MetricWords {
  /** `mean`, `row count`; the raw name where we do not know it. */
  what: string;
  /** The column, where the metric has one. */
  of: string | null;
  share: boolean;
}

/** A metric's name as words: `amount.mean` is the mean of amount. A custom metric keeps the name its producer gave it. */
export function metricWords(name: string): MetricWords {
  const table = TABLE[name];
  if (table !== undefined) return { what: table, of: null, share: false };
  const dot = name.lastIndexOf('.');
  const statistic = dot > 0 ? name.slice(dot + 1) : '';
  const share = /(fraction|share|rate|ratio)$/i.test(name);
  const words = STATISTICS[statistic] ?? quantileWords(statistic) ?? customWords(statistic, name);
  return words === null ? { what: name, of: null, share } : { what: words, of: name.slice(0, dot), share };
}

function quantileWords(statistic: string): string | null {
  const match = /^[pq](\d{1,2})$/.exec(statistic);
  return match === null ? null : `${match[1]} % quantile`;
}

/** `length.mean` and the like arrive as `name.lengthMean`: split at the capitals. Anything in snake case is a custom metric. */
function customWords(statistic: string, name: string): string | null {
  if (statistic === '' || statistic.includes('_') || name.split('.').length > 3) return null;
  return /[A-Z]/.test(statistic) ? statistic.replace(/([A-Z])/g, ' $1').toLowerCase() : null;
}

/** A value of this metric, as per cent where it is a share. */
export function formatMetric(value: number | null, share: boolean): string {
  if (value === null) return 'no value';
  return share && Math.abs(value) <= 1 ? formatShare(value) : formatNumber(value);
}
