import type { DrawnContext, LockedDataset, ProfileWrite } from '../store/receive.ts';
import { normalisedName } from '../openlineage/index.ts';
import type { Sql } from '../store/sql.ts';
import { countOutcomes, isComparable, type Judged } from './judge.ts';
import type { PreparedProfile } from './prepare-profile.ts';
import type { Warning } from './profile-times.ts';
import { partnersOf, type Past } from './read-past.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { IncidentRelation } from './record-results.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';
import { healedResults, healedWords } from './tell-healed.ts';

/** One profile in its transaction: what was prepared, what was read under the lock, and the rules that judge it. */
export interface Place {
  context: Omit<ReceiveContext, 'rules'> & { rules: CompiledRules; sql: Sql };
  own: DatasetRules;
  dataset: LockedDataset;
  drawn: DrawnContext;
  profile: PreparedProfile;
  /** Where the newest profile of its series stands; null when it is the first. */
  newestAt: Date | null;
}

/** Is it older than the newest profile of its series: of the whole dataset, or of the same segment? */
export const isLate = ({ newestAt, profile }: Pick<Place, 'newestAt' | 'profile'>) =>
  newestAt !== null && profile.times.effectiveAt < newestAt;

function warningsOf(place: Place, { results, learned }: Judged): Warning[] {
  const { profile } = place;
  const warnings = [...profile.warnings];
  if (isLate(place)) {
    const message = 'older than the newest profile: judged, but no incident is opened or resolved';
    warnings.push({ pointer: '/dataInterval', message });
  }
  warnings.push(...nameWarnings(place));
  if (learned?.isCatchingUp === true) {
    const message = 'not judged by learned monitors: they are still learning the profiles before it';
    warnings.push({ pointer: '', message });
  }
  if (profile.segment !== '' && results.length === 0) {
    const message = 'kept apart and not judged: no expectation names this part of the dataset';
    warnings.push({ pointer: profile.posted.segment?.length ? '/segment' : '/scope/filter', message });
  }
  return [...warnings, ...healedResults(results).map((one) => ({ pointer: '', message: healedWords(one) }))];
}

const fullName = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

/** What the producer should know about the dataset: that it has another name now, or that it was retired. */
function nameWarnings({ context, dataset, profile }: Place): Warning[] {
  const warnings: Warning[] = [];
  const posted = profile.posted.dataset;
  const current = context.rules.currentName(posted);
  if (fullName(current) !== fullName(normalisedName(posted))) {
    const message = `${fullName(posted)} is ${fullName(current)} now: kept there; post under that name`;
    warnings.push({ pointer: '/dataset', message });
  }
  if (dataset.retired_at) {
    const since = dataset.retired_at.toISOString().slice(0, 10);
    const message = `the dataset is retired since ${since}: kept and judged, but no incident is opened; restore it if it lives`;
    warnings.push({ pointer: '/dataset', message });
  }
  return warnings;
}

/** The answer to a profile as JSON, as it is sent and as it is kept. */
export function answerOf(place: Place, judged: Judged, incidents: IncidentRelation[]): string {
  const { context, dataset, drawn } = place;
  const ids = { profileId: drawn.profile_id, judgementId: drawn.judgement_id };
  return answerText({ ...ids, dataset, publicUrl: context.publicUrl }, judged, {
    incidents,
    warnings: warningsOf(place, judged),
  });
}

interface Answered {
  profileId: number;
  judgementId: number;
  dataset: Pick<LockedDataset, 'id' | 'slug'>;
  publicUrl: string;
}

/** One judgement as JSON; every result has an id of its own for ever. */
export function answerText(
  { profileId, judgementId, dataset, publicUrl }: Answered,
  judged: Judged,
  told: { incidents: IncidentRelation[]; warnings: Warning[] },
): string {
  return JSON.stringify({
    profileId: `prf_${profileId}`,
    dataset: { id: `dst_${dataset.id}`, url: `${publicUrl}/datasets/${dataset.slug}` },
    verdict: judged.verdict,
    gate: judged.gate,
    learned: judged.learned,
    results: judged.results.map((result, index) => ({ id: `res_${judgementId}_${index}`, ...result })),
    ...told,
  });
}

/** The versions that judge, as a judgement keeps them. */
export const versionsOf = ({ suites }: Pick<DatasetRules, 'suites'>) =>
  suites.map(({ suite, version }) => ({ suite: suite.name, version }));

interface Made {
  judged: Judged;
  past: Past;
  answer: string;
  runId: number | null;
  schemaVersion: number | null;
}

/** The row that is written for it. */
export function rowOf(place: Place, made: Made): ProfileWrite {
  const { own, dataset, drawn, profile } = place;
  const { rowCount, columnMetrics, schema } = profile.safe;
  const { judged } = made;
  return {
    profileId: drawn.profile_id,
    judgementId: drawn.judgement_id,
    datasetId: dataset.id,
    runId: made.runId,
    namespace: profile.posted.dataset.namespace,
    key: profile.key,
    bodyHash: profile.bodyHash,
    segment: profile.segment,
    ...profile.times,
    receivedAt: profile.receivedAt,
    rowCount: rowCount ?? null,
    columnCount: schema?.fields.length ?? (columnMetrics ? Object.keys(columnMetrics).length : null),
    layoutId: profile.layoutId,
    metricValues: profile.values,
    schemaVersion: made.schemaVersion,
    schemaHash: made.schemaVersion === null ? null : profile.schemaHash,
    verdict: judged.verdict,
    gate: judged.gate,
    accepted: isComparable(judged.results),
    late: isLate(place),
    checkCounts: countOutcomes(judged.results),
    document: profile.document,
    answer: made.answer,
    rules: versionsOf(own),
    partners: partnersOf(made.past),
    newest: profile.segment === '' && !isLate(place),
    owner: own.owner,
    labels: own.labels,
    runbook: own.runbook,
  };
}
