import type { FailureShape, MetricSeries } from '../../api/types.ts';

const POINTS_BEFORE = 55;
const POINTS_AFTER = 5;

/** The stretch of history that shows the break: enough before it to see what was normal, a little after. */
export function aroundFailure(series: MetricSeries, failure: Pick<FailureShape, 'lastProfileId'>): MetricSeries {
  const at = series.points.findIndex((point) => point.profileId === failure.lastProfileId);
  const end = at === -1 ? series.points.length : at + 1 + POINTS_AFTER;
  const points = series.points.slice(Math.max(0, end - POINTS_BEFORE - POINTS_AFTER), end);
  const kept = new Set(points.map((point) => point.profileId));
  return { ...series, points, breaches: series.breaches.filter((breach) => kept.has(breach.profileId)) };
}
