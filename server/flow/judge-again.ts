import { isDeepStrictEqual } from 'node:util';
import { LEARNED_SUITE, type CheckResult, type Profile } from '../../checks/index.ts';
import { findDatasetById } from '../store/dataset-names.ts';
import {
  drawJudgement,
  findProfileDataset,
  insertJudgement,
  readForJudging,
  readSchemaBefore,
  saveVerdict,
  type JudgementWrite,
  type StoredForJudging,
} from '../store/judgements.ts';
import { readFeedbackOf } from '../store/feedback.ts';
import { lockDataset } from '../store/receive.ts';
import type { Sql } from '../store/sql.ts';
import { countOutcomes, isComparable, judge, withResults, type Judged } from './judge.ts';
import { speakingFor } from './feedback/speaking.ts';
import { judgeKept, type Learned } from './learning/judge-learned.ts';
import { askWhenCaughtUp } from './learning/past-changed.ts';
import { isUnjudged } from './learning/summary.ts';
import { nothingArrived } from './meet-arrivals.ts';
import { answerText, versionsOf } from './profile-row.ts';
import { intervalOf } from './profile-times.ts';
import { partnersOf, readPast } from './read-past.ts';
import type { ReceiveContext } from './receive-context.ts';
import { recordJudged } from './record-judged.ts';
import type { IncidentRelation } from './record-results.ts';
import type { Reopening } from './reopen-incident.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

/** A profile that is to be judged once more: by which rules, why, and whether the new answer speaks for it from now on. */
export interface JudgeAgain {
  profile: StoredForJudging;
  own: DatasetRules;
  cause: JudgementWrite['cause'];
  counts: boolean;
  requestedBy: string | null;
  /** Keep and tell nothing when every result is what it was. */
  onlyNews?: boolean;
  /** Compare with its past as it is known now, late and corrected profiles among it; else as it was known when it came. */
  byPastOfNow?: boolean;
  /** A resolved incident to be open again, if what failed in it fails. */
  reopens?: Reopening | undefined;
}

interface AgainContext {
  receive: Omit<ReceiveContext, 'rules'>;
  sql: Sql;
  rules: CompiledRules;
}

/**
 * Judges a stored profile once more and keeps both answers. It is judged as it would have been when it came: by that
 * instant, and compared with what was known then of its own series (or is now, when asked); of other datasets the profiles of its interval as they
 * are now. What was said of its arrival stays. Incidents hear of it only when it counts and is the newest of its series. Asked because of what
 * was learnt, nothing is kept while its history is being learnt (`isBehind`); else it is judged again once it is.
 */
export async function judgeAgain(
  { receive, sql, rules }: AgainContext,
  request: JudgeAgain,
  now: Date,
): Promise<{ answer: string; partners: number[]; relations: IncidentRelation[]; isBehind?: boolean }> {
  const { profile, own, counts } = request;
  const dataset = await lockDataset(sql, profile.datasetId);
  const past = await pastOf({ receive, sql, rules }, request);
  const previousSchema = own.needs.schema && profile.segment === '' ? await readSchemaBefore(sql, profile) : null;
  const document = JSON.parse(profile.document) as Profile;
  const learned = await learnedOf({ receive, sql }, request, document);
  const isBehind = learned?.kind === 'behind';
  if (isBehind && request.cause === 'learned')
    return { answer: profile.newestAnswer, partners: profile.partners, relations: [], isBehind };
  const speaking = speakingFor(learned === null ? [] : await readFeedbackOf(sql, profile.id));
  const input = { profile: document, history: { ...past, previousSchema }, rules, own, learned, speaking };
  const judged = withResults(judge(input, profile.receivedAt), arrivalResults(profile), own);
  if (request.onlyNews === true && isSame(judged, profile))
    return { answer: profile.newestAnswer, partners: profile.partners, relations: [] };
  const drawn = await drawJudgement(sql, dataset.id);
  const isSilent = !counts || profile.supersededBy !== null;
  const name = await findDatasetById(sql, dataset.id);
  const subject = { ...subjectOf(request, judged), dataset, name, openIncident: drawn.openIncident };
  const relations = isSilent ? [] : await recordJudged({ ...receive, sql, rules }, subject, now);
  const ids = { profileId: profile.id, judgementId: drawn.id, dataset, publicUrl: receive.publicUrl };
  const answer = answerText(ids, judged, { incidents: relations, warnings: [] });
  const partners = partnersOf(past);
  if (isBehind && counts) await askWhenCaughtUp(sql, profile.id, drawn.id);
  await keep(sql, { request, judged, write: { id: drawn.id, answer, partners, at: now } });
  return { answer, partners, relations };
}

/** What incidents must know of it. */
const subjectOf = ({ profile, own, reopens }: JudgeAgain, { results, learned }: Judged) => ({
  ...{ own, series: profile.segment, profileId: profile.id, isLate: profile.isLate, effectiveAt: profile.effectiveAt },
  ...{ results: results.filter(isNoArrival), learned, arrived: nothingArrived(), reopens },
});

/** A stored profile, read while nothing else is received for its dataset or judges it; null when there is none. */
export async function lockForJudging(sql: Sql, profileId: number): Promise<StoredForJudging | null> {
  const datasetId = await findProfileDataset(sql, profileId);
  if (datasetId === null) return null;
  await lockDataset(sql, datasetId);
  return readForJudging(sql, profileId);
}

/** The same with the rules now in force for its dataset; null when there is none, or a later profile took its place. */
export async function lockWithRules({ receive, sql }: { receive: ReceiveContext; sql: Sql }, profileId: number) {
  const profile = await lockForJudging(sql, profileId);
  if (!profile || profile.supersededBy !== null) return null;
  const rules = await receive.rules.current(sql);
  return { profile, rules, own: rules.of(await findDatasetById(sql, profile.datasetId)) };
}

/** What its rules compare it with. */
export function pastOf(
  { receive, sql, rules }: AgainContext,
  { profile, own, byPastOfNow }: Pick<JudgeAgain, 'profile' | 'own' | 'byPastOfNow'>,
) {
  const { datasetId, segment, effectiveAt: before } = profile;
  const knownBy = byPastOfNow === true ? null : profile.id;
  return readPast(
    { sql, rules, layouts: receive.layouts },
    { datasetId, segment, before, knownBy, interval: intervalOf(profile), run: runOf(profile), needs: own.needs },
  );
}

/** As it was learnt when it came, unless its past was asked for as it is now, or it was judged by that already. */
function learnedOf(
  { receive, sql }: Omit<AgainContext, 'rules'>,
  { profile, cause, byPastOfNow, own: { learn: settings } }: JudgeAgain,
  document: Profile,
): Promise<Learned | null> {
  if (receive.learner === null || !settings.on) return Promise.resolve(null);
  const byNow = byPastOfNow === true || cause === 'learned' || cause === 'feedback' || profile.isLearntAnew;
  return judgeKept(receive.learner, sql, {
    ...profile,
    settings,
    profile: document,
    alarmed: isUnjudged(profile.newestAnswer) && !profile.isLate ? 'in incident' : learnedIn(profile.newestAnswer),
    knownBy: byNow ? null : profile.id,
  });
}

/** What learned monitors said of it so far, in alarm or over. */
const learnedIn = (answer: string): string[] =>
  resultsIn(answer).flatMap(({ suite, expectation }) => (suite === LEARNED_SUITE ? [expectation] : []));

const runOf = ({ document }: StoredForJudging) => (JSON.parse(document) as Profile).run?.id ?? null;

const isSame = ({ results }: Judged, { newestAnswer }: StoredForJudging) =>
  !isUnjudged(newestAnswer) && isDeepStrictEqual(JSON.parse(JSON.stringify(results)), resultsIn(newestAnswer));

const isNoArrival = ({ kind }: Pick<CheckResult, 'kind'>) => kind !== 'arrival';

function arrivalResults({ firstAnswer }: StoredForJudging): CheckResult[] {
  return resultsIn(firstAnswer).filter((result) => !isNoArrival(result));
}

function resultsIn(answer: string): CheckResult[] {
  const { results } = JSON.parse(answer) as { results: (CheckResult & { id: string })[] };
  return results.map(({ id: _, ...result }) => result);
}

async function keep(
  sql: Sql,
  kept: {
    request: JudgeAgain;
    judged: Judged;
    write: Pick<JudgementWrite, 'id' | 'answer' | 'partners' | 'at'>;
  },
): Promise<void> {
  const { request, judged, write } = kept;
  const { profile, own, cause, counts, requestedBy } = request;
  const { verdict, gate, results } = judged;
  const why = { cause, counts, requestedBy, rules: versionsOf(own) };
  await insertJudgement(sql, { ...write, ...why, profileId: profile.id, verdict, gate });
  if (!counts) return;
  const place = { profileId: profile.id, datasetId: profile.datasetId };
  await saveVerdict(sql, { ...place, verdict, accepted: isComparable(results), checkCounts: countOutcomes(results) });
}
