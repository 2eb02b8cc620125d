import type { ColumnRow, FailureShape, MetricSeries, MetricsShape } from '../../api/types.ts';
import { isLearned } from '../../format/learned-words.ts';
import { withNullShares } from '../dataset/standard-metrics.ts';

/** The metrics to ask for: that of the failure; where it has none, what a share of nulls is made of. */
export function evidenceMetrics({ metric, column, ...failure }: FailureShape): string[] {
  if (metric !== null) return [metric];
  return isLearned(failure) && column !== null ? ['rowCount', `${column}.nullCount`] : ['rowCount'];
}

/** The history that shows a failure: of its metric, or of the share of nulls where that is what was found unusual; else null. */
export function evidenceSeries(
  failure: FailureShape,
  metrics: MetricsShape,
  column: ColumnRow | null,
): MetricSeries | null {
  if (failure.metric !== null) return metrics.series[0] ?? null;
  if (!isLearned(failure) || column === null || !isNullShare(failure, column)) return null;
  const name = `${column.name}.nullCount`;
  const shares = withNullShares(metrics, [name]).series[metrics.series.findIndex((one) => one.name === name)];
  return shares === undefined ? null : { ...shares, breaches: alarmsOf(failure, shares) };
}

const isNullShare = ({ unit, observed }: FailureShape, { nullFraction }: ColumnRow): boolean =>
  unit === 'fraction' &&
  typeof observed === 'number' &&
  nullFraction !== null &&
  Math.abs(nullFraction - observed) < 1e-9;

/** The first and the newest profile of the failure: those between are not told. */
function alarmsOf(failure: FailureShape, { points }: MetricSeries): MetricSeries['breaches'] {
  const { firstProfileId, lastProfileId, expectation, suite = '', outcome, reason } = failure;
  return points
    .filter(({ profileId }) => profileId === firstProfileId || profileId === lastProfileId)
    .map(({ at, profileId }) => ({ at, profileId, expectation, suite, outcome, reason }));
}
