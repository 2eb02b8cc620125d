import type { ExplanationShape, MetricSeries } from '../../api/types.ts';
import { NO_MARKS, type LearnedMarks } from '../../charts/learned-marks.ts';

/** What was usual for the newest profile, on the chart of a metric of which nobody declared bounds; those say more. */
export function newestMarks(series: MetricSeries, explained: ExplanationShape | null): LearnedMarks {
  const profile = explained?.profile ?? null;
  const measure = explained?.measures.find(({ metric, key }) => metric === series.name || key === series.name);
  if (series.bound !== null || profile === null || measure?.expected == null) return NO_MARKS;
  const { low, high } = measure.expected;
  return { ...NO_MARKS, range: { profileId: profile.id, low, high, isSeasonal: measure.season !== null } };
}
