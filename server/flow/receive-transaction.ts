import type { CheckResult, HistoryPoint, Profile, SchemaField } from '../../checks/index.ts';
import { sameHash } from './credentials.ts';
import { countOutcomes, failuresOf, historyFor, judge, type Judged } from './judge.ts';
import { refuseOtherBody, runNamespace, type PreparedProfile, type ReceiveContext } from './receive-profiles.ts';
import { recordResults, type IncidentRelation } from './record-results.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';
import {
  insertSchemaVersion,
  lockDataset,
  readReceiveContext,
  readSchemaFields,
  writeProfile,
  type LockedDataset,
  type DrawnContext,
  type ProfileWrite,
} from '../store/receive.ts';
import { ensureRun } from '../store/runs.ts';
import type { LastStatement, Sql } from '../store/sql.ts';

type Context = Omit<ReceiveContext, 'rules'> & { rules: CompiledRules };
type Outcome =
  | { kind: 'stale'; epoch: number }
  | { kind: 'seen'; profileId: number }
  | { kind: 'stored'; answer: string; notified: boolean };

/** The transaction of one profile: lock, read, judge, record, write. Everything between is pure or SQL. */
export function judgeAndStore(context: Context, datasetId: number, prepared: PreparedProfile) {
  const names = { datasetId, namespace: prepared.posted.dataset.namespace, key: prepared.key ?? '' };
  const { needs } = context.rules.of(prepared.posted.dataset);
  const past = { datasetId, segment: prepared.segment, before: prepared.times.effectiveAt, needs };
  return {
    open: (sql: Sql) =>
      Promise.all([lockDataset(sql, datasetId), readReceiveContext(sql, names), historyFor({ ...context, sql }, past)]),
    work: (sql: Sql, [dataset, drawn, points]: [LockedDataset, DrawnContext, HistoryPoint[]]) =>
      decide({ ...context, sql }, { dataset, drawn, points, prepared }),
  };
}

interface Opened {
  dataset: LockedDataset;
  drawn: DrawnContext;
  points: HistoryPoint[];
  prepared: PreparedProfile;
}

type Step = { last: LastStatement | null; answer: Outcome };

async function decide(context: Context & { sql: Sql }, opened: Opened): Promise<Step> {
  const { dataset, drawn, points, prepared } = opened;
  if (drawn.seen_profile_id !== null && prepared.key !== null) {
    if (!sameHash(drawn.seen_body_hash ?? new Uint8Array(), prepared.bodyHash)) refuseOtherBody(prepared.key);
    return { last: null, answer: { kind: 'seen', profileId: drawn.seen_profile_id } };
  }
  // Made ready under older rules: privacy may have become stricter since, so all of it once more.
  if (drawn.epoch !== prepared.epoch) return { last: null, answer: { kind: 'stale', epoch: drawn.epoch } };
  const { rules } = context;
  const place = { context, rules, own: rules.of(prepared.posted.dataset), dataset, drawn, profile: prepared };
  const schema = await schemaFor(place);
  const judged = judge(
    { profile: prepared.safe, history: { points, previousSchema: schema.previous }, rules, own: place.own },
    prepared.receivedAt,
  );
  const incidents = await incidentsOf(place, judged);
  const answer = answerOf(place, judged, incidents);
  const runId = prepared.safe.run ? await runIdOf(context.sql, prepared.safe, dataset.id) : null;
  const row = rowOf(place, { judged, answer, runId, schemaVersion: schema.version });
  const notified = incidents.some(({ relation }) => relation !== 'continued');
  return { last: writeProfile(context.sql, row), answer: { kind: 'stored', answer, notified } };
}

interface Place {
  context: Context & { sql: Sql };
  rules: CompiledRules;
  own: DatasetRules;
  dataset: LockedDataset;
  drawn: DrawnContext;
  profile: PreparedProfile;
}

const isLate = ({ dataset, profile }: Place) =>
  dataset.last_effective_at !== null && profile.times.effectiveAt < dataset.last_effective_at;

/** The schema version of this profile, and the fields it is compared with; a late profile makes no version. */
async function schemaFor(place: Place) {
  const { context, dataset, profile, drawn } = place;
  const current = dataset.schema_version;
  const previous = current === null ? null : { version: current, fields: await fieldsOf(place, current) };
  if (profile.schemaHash === null || isLate(place)) return { version: null, previous };
  if (profile.schemaHash === dataset.schema_hash) return { version: current, previous };
  const version = (current ?? 0) + 1;
  const fields = profile.safe.schema?.fields ?? [];
  await insertSchemaVersion(context.sql, {
    datasetId: dataset.id,
    version,
    hash: profile.schemaHash,
    fields,
    profileId: drawn.profile_id,
    effectiveAt: profile.times.effectiveAt,
  });
  return { version, previous };
}

/** Read only when a rule compares with it; kept, because a version never changes. */
async function fieldsOf({ context, own, dataset }: Place, version: number): Promise<SchemaField[]> {
  if (!own.needs.schema) return [];
  const kept = context.schemas.get(dataset.id, version);
  if (kept) return kept;
  const fields = await readSchemaFields(context.sql, dataset.id, version);
  context.schemas.set(dataset.id, version, fields);
  return fields;
}

/** A profile older than the newest accepted one is judged and answered, but neither opens nor heals: today speaks for today. */
async function incidentsOf(place: Place, judged: Judged): Promise<IncidentRelation[]> {
  const { context, rules, own, dataset, drawn, profile } = place;
  const outcomes = failuresOf(judged.results, profile.receivedAt);
  if (isLate(place) || (outcomes.failing.length === 0 && drawn.open_incident === null)) return [];
  return recordResults(
    { ...context, rules },
    {
      ...outcomes,
      subject: { kind: 'dataset', ...nameOf(profile.posted) },
      datasetId: dataset.id,
      jobId: null,
      openIncident: drawn.open_incident,
      profileId: drawn.profile_id,
      owner: own.owner ?? dataset.owner,
      labels: own.labels,
      runbook: own.runbook,
    },
    profile.receivedAt,
  );
}

const nameOf = ({ dataset: { namespace, name } }: Profile) => ({ namespace, name });

function answerOf(
  { context, dataset, drawn, profile, ...place }: Place,
  judged: Judged,
  incidents: IncidentRelation[],
): string {
  const warnings = [...profile.warnings];
  if (isLate({ context, dataset, drawn, profile, ...place })) {
    warnings.push({
      pointer: '/dataInterval',
      message: 'older than the newest profile: judged, but no incident is opened or resolved',
    });
  }
  return JSON.stringify({
    profileId: `prf_${drawn.profile_id}`,
    dataset: { id: `dst_${dataset.id}`, url: `${context.publicUrl}/datasets/${dataset.slug}` },
    verdict: judged.verdict,
    gate: judged.gate,
    results: judged.results.map((result, index) => withId(result, `res_${drawn.judgement_id}_${index}`)),
    incidents,
    warnings,
  });
}

const withId = (result: CheckResult, id: string) => ({ id, ...result });

interface Made {
  judged: Judged;
  answer: string;
  runId: number | null;
  schemaVersion: number | null;
}

function rowOf({ own, dataset, drawn, profile, ...place }: Place, made: Made): ProfileWrite {
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
    accepted: judged.verdict !== 'fail' && judged.verdict !== 'error',
    checkCounts: countOutcomes(judged.results),
    document: profile.document,
    answer: made.answer,
    newest: profile.segment === '' && !isLate({ ...place, own, dataset, drawn, profile }),
    owner: own.owner,
    labels: own.labels,
    runbook: own.runbook,
  };
}

function runIdOf(sql: Sql, profile: Profile, datasetId: number): Promise<number> {
  const { run } = profile;
  const jobName = run?.job?.name ?? null;
  return ensureRun(sql, { namespace: runNamespace(profile), externalId: run?.id ?? '', jobName, outputId: datasetId });
}
