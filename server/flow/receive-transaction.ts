import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { CheckResult, Profile, SchemaField } from '../../checks/index.ts';
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
} from '../store/receive.ts';
import { ensureRun } from '../store/runs.ts';
import type { Sql } from '../store/sql.ts';

const deflate = promisify(deflateRaw);

type Context = Omit<ReceiveContext, 'rules'> & { sql: Sql; rules: CompiledRules };
type Outcome =
  | { kind: 'stale'; epoch: number }
  | { kind: 'seen'; profileId: number }
  | { kind: 'stored'; answer: string; notified: boolean };

/** The transaction of one profile: lock, read, judge, record, write. Everything between is pure or SQL. */
export async function judgeAndStore(context: Context, datasetId: number, prepared: PreparedProfile): Promise<Outcome> {
  const { sql } = context;
  const [dataset, drawn] = await Promise.all([
    lockDataset(sql, datasetId),
    readReceiveContext(sql, { datasetId, namespace: prepared.posted.dataset.namespace, key: prepared.key ?? '' }),
  ]);
  if (drawn.seen_profile_id !== null && prepared.key !== null) {
    if (!sameHash(drawn.seen_body_hash ?? new Uint8Array(), prepared.bodyHash)) refuseOtherBody(prepared.key);
    return { kind: 'seen', profileId: drawn.seen_profile_id };
  }
  // Made ready under older rules: privacy may have become stricter since, so all of it once more.
  if (drawn.epoch !== prepared.epoch) return { kind: 'stale', epoch: drawn.epoch };
  const { rules } = context;
  const place = { context, rules, own: rules.of(prepared.posted.dataset), dataset, drawn, profile: prepared };
  const schema = await schemaFor(place);
  const history = await historyFor(context, {
    datasetId,
    segment: prepared.segment,
    before: prepared.times.effectiveAt,
    needs: place.own.needs,
  });
  const judged = judge(
    { profile: prepared.safe, history: { points: history, previousSchema: schema.previous }, rules, own: place.own },
    prepared.receivedAt,
  );
  const incidents = await incidentsOf(place, judged);
  const answer = answerOf(place, judged, incidents);
  await write(place, { judged, answer, schemaVersion: schema.version });
  return { kind: 'stored', answer, notified: incidents.some(({ relation }) => relation !== 'continued') };
}

interface Place {
  context: Context;
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
    { sql: context.sql, rules, publicUrl: context.publicUrl },
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

async function write(
  place: Place,
  made: { judged: Judged; answer: string; schemaVersion: number | null },
): Promise<void> {
  const { context, own, dataset, drawn, profile } = place;
  const { sql } = context;
  const { run, rowCount, columnMetrics, schema } = profile.safe;
  const { judged } = made;
  await writeProfile(sql, {
    profileId: drawn.profile_id,
    judgementId: drawn.judgement_id,
    datasetId: dataset.id,
    runId: run ? await runIdOf(sql, profile.safe, dataset.id) : null,
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
    answer: await deflate(made.answer, { level: 1 }),
    newest: profile.segment === '' && !isLate(place),
    owner: own.owner,
    labels: own.labels,
    runbook: own.runbook,
  });
}

function runIdOf(sql: Sql, profile: Profile, datasetId: number): Promise<number> {
  const { run } = profile;
  const jobName = run?.job?.name ?? null;
  return ensureRun(sql, { namespace: runNamespace(profile), externalId: run?.id ?? '', jobName, outputId: datasetId });
}
