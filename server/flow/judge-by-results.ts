import { insertJobs } from '../store/clock-jobs.ts';
import { findResultsOf, listProfilesOfResults } from '../store/external-results.ts';
import type { ClockPlace } from './judge-arrival.ts';
import { judgeAgain, lockWithRules } from './judge-again.ts';
import type { ResultsPlace } from './results-place.ts';
import type { IncidentRelation } from './record-results.ts';

/**
 * After results of another tool were kept: the profile of the whole dataset that they belong to, by run or data interval,
 * is judged once more in the same transaction, so that a gate asked next knows; those of its parts by the clock. Nothing
 * where no rule goes by such results, or no profile has come: one that comes later finds them.
 */
export async function judgeByResults(place: ResultsPlace): Promise<IncidentRelation[]> {
  const { context, rules, dataset, drawn, posted, now } = place;
  if (!rules.of(posted.dataset).needs.external) return [];
  const of = await findResultsOf(context.sql, drawn.id);
  if (of === null || (of.run === null && of.interval === null)) return [];
  const relations: IncidentRelation[] = [];
  for (const id of await listProfilesOfResults(context.sql, { ...of, datasetId: dataset.id, parts: false }))
    relations.push(...(await judgeOne({ context, sql: context.sql }, id, now)));
  await insertJobs(context.sql, 'results', [{ key: String(drawn.id), payload: { resultsId: drawn.id } }]);
  return relations;
}

/** One job for each profile of a part of the dataset that these results belong to. */
export async function spreadResults({ sql }: Pick<ClockPlace, 'sql'>, resultsId: number): Promise<void> {
  const of = await findResultsOf(sql, resultsId);
  if (of === null) return;
  const ids = await listProfilesOfResults(sql, { ...of, parts: true });
  const jobs = ids.map((profileId) => ({ key: `${profileId}/${resultsId}`, payload: { profileId } }));
  await insertJobs(sql, 'judge-results', jobs);
}

/** Judges a profile once more by the results of other tools that there are now; the same answer again is not kept. */
export async function judgeOne(
  { context, sql }: ClockPlace,
  profileId: number,
  now: Date,
): Promise<IncidentRelation[]> {
  const locked = await lockWithRules({ receive: context, sql }, profileId);
  if (locked === null) return [];
  const { profile, rules, own } = locked;
  if (!own.needs.external) return [];
  const why = { cause: 'results', counts: true, requestedBy: null, onlyNews: true } as const;
  const { relations } = await judgeAgain({ receive: context, sql, rules }, { profile, own, ...why }, now);
  return relations;
}
