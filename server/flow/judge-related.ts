import { insertJobs } from '../store/clock-jobs.ts';
import { findDatasetById, listDatasetNames } from '../store/dataset-names.ts';
import { nameKey, type QualifiedName } from '../store/datasets.ts';
import { listIntervalProfiles, readForJudging } from '../store/judgements.ts';
import type { ClockPlace } from './judge-arrival.ts';
import { judgeAgain, lockWithRules, pastOf } from './judge-again.ts';
import { intervalOf } from './profile-times.ts';
import { partnersOf } from './read-past.ts';
import type { IncidentRelation } from './record-results.ts';
import type { CompiledRules } from './rules-cache.ts';

/** After a profile came that others are compared with: one job for each profile of its data interval whose rules do so. */
export async function spreadRelated({ context, sql }: ClockPlace, profileId: number): Promise<void> {
  const profile = await readForJudging(sql, profileId);
  const interval = profile && intervalOf(profile);
  if (!profile || !interval || profile.supersededBy !== null) return;
  const rules = await context.rules.current(sql);
  const name = await findDatasetById(sql, profile.datasetId);
  const datasets = await listDatasetNames(sql, rules.comparingNamespaces(name));
  const datasetIds = datasets.filter((one) => comparesWith(rules, one, name)).map(({ id }) => id);
  const ids = await listIntervalProfiles(sql, { datasetIds, segment: profile.segment, ...interval });
  const jobs = ids.map((id) => ({ key: `${id}/${profileId}`, payload: { profileId: id } }));
  await insertJobs(sql, 'judge-related', jobs);
}

const comparesWith = (rules: CompiledRules, one: QualifiedName, other: QualifiedName) =>
  rules.of(one).needs.others.some((name) => nameKey(rules.currentName(name)) === nameKey(other));

/**
 * Judges a profile once more when what it is compared with is not what it was: one came that was missing, or was
 * corrected. The new answer counts; its incidents open and heal. Asked twice it does nothing the second time.
 */
export async function judgeRelated(
  { context, sql }: ClockPlace,
  profileId: number,
  now: Date,
): Promise<IncidentRelation[]> {
  const locked = await lockWithRules({ receive: context, sql }, profileId);
  if (locked === null) return [];
  const { profile, rules, own } = locked;
  if (own.needs.others.length === 0) return [];
  const place = { receive: context, sql, rules };
  const partners = partnersOf(await pastOf(place, { profile, own }));
  const isNew = partners.some((id) => !profile.partners.includes(id));
  if (!isNew) return [];
  const cause = profile.partners.some((id) => !partners.includes(id)) ? 'replaced' : 'related';
  const { relations } = await judgeAgain(place, { profile, own, cause, counts: true, requestedBy: null }, now);
  return relations;
}
