import type { DrawnContext, LockedDataset, ProfileWrite } from '../store/receive.ts';
import type { Sql } from '../store/sql.ts';
import { countOutcomes, type Judged } from './judge.ts';
import type { PreparedProfile } from './prepare-profile.ts';
import type { Warning } from './profile-times.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { IncidentRelation } from './record-results.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

/** One profile in its transaction: what was prepared, what was read under the lock, and the rules that judge it. */
export interface Place {
  context: Omit<ReceiveContext, 'rules'> & { rules: CompiledRules; sql: Sql };
  own: DatasetRules;
  dataset: LockedDataset;
  drawn: DrawnContext;
  profile: PreparedProfile;
}

/** Is it older than the newest profile of its dataset? */
export const isLate = ({ dataset, profile }: Pick<Place, 'dataset' | 'profile'>) =>
  dataset.last_effective_at !== null && profile.times.effectiveAt < dataset.last_effective_at;

/** May later profiles be compared with one of this verdict? */
export const isAccepted = (verdict: Judged['verdict']) => verdict !== 'fail' && verdict !== 'error';

function warningsOf({ profile, ...place }: Place) {
  const warnings = [...profile.warnings];
  if (isLate({ ...place, profile })) {
    const message = 'older than the newest profile: judged, but no incident is opened or resolved';
    warnings.push({ pointer: '/dataInterval', message });
  }
  warnings.push(...nameWarnings({ ...place, profile }));
  if (profile.segment !== '') {
    const message = 'kept apart and not judged: expectations speak for the whole dataset';
    warnings.push({ pointer: '/segment', message });
  }
  return warnings;
}

const fullName = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

/** What the producer should know about the dataset: that it has another name now, or that it was retired. */
function nameWarnings({ context, dataset, profile }: Place): Warning[] {
  const warnings: Warning[] = [];
  const posted = profile.posted.dataset;
  const current = context.rules.currentName(posted);
  if (fullName(current) !== fullName(posted)) {
    const message = `${fullName(posted)} was renamed to ${fullName(current)}: kept there; post under that name`;
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
  return JSON.stringify({
    profileId: `prf_${drawn.profile_id}`,
    dataset: { id: `dst_${dataset.id}`, url: `${context.publicUrl}/datasets/${dataset.slug}` },
    verdict: judged.verdict,
    gate: judged.gate,
    results: judged.results.map((result, index) => ({ id: `res_${drawn.judgement_id}_${index}`, ...result })),
    incidents,
    warnings: warningsOf(place),
  });
}

interface Made {
  judged: Judged;
  answer: string;
  runId: number | null;
  schemaVersion: number | null;
}

/** The row that is written for it. */
export function rowOf({ own, dataset, drawn, profile }: Place, made: Made): ProfileWrite {
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
    accepted: isAccepted(judged.verdict),
    checkCounts: countOutcomes(judged.results),
    document: profile.document,
    answer: made.answer,
    newest: profile.segment === '' && !isLate({ dataset, profile }),
    owner: own.owner,
    labels: own.labels,
    runbook: own.runbook,
  };
}
