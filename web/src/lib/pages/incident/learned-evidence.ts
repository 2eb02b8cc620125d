import type { CheckResultShape, FailureShape, IncidentDetail, MetricSeries } from '../../api/types.ts';
import type { LearnedMarks } from '../../charts/learned-marks.ts';

/** How the reason begins with which a level that stayed heals; the server's words (checks/learned/settled.ts). */
const TAKEN_OVER = 'the new level is taken for usual';

interface Told {
  failure: FailureShape;
  /** Its result for the newest profile in which it was in alarm; null when that cannot be read. */
  result: CheckResultShape | null;
  series: MetricSeries;
  timeline: IncidentDetail['timeline'];
  feedback: IncidentDetail['feedback'];
}

/** What the chart of a learned failure shows beside its points: the usual range, what was not learned, where the level became the usual one. */
export function learnedMarks({ failure, result, series, timeline, feedback }: Told): LearnedMarks {
  const { expected, lastProfileId } = failure;
  const isRange = expected !== null && 'low' in expected && lastProfileId !== null;
  return {
    range: isRange
      ? {
          profileId: lastProfileId,
          low: numberOrNull(expected.low),
          high: numberOrNull(expected.high),
          isSeasonal: (result?.basis.season ?? null) !== null,
        }
      : null,
    unlearned: [...alarmsOf(failure, series).map(({ profileId }) => profileId), ...saidToForget(failure, feedback)],
    levels: levelsOf({ failure, result, series, timeline }),
  };
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const alarmsOf = ({ expectation }: FailureShape, { breaches }: MetricSeries): MetricSeries['breaches'] =>
  breaches.filter((breach) => breach.expectation === expectation);

/** Runs of which somebody said that they are not to be learned from. */
const saidToForget = ({ expectation }: FailureShape, feedback: Told['feedback']): string[] =>
  feedback
    .filter(({ verb, undoneAt }) => (verb === 'once' || verb === 'real') && undoneAt === null)
    .filter(({ expectations }) => expectations === null || expectations.includes(expectation))
    .map(({ profileId }) => profileId);

/** The step to the new level, on the day of the first profile after those in alarm; none where the level came back. */
function levelsOf({ failure, result, series, timeline }: Omit<Told, 'feedback'>): LearnedMarks['levels'] {
  const from = result?.basis.value;
  const isTaken = timeline.some(
    ({ kind, text }) => kind === 'healed' && text.includes(failure.reason) && text.includes(TAKEN_OVER),
  );
  const alarms = new Set(alarmsOf(failure, series).map(({ profileId }) => profileId));
  const last = series.points.findLastIndex(({ profileId }) => alarms.has(profileId));
  const [lastAlarm, next] = [series.points[last], series.points[last + 1]];
  if (!isTaken || typeof from !== 'number' || lastAlarm?.value == null || next === undefined) return [];
  return [{ at: next.at, from, to: lastAlarm.value }];
}
