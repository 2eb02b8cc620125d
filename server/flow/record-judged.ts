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
  const news = newsOf({ ...profile, hasOpen: openIncident !== null }, now);
  if (news === null) return healed.relations;
  const found = { ...news, healedBy: new Map([...news.healedBy, ...healed.healedBy]) };
  return [...healed.relations, ...(await recordResults(context, { ...found, ...placeOf(profile) }, now))];
}
