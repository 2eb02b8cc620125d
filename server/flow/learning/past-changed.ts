import { insertJobs } from '../../store/clock-jobs.ts';
import { forgetFrom } from '../../store/bookmarks.ts';
import type { Series, SeriesPlace } from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';

/**
 * The profile at this place is learnt otherwise from now on, because somebody said something of it. What is remembered from there
 * on is forgotten, and a job of the clock judges what followed again. In the caller's transaction, with the dataset locked.
 */
export async function changePast(sql: Sql, { datasetId, segment }: Series, place: SeriesPlace): Promise<void> {
  const generation = await forgetFrom(sql, { datasetId, segment }, { ...place, profileId: 0 });
  await askFollowing(sql, { datasetId, segment }, { ...place, generation });
}

/**
 * A job of the clock that judges a profile once its history is learnt, which learned monitors said nothing of; `judging` tells one time that
 * it was so from the next. In the transaction that answers, so that no end of the process loses it.
 */
export async function askWhenCaughtUp(sql: Sql, profileId: number, judging: number | 'received'): Promise<void> {
  await insertJobs(sql, 'judge-learned', [{ key: `${profileId}/caught-up/${judging}`, payload: { profileId } }]);
}

/** A job of the clock that judges again what followed a profile; `generation` tells one change of its past from the next. */
export async function askFollowing(
  sql: Sql,
  { datasetId, segment }: Series,
  { effectiveAt, profileId, generation }: SeriesPlace & { generation: number },
): Promise<void> {
  const payload = { datasetId, segment, generation, effectiveAt: effectiveAt.toISOString(), profileId };
  await insertJobs(sql, 'learned', [{ key: `${profileId}/${generation}`, payload }]);
}
