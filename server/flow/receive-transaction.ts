import { LEARNED_SUITE, type SchemaField } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { sameHash } from './credentials.ts';
import { askRelated } from './ask-related.ts';
import { countOutcomes, judge, withResults, type Judged } from './judge.ts';
import { runNamespace } from './known-datasets.ts';
import { learnedOf } from './learning/learned-of.ts';
import { meetArrivals, type Arrived } from './meet-arrivals.ts';
import type { PreparedProfile } from './prepare-profile.ts';
import type { ReceiveContext } from './receive-context.ts';
import { answerOf, isLate, rowOf, type Place } from './profile-row.ts';
import { intervalOf } from './profile-times.ts';
import { readPast, type Past } from './read-past.ts';
import { recordJudged } from './record-judged.ts';
import type { IncidentRelation } from './record-results.ts';
import type { CompiledRules } from './rules-cache.ts';
import {
  insertSchemaVersion,
  lockDataset,
  readReceiveContext,
  readSchemaFields,
  writeProfile,
  type LockedDataset,
  type DrawnContext,
} from '../store/receive.ts';
import { readSeriesHead, type SeriesHead } from '../store/learned.ts';
import { readNewestAt } from '../store/past.ts';
import { ensureRun } from '../store/runs.ts';
import type { LastStatement, Sql } from '../store/sql.ts';

type Context = Omit<ReceiveContext, 'rules'> & { rules: CompiledRules };
type Outcome =
  | { kind: 'stale'; epoch: number }
  | { kind: 'seen'; profileId: number }
  | { kind: 'stored'; answer: string; notified: boolean; judging: Judging; kept: () => void };
type Judging = Parameters<ReceiveContext['observe']['judged']>[0];

/** A profile made ready, and the trace that it came in. */
type TracedProfile = PreparedProfile & { traceparent: string | null };

/** The transaction of one profile: lock, read, judge, record, write. Everything between is pure or SQL. */
export function judgeAndStore(context: Context, datasetId: number, prepared: TracedProfile) {
  const names = { datasetId, namespace: prepared.posted.dataset.namespace, key: prepared.key ?? '' };
  const { needs } = context.rules.of(prepared.posted.dataset);
  const { segment, times } = prepared;
  const place = { datasetId, segment, before: times.effectiveAt, interval: intervalOf(times) };
  const past = { ...place, knownBy: null, run: prepared.safe.run?.id ?? null, needs };
  return {
    open: (sql: Sql) =>
      Promise.all([
        lockDataset(sql, datasetId),
        readReceiveContext(sql, names),
        readPast({ ...context, sql }, past),
        // The dataset's row says it of the whole.
        segment === '' ? null : readNewestAt(sql, { datasetId, segment }),
        context.learner === null
          ? null
          : readSeriesHead(sql, { ...place, effectiveAt: place.before, profileId: null, learnedSuite: LEARNED_SUITE }),
      ]),
    work: (sql: Sql, [dataset, drawn, read, newestAt, head]: Read) =>
      decide({ ...context, sql }, { dataset, drawn, past: read, prepared, newestAt, head }),
  };
}

type Read = [LockedDataset, DrawnContext, Past, Date | null, SeriesHead | null];

interface Opened {
  dataset: LockedDataset;
  drawn: DrawnContext;
  past: Past;
  prepared: TracedProfile;
  newestAt: Date | null;
  head: SeriesHead | null;
}

type Step = { last: LastStatement | null; answer: Outcome };

async function decide(context: Context & { sql: Sql }, opened: Opened): Promise<Step> {
  const { dataset, drawn, past, prepared } = opened;
  if (drawn.seen_profile_id !== null && prepared.key !== null) {
    if (!sameHash(drawn.seen_body_hash ?? new Uint8Array(), prepared.bodyHash)) refuseOtherBody(prepared.key);
    return { last: null, answer: { kind: 'seen', profileId: drawn.seen_profile_id } };
  }
  // Made ready under older rules: privacy may have become stricter since, so all of it once more.
  if (drawn.epoch !== prepared.epoch) return { last: null, answer: { kind: 'stale', epoch: drawn.epoch } };
  const { rules } = context;
  const own = rules.of(prepared.posted.dataset);
  const newestAt = prepared.segment === '' ? dataset.last_effective_at : opened.newestAt;
  const place = { context, own, dataset, drawn, profile: prepared, newestAt };
  const schema = await schemaFor(place);
  const coming = await learnedOf(place, opened.head);
  const startedMs = performance.now();
  const history = { ...past, previousSchema: schema.previous };
  const judged = judge(
    { profile: prepared.safe, history, rules, own, learned: coming?.learned ?? null },
    prepared.receivedAt,
  );
  const judging = judgingOf(judged, prepared, (performance.now() - startedMs) / 1000);
  const arrived = await arrivedOf(place);
  const incidents = await incidentsOf(place, judged, arrived);
  await askRelated(place, past);
  const whole = withResults(judged, arrived.results, own);
  const answer = answerOf(place, whole, incidents);
  const runId = prepared.safe.run ? await runIdOf(context.sql, prepared, dataset.id) : null;
  const row = rowOf(place, { judged: whole, past, answer, runId, schemaVersion: schema.version });
  const notified = incidents.some(({ relation }) => relation !== 'continued');
  return {
    last: writeProfile(context.sql, row),
    answer: { kind: 'stored', answer, notified, judging, kept: coming?.kept ?? (() => {}) },
  };
}

function judgingOf({ results }: Judged, { times, receivedAt }: PreparedProfile, seconds: number): Judging {
  const [pass = 0, warn = 0, fail = 0, undecided = 0, error = 0] = countOutcomes(results);
  const lagSeconds = times.capturedAt ? (receivedAt.getTime() - times.capturedAt.getTime()) / 1000 : null;
  const shadow = results.filter(({ standing }) => standing === 'shadow').length;
  return { outcomes: { pass, warn, fail, undecided, error, shadow }, seconds, lagSeconds };
}

/** The schema version of this profile, and the fields it is compared with; a late profile or a segment makes no version. */
async function schemaFor(place: Place) {
  const { context, dataset, profile, drawn } = place;
  const current = dataset.schema_version;
  const previous = current === null ? null : { version: current, fields: await fieldsOf(place, current) };
  if (isLate(place) || profile.segment !== '') return { version: null, previous: null };
  if (profile.schemaHash === null) return { version: null, previous };
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

/** Which deadlines this profile meets; a segment or a profile of a retired dataset meets none. */
async function arrivedOf({ context, own, dataset, drawn, profile }: Place): Promise<Arrived> {
  const { receivedAt, times } = profile;
  const arrivals = dataset.retired_at || profile.segment !== '' ? [] : own.arrivals;
  return meetArrivals(context.sql, {
    datasetId: dataset.id,
    profileId: drawn.profile_id,
    arrivals,
    arrival: { ...times, receivedAt },
    openIncident: drawn.open_incident,
  });
}

function incidentsOf(place: Place, { results, learned }: Judged, arrived: Arrived): Promise<IncidentRelation[]> {
  const { context, own, dataset, drawn, profile } = place;
  const name = context.rules.currentName(profile.posted.dataset);
  const { effectiveAt } = profile.times;
  const ids = { profileId: drawn.profile_id, effectiveAt, openIncident: drawn.open_incident };
  const judged = {
    own,
    dataset,
    name,
    series: profile.segment,
    ...ids,
    isLate: isLate(place),
    results,
    learned,
    arrived,
  };
  return recordJudged(context, judged, profile.receivedAt);
}

/** Same key, other body: the first stays as it is. */
function refuseOtherBody(key: string): never {
  throw new Problem(
    'idempotency-conflict',
    `The idempotency key ${JSON.stringify(key)} belongs to another body. A correction carries a new key.`,
  );
}

function runIdOf(sql: Sql, { safe: profile, traceparent }: TracedProfile, datasetId: number): Promise<number> {
  const { run } = profile;
  return ensureRun(sql, {
    namespace: runNamespace(profile),
    externalId: run?.id ?? '',
    jobName: run?.job?.name ?? null,
    outputId: datasetId,
    traceparent: run?.traceparent ?? traceparent,
  });
}
