import { insertJobs } from '../../store/clock-jobs.ts';
import { forgetFrom, type Series, type SeriesPlace } from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';

/**
 * The profile at this place is learnt otherwise from now on: it was corrected, or somebody said something of it. What is remembered from
 * there on is forgotten, and a job of the clock judges what followed again. In the caller's transaction, with the dataset locked;
 * answers the generation that is in force when it is kept.
 */
export async function changePast(sql: Sql, { datasetId, segment }: Series, place: SeriesPlace): Promise<number> {
  const { effectiveAt, profileId } = place;
  // A correction stands in the place of what it corrects, whatever its number.
  const generation = await forgetFrom(sql, { datasetId, segment }, { effectiveAt, profileId: 0 });
  const payload = { datasetId, segment, generation, effectiveAt: effectiveAt.toISOString(), profileId };
  await insertJobs(sql, 'learned', [{ key: `${profileId}/${generation}`, payload }]);
  return generation;
}
