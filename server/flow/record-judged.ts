import { goneFailures, partWords } from './no-longer-seen.ts';
import { placeOf, type JudgedProfile, type RecordContext } from './judged-profile.ts';
import type { Arrived } from './meet-arrivals.ts';
import { newsOf } from './profile-news.ts';
import { recordResults, type IncidentRelation } from './record-results.ts';
import { tellHealed } from './tell-healed.ts';

/** Records what one judged profile says; a profile of a retired dataset says nothing. A segment speaks for itself. */
export async function recordJudged(
  context: RecordContext,
  profile: JudgedProfile & { arrived: Arrived },
  now: Date,
): Promise<IncidentRelation[]> {
  const { isLate, openIncident } = profile;
  if (profile.dataset.retired_at) return [];
  const healed = isLate ? { relations: [], healedBy: [] } : await tellHealed(context, profile, now);
  const gone = isLate ? new Map<string, string>() : await goneFailures(context.sql, placeInTime(profile));
  const isLearning = profile.learned?.isCatchingUp === true;
  const news = newsOf({ ...profile, hasOpen: openIncident !== null, gone, isLearning }, now);
  if (news === null) return healed.relations;
  const found = { ...news, healedBy: new Map([...news.healedBy, ...healed.healedBy]) };
  const relations = await recordResults(context, { ...found, ...placeOf(profile) }, now);
  // An incident about other parts of the dataset is no news of this one.
  const isApart = profile.series !== '' && news.failing.length === 0;
  return [...healed.relations, ...relations.filter(({ relation }) => !isApart || relation !== 'continued')];
}

function placeInTime({ openIncident, dataset, series, effectiveAt, results }: JudgedProfile) {
  return { openIncident, datasetId: dataset.id, series, effectiveAt, part: partWords(series, results) };
}
