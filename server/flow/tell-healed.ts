import type { Failure } from '../../alerts/index.ts';
import type { CheckResult } from '../../checks/index.ts';
import { keepHealed } from '../store/acceptances.ts';
import { isFailing } from '../store/incidents.ts';
import { segmentWords } from './failures.ts';
import { placeOf, type JudgedProfile, type RecordContext } from './judged-profile.ts';
import { recordNotice, type IncidentRelation } from './record-results.ts';

type Healed = CheckResult & { accepted: NonNullable<CheckResult['accepted']> };

/** The results that pass although a failure of theirs is still accepted, shadow ones left out. */
export const healedResults = (results: readonly CheckResult[]): Healed[] =>
  results.filter((one): one is Healed => one.accepted?.state === 'healed' && one.standing !== 'shadow');

/** `orphan-customers passes: the acceptance of 3,214 until 2027-03-01 can go`. */
export const healedWords = (result: Healed): string => `${result.expectation} passes: ${canGo(result)}`;

/** `the acceptance of 3,214 until 2027-03-01 can go`. */
export const canGo = ({ accepted: { level, until } }: Healed) =>
  `the acceptance of ${level.toLocaleString('en-US')} until ${until} can go`;

interface ToldHealed {
  relations: IncidentRelation[];
  /** What the open incident says of those that failed in it. */
  healedBy: [string, string][];
}

/**
 * An accepted failure that healed is told once, for its level and end, however often it comes and goes. Where it fails in
 * the open incident (it had become worse), that tells it; else a notice does, which nobody has to act on.
 */
export async function tellHealed(context: RecordContext, profile: JudgedProfile, now: Date): Promise<ToldHealed> {
  const healed = healedResults(profile.results);
  if (healed.length === 0) return { relations: [], healedBy: [] };
  const acceptances = healed.map(({ expectation, accepted: { level, until } }) => ({ expectation, level, until }));
  const place = { datasetId: profile.dataset.id, profileId: profile.profileId };
  const news = await keepHealed(context.sql, { ...place, healed: acceptances, at: now });
  const told = healed.filter(({ expectation }) => news.some((one) => one.expectation === expectation));
  const healedBy: ToldHealed['healedBy'] = [];
  const failures: Failure[] = [];
  for (const one of told) {
    const { openIncident } = profile;
    const isInIncident = openIncident !== null && (await isFailing(context.sql, openIncident, one.expectation));
    if (isInIncident) healedBy.push([one.expectation, canGo(one)]);
    else failures.push(noticeOf(one, profile, now));
  }
  const relations = failures.length > 0 ? [await recordNotice(context, { ...placeOf(profile), failures }, now)] : [];
  return { relations, healedBy };
}

/** That an accepted failure healed, as something to know and nothing to act on. */
export function noticeOf(result: Healed, { series }: Pick<JudgedProfile, 'series'>, now: Date): Failure {
  const { expectation, column, observed, expected, unit } = result;
  const at = now.toISOString();
  return {
    expectation,
    kind: 'acceptance',
    column,
    outcome: 'warn',
    severity: 'info',
    observed,
    expected,
    unit,
    reason: healedWords(result),
    since: at,
    healedAt: at,
    ...(series !== '' && { series, segment: segmentWords(result) }),
  };
}
