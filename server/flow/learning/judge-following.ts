import { insertJobs } from '../../store/clock-jobs.ts';
import { listFollowing, type Series } from '../../store/learned.ts';
import type { ClockPlace } from '../judge-arrival.ts';
import { judgeAgain, lockWithRules } from '../judge-again.ts';
import type { IncidentRelation } from '../record-results.ts';

/** So many of the profiles that followed are judged again: as far as anything is remembered. */
const mostFollowing = 56;

/** After the past of a series was changed: one job for each profile that was judged by it, nearest first. */
export async function spreadLearned(
  { sql }: Pick<ClockPlace, 'sql'>,
  changed: Series & { effectiveAt: string; profileId: number; generation: number },
): Promise<void> {
  const from = { effectiveAt: new Date(changed.effectiveAt), profileId: changed.profileId };
  const ids = await listFollowing(sql, changed, { from, limit: mostFollowing });
  const jobs = ids.map((profileId) => ({ key: `${profileId}/${changed.generation}`, payload: { profileId } }));
  await insertJobs(sql, 'judge-learned', jobs);
}

/**
 * Judges a profile once more by what is learnt of its past as it is now; the same answer again is not kept. `later`: its history is being
 * learnt still.
 */
export async function judgeFollowing(
  { context, sql }: ClockPlace,
  profileId: number,
  now: Date,
): Promise<IncidentRelation[] | 'later'> {
  if (context.learner === null) return [];
  const locked = await lockWithRules({ receive: context, sql }, profileId);
  if (locked === null) return [];
  const { profile, rules, own } = locked;
  if (!own.learn.on) return [];
  const why = { cause: 'learned', counts: true, requestedBy: null, onlyNews: true } as const;
  const again = await judgeAgain({ receive: context, sql, rules }, { profile, own, ...why }, now);
  return again.isBehind ? 'later' : again.relations;
}
