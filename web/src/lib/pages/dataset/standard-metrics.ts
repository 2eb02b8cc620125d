import type { ColumnRow, FailureShape, MetricSeries, MetricsShape } from '../../api/types.ts';

const MOST_STANDARD = 6;
const WORST_COLUMNS = 2;

/** What to draw before anybody chose: the row count, what fails now, and the nulls of the columns that have most of them. */
export function standardMetrics(
  known: readonly string[],
  columns: readonly ColumnRow[],
  failures: readonly FailureShape[],
): string[] {
  const failing = failures.flatMap((one) => (one.metric !== null && one.healedAt === null ? [one.metric] : []));
  const worst = columns
    .filter((column) => (column.nullFraction ?? 0) > 0)
    .sort((a, b) => (b.nullFraction ?? 0) - (a.nullFraction ?? 0))
    .slice(0, WORST_COLUMNS)
    .map((column) => `${column.name}.nullCount`);
  const names = ['rowCount', ...failing, ...worst].filter((name) => known.includes(name));
  return [...new Set(names)].slice(0, MOST_STANDARD);
}

/** Counts of nulls as shares of the rows, where the row count was measured: a count alone grows with the table. */
export function withNullShares(metrics: MetricsShape, names: readonly string[]): MetricsShape {
  const rows = metrics.series.find((one) => one.name === 'rowCount');
  if (rows === undefined) return metrics;
  const series = metrics.series.map((one) => (names.includes(one.name) ? nullShare(one, rows) : one));
  return { ...metrics, series };
}

/** A declared bound may be of the count or of the share; as we cannot tell, the share is drawn without one. */
function nullShare(nulls: MetricSeries, rows: MetricSeries): MetricSeries {
  const rowCounts = new Map(rows.points.map((point) => [point.profileId, point.value]));
  const points = nulls.points.map((point) => {
    const of = rowCounts.get(point.profileId) ?? null;
    return { ...point, value: point.value === null || of === null || of === 0 ? null : point.value / of };
  });
  return { ...nulls, name: nulls.name.replace(/nullCount$/, 'nullShare'), points, bound: null };
}
