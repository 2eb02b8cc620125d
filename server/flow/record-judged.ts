import { failuresOf, type FoundFailures } from './failures.ts';
import { placeOf, type JudgedProfile, type RecordContext } from './judged-profile.ts';
import type { Arrived } from './meet-arrivals.ts';
import { recordResults, type IncidentRelation } from './record-results.ts';
import { tellHealed } from './tell-healed.ts';

const nothing: FoundFailures = {
  failing: [],
  passing: [],
  undecided: [],
  metrics: new Map(),
  healedBy: new Map(),
};

/**
 * A profile older than the newest of its series is judged and answered, but neither opens nor heals: today speaks for
 * today. Only a deadline that was missed heals by the very profile it awaited, however old. A segment speaks for itself.
 */
export async function recordJudged(
  context: RecordContext,
  profile: JudgedProfile & { arrived: Arrived },
  now: Date,
): Promise<IncidentRelation[]> {
  const { arrived, isLate, openIncident } = profile;
  if (profile.dataset.retired_at) return [];
  const outcomes = isLate ? nothing : failuresOf(profile.results, profile.series, now);
  const failing = [...outcomes.failing, ...arrived.failing];
  const isNews = failing.length > 0 || arrived.healedBy.size > 0;
  const healed = isLate ? { relations: [], healedBy: [] } : await tellHealed(context, profile, now);
  if (!isNews && (isLate || openIncident === null)) return healed.relations;
  const found = {
    ...outcomes,
    failing,
    passing: [...outcomes.passing, ...arrived.healedBy.keys()],
    healedBy: new Map([...outcomes.healedBy, ...arrived.healedBy, ...healed.healedBy]),
    ...(isLate && { covers: () => false }),
  };
  const relations = await recordResults(context, { ...found, ...placeOf(profile) }, now);
  // An incident about other parts of the dataset is no news of this one.
  const isApart = profile.series !== '' && failing.length === 0;
  return [...healed.relations, ...relations.filter(({ relation }) => !isApart || relation !== 'continued')];
}
