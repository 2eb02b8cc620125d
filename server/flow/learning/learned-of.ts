import type { SeriesHead } from '../../store/learned.ts';
import { isLate, type Place } from '../profile-row.ts';
import { judgeComing, type LearnedComing } from './judge-learned.ts';

/** What learned monitors find of a profile that is being received; null where they are off. */
export function learnedOf(place: Place, head: SeriesHead | null): Promise<LearnedComing | null> {
  const { context, own, dataset, drawn, profile } = place;
  const { learner, sql } = context;
  if (learner === null || head === null || !own.learn.on) return Promise.resolve(null);
  const { segment, times, safe } = profile;
  return judgeComing(learner, sql, {
    ...{ datasetId: dataset.id, segment, effectiveAt: times.effectiveAt, profileId: drawn.profile_id },
    ...{ profile: safe, head, isLate: isLate(place), settings: own.learn },
  });
}
