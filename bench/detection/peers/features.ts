import type { ColumnProfile, Profile } from '../../../checks/index.ts';

/** One number that a profile says of a column, or of the table where `column` is null. */
export interface Feature {
  column: string | null;
  metric: string;
  value: number;
}

/** The scalar metrics that peers watch: about thirteen a column, and the number of rows once. */
export function featuresOf(profile: Profile): Map<string, Feature> {
  const features = new Map<string, Feature>();
  const add = (column: string | null, metric: string, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value))
      features.set(`${column ?? ''}\0${metric}`, { column, metric, value });
  };
  add(null, 'rows', profile.rowCount);
  for (const [metric, value] of Object.entries(profile.metrics ?? {})) add(null, metric, value);
  for (const [name, column] of Object.entries(profile.columnMetrics ?? {}))
    for (const [metric, value] of Object.entries(columnFeatures(column, profile.rowCount ?? 0)))
      add(name, metric, value);
  return features;
}

function columnFeatures(column: ColumnProfile, rows: number): Record<string, number | undefined> {
  const count = column.count ?? 0;
  const share = (part: number | undefined, of: number): number | undefined =>
    part === undefined || of === 0 ? undefined : part / of;
  const distinctShare = share(column.distinct?.value, count);
  // Where nearly every value is its own, whether the most frequent comes once or twice says nothing; no product watches that.
  const repeats = distinctShare !== undefined && distinctShare < 0.9;
  const common = {
    'null share': share(column.nullCount, rows),
    distinct: column.distinct?.value,
    'distinct share': distinctShare,
    'share of the most frequent': repeats ? share(column.topValues?.[0]?.count, count) : undefined,
  };
  if (column.type === 'number') return { ...common, ...numberFeatures(column, count) };
  return {
    ...common,
    'empty share': share(column.emptyCount, count),
    'length, least': column.length?.min,
    'length, mean': column.length?.mean,
    'length, most': column.length?.max,
    'true share': share(column.trueCount, count),
    'first instant': instant(column.timestamp?.min),
    'last instant': instant(column.timestamp?.max),
  };
}

function numberFeatures(column: ColumnProfile, count: number): Record<string, number | undefined> {
  return {
    mean: column.mean,
    'standard deviation': column.stddev,
    min: Number(column.min),
    max: Number(column.max),
    median: column.median,
    '5 % quantile': column.quantiles?.['0.05'],
    '95 % quantile': column.quantiles?.['0.95'],
    'zero share': count === 0 ? undefined : (column.zeroCount ?? 0) / count,
    'negative share': count === 0 ? undefined : (column.negativeCount ?? 0) / count,
  };
}

const instant = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
