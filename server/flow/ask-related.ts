import { insertJobs } from '../store/clock-jobs.ts';
import type { Past } from './read-past.ts';
import type { Place } from './profile-row.ts';
import { intervalOf } from './profile-times.ts';

/**
 * Has the clock look, after the commit, at what was or will be compared with this profile for the same data interval: those
 * of other datasets, and the profile itself while one that it is compared with is missing. Two that come at the same time
 * do not see each other; one of these jobs sees both.
 */
export async function askRelated({ context, drawn, profile }: Place, { others }: Past): Promise<void> {
  if (intervalOf(profile.times) === null) return;
  const profileId = drawn.profile_id;
  if (context.rules.isCompared(profile.posted.dataset))
    await insertJobs(context.sql, 'related', [{ key: String(profileId), payload: { profileId } }]);
  if ([...(others?.values() ?? [])].includes(null))
    await insertJobs(context.sql, 'judge-related', [{ key: `${profileId}/missing`, payload: { profileId } }]);
}
