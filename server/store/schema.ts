import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const id = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();
const ref = (name: string) => bigint(name, { mode: 'number' });
const at = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = () => at('created_at').notNull().defaultNow();

/** One row: the keys and the counter that belong to this installation. */
export const instance = pgTable(
  'instance',
  {
    id: integer('id').primaryKey().default(1),
    /** HMAC key of hashed values; without it a hash can be guessed from a list of likely values. */
    valueHashKey: bytea('value_hash_key').notNull(),
    setupTokenHash: bytea('setup_token_hash'),
    setupTokenExpiresAt: at('setup_token_expires_at'),
    /** Raised by every change of suites or privacy rules, so that a process knows when its compiled copy is old. */
    rulesEpoch: bigint('rules_epoch', { mode: 'number' }).notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [check('instance_one_row', sql`${t.id} = 1`)],
);

export const namespace = pgTable('namespace', {
  id: id(),
  name: text('name').notNull().unique(),
  /** Who answers for it and what it is, as a person said through Marquez's interface. */
  owner: text('owner'),
  description: text('description'),
  /** Since when a person wants it left out of lists there; nothing of it is deleted. */
  hiddenAt: at('hidden_at'),
  createdAt: createdAt(),
});

export const dataset = pgTable(
  'dataset',
  {
    id: id(),
    namespaceId: ref('namespace_id')
      .notNull()
      .references(() => namespace.id),
    name: text('name').notNull(),
    slug: text('slug').notNull().unique(),
    owner: text('owner'),
    labels: jsonb('labels').$type<Record<string, string>>().notNull().default({}),
    runbook: text('runbook'),
    verdict: text('verdict').notNull().default('none'),
    checkCounts: integer('check_counts')
      .array()
      .notNull()
      .default(sql`'{0,0,0,0,0}'`),
    rowCount: doublePrecision('row_count'),
    columnCount: integer('column_count'),
    profileCount: integer('profile_count').notNull().default(0),
    lastProfileId: ref('last_profile_id'),
    lastEffectiveAt: at('last_effective_at'),
    lastReceivedAt: at('last_received_at'),
    schemaVersion: integer('schema_version'),
    schemaHash: text('schema_hash'),
    /** Set while it is retired: never overdue, hidden from lists, opens no incident. */
    retiredAt: at('retired_at'),
    retiredBy: text('retired_by'),
    retiredReason: text('retired_reason'),
    createdAt: createdAt(),
  },
  (t) => [unique('dataset_name').on(t.namespaceId, t.name)],
);

/** A name that a dataset once had: posts and links under it lead to the dataset. */
export const datasetAlias = pgTable(
  'dataset_alias',
  {
    id: id(),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    namespaceId: ref('namespace_id')
      .notNull()
      .references(() => namespace.id),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    renamedAt: at('renamed_at').notNull(),
    renamedBy: text('renamed_by').notNull(),
  },
  (t) => [
    unique('dataset_alias_name').on(t.namespaceId, t.name),
    index('dataset_alias_slug').on(t.slug),
    index('dataset_alias_dataset').on(t.datasetId),
  ],
);

/** A dataset and a rule about when its profiles arrive: what is awaited next. */
export const arrivalWatch = pgTable(
  'arrival_watch',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    /** The expectation's key: `arrival.by`, `arrival.expect_every`. */
    key: text('key').notNull(),
    /** checks ArrivalRule. */
    rule: jsonb('rule').notNull(),
    /** Since when this very rule holds here: nothing before it is judged by it. */
    since: at('since').notNull(),
    dueAt: at('due_at').notNull(),
    /** Due and grace; null while nothing is awaited, because what was is missing. */
    checkAt: at('check_at'),
    lastArrivalAt: at('last_arrival_at'),
    lastReachAt: at('last_reach_at'),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.key] }), index('arrival_watch_check').on(t.checkAt)],
);

/** A deadline that was met, met late, or missed. Of `expect_every` only those that were not met in time. */
export const arrivalPeriod = pgTable(
  'arrival_period',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    key: text('key').notNull(),
    dueAt: at('due_at').notNull(),
    /** `met`, `late`, `missing`. */
    state: text('state').notNull(),
    arrivedAt: at('arrived_at'),
    profileId: ref('profile_id'),
    /** The incident in which it is told that it is missing. */
    incidentId: ref('incident_id').references(() => incident.id),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.key, t.dueAt] }),
    index('arrival_period_missing')
      .on(t.datasetId, t.key, t.dueAt)
      .where(sql`state = 'missing'`),
    // Rows lie nearly in the order of their deadlines.
    index('arrival_period_due').using('brin', t.dueAt),
  ],
);

/** What the clock has to do: one row per occurrence, whoever's tick was first; run by whoever holds its lease. */
export const clockJob = pgTable(
  'clock_job',
  {
    id: id(),
    kind: text('kind').notNull(),
    /** Names the occurrence: `42/arrival.by/2026-11-25T05:00:00Z`. */
    key: text('key').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull().default({}),
    /** `pending`, `running`, `done`, `dead`. */
    state: text('state').notNull().default('pending'),
    runAt: at('run_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    leaseUntil: at('lease_until'),
    leaseToken: text('lease_token'),
    lastError: text('last_error'),
    createdAt: createdAt(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    unique('clock_job_once').on(t.kind, t.key),
    index('clock_job_open')
      .on(t.runAt)
      .where(sql`state in ('pending', 'running')`),
    index('clock_job_finished').on(t.finishedAt),
  ],
);

export const schemaVersion = pgTable(
  'schema_version',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    version: integer('version').notNull(),
    hash: text('hash').notNull(),
    fields: jsonb('fields').$type<{ name: string; type?: string; nullable?: boolean }[]>().notNull(),
    profileId: ref('profile_id').notNull(),
    effectiveAt: at('effective_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.version] })],
);

/** The names of a profile's scalar metrics, stored once and shared: `profile.metric_values[i]` belongs to `names[i]`, eight bytes each. */
export const metricLayout = pgTable('metric_layout', {
  id: id(),
  hash: text('hash').notNull().unique(),
  names: text('names').array().notNull(),
});

export const job = pgTable(
  'job',
  {
    id: id(),
    namespaceId: ref('namespace_id')
      .notNull()
      .references(() => namespace.id),
    name: text('name').notNull(),
    /** The job that it is a part of: the DAG of a task, the application of a Spark command. */
    parentId: ref('parent_id'),
    /** As its producer calls it: `AIRFLOW`, `DBT`, `SPARK`. */
    integration: text('integration'),
    /** As its producer calls it: `TASK`, `DAG`, `MODEL`. */
    jobType: text('job_type'),
    /** `BATCH`, `STREAMING`, `SERVICE`; null where no producer said so: then it is a batch. */
    processing: text('processing'),
    /** Of a streaming job that reports periodically: in how many seconds. */
    heartbeatSeconds: integer('heartbeat_seconds'),
    description: text('description'),
    owner: text('owner'),
    /** Did it say itself which input goes into which output? Then what it reads and writes is not multiplied. */
    explicit: boolean('explicit').notNull().default(false),
    /** Start of its newest finished run that named inputs (outputs): an edge last seen before it is a former one. */
    inputsAt: at('inputs_at'),
    outputsAt: at('outputs_at'),
    lastSeenAt: at('last_seen_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('job_name').on(t.namespaceId, t.name),
    index('job_parent')
      .on(t.parentId)
      .where(sql`parent_id is not null`),
  ],
);

export const run = pgTable(
  'run',
  {
    id: id(),
    jobId: ref('job_id').references(() => job.id),
    namespaceId: ref('namespace_id')
      .notNull()
      .references(() => namespace.id),
    externalId: text('external_id').notNull(),
    state: text('state').notNull().default('UNKNOWN'),
    trigger: text('trigger'),
    attempt: integer('attempt'),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
    lastEventAt: at('last_event_at'),
    intervalStart: at('interval_start'),
    intervalEnd: at('interval_end'),
    error: text('error'),
    /** W3C trace context of the producer, so that a person can go from here to the trace. */
    traceparent: text('traceparent'),
    /** The run that started it, and the one at the top: of the DAG, of the application. */
    parentId: ref('parent_id'),
    rootId: ref('root_id'),
    /** The tool that ran it, with its version: `spark 3.5.1`. */
    engine: text('engine'),
    /** When it was given up: started, then silent for too long. Null again once it speaks. */
    lostAt: at('lost_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('run_external').on(t.namespaceId, t.externalId),
    // Of each job, and of each state, the newest first: by its start, else by its last event.
    index('run_newest').on(t.jobId, sql`coalesce(started_at, last_event_at) desc nulls last`, t.id.desc().nullsFirst()),
    index('run_state').on(t.state, sql`coalesce(started_at, last_event_at) desc nulls last`, t.id.desc().nullsFirst()),
    index('run_parent')
      .on(t.parentId)
      .where(sql`parent_id is not null`),
    index('run_unfinished')
      .on(t.lastEventAt)
      .where(sql`state in ('START', 'RUNNING') and lost_at is null`),
    // For retention alone: it costs those who write runs next to nothing.
    index('run_created').using('brin', t.createdAt),
  ],
);

/** Every state change as it was posted; the state of a run is a fold over them in event time. */
export const runEvent = pgTable(
  'run_event',
  {
    id: id(),
    runId: ref('run_id')
      .notNull()
      .references(() => run.id),
    type: text('type').notNull(),
    eventAt: at('event_at').notNull(),
    receivedAt: at('received_at').notNull().defaultNow(),
    error: text('error'),
  },
  (t) => [unique('run_event_once').on(t.runId, t.type, t.eventAt)],
);

export const runDataset = pgTable(
  'run_dataset',
  {
    runId: ref('run_id')
      .notNull()
      .references(() => run.id),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    direction: text('direction').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.datasetId, t.direction] }),
    index('run_dataset_dataset').on(t.datasetId, t.direction, t.runId),
  ],
);

export const profile = pgTable(
  'profile',
  {
    id: id(),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    runId: ref('run_id').references(() => run.id),
    /** Which series of profiles it belongs to: the segment and declared filter as canonical text, empty for the whole dataset. */
    segment: text('segment').notNull().default(''),
    intervalStart: at('interval_start'),
    intervalEnd: at('interval_end'),
    capturedAt: at('captured_at'),
    receivedAt: at('received_at').notNull(),
    /** Start of the data interval, else captured, else received: the order of history. */
    effectiveAt: at('effective_at').notNull(),
    rowCount: doublePrecision('row_count'),
    // No foreign key: every profile would lock the one layout row that a thousand datasets share.
    layoutId: ref('layout_id').notNull(),
    /** Little-endian float64s, one after another: a third of the time that an array of numbers takes to write. */
    metricValues: bytea('metric_values').notNull(),
    schemaVersion: integer('schema_version'),
    supersededBy: ref('superseded_by'),
    verdict: text('verdict').notNull(),
    /** May later profiles be compared with it? Not after a fail, until somebody says that it is the new normal. */
    accepted: boolean('accepted').notNull().default(true),
    /** Was it older than the newest of its series when it came? One that corrects another is as late as that was. */
    late: boolean('late').notNull().default(false),
    /** The whole profile after privacy, JSON. */
    document: text('document').notNull(),
  },
  (t) => [
    index('profile_history').on(t.datasetId, t.segment, t.effectiveAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('profile_run')
      .on(t.runId)
      .where(sql`run_id is not null`),
    // Rows lie in the order of their arrival, so a block range index finds a day and costs next to nothing.
    index('profile_received').using('brin', t.receivedAt),
  ],
);

/** One judging of one profile by the rules of one moment; a profile may be judged again later and keeps both. */
export const judgement = pgTable(
  'judgement',
  {
    id: id(),
    profileId: ref('profile_id')
      .notNull()
      .references(() => profile.id),
    judgedAt: at('judged_at').notNull(),
    verdict: text('verdict').notNull(),
    gate: text('gate').notNull(),
    /** The answer that was given, JSON: results with observed and expected, incidents, warnings. */
    answer: text('answer').notNull(),
    /** Why it was judged: `received`; a profile that it is compared with came (`related`) or was corrected (`replaced`); results of another tool came (`results`); what was learnt before it is another now (`learned`); `again`. */
    cause: text('cause').notNull().default('received'),
    /** Does it speak for its profile? The newest that does is what gate, lists and history read; the others are second opinions. */
    counts: boolean('counts').notNull().default(true),
    /** The versions that judged: `[{suite, version}]`. */
    rules: jsonb('rules').$type<{ suite: string; version: number }[]>().notNull().default([]),
    /** Profiles of other datasets that it was compared with. */
    partners: bigint('partners', { mode: 'number' })
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Who asked, of cause `again`. */
    requestedBy: text('requested_by'),
  },
  (t) => [index('judgement_profile').on(t.profileId, t.id.desc().nullsFirst())],
);

/** Accepted failures that were told to have healed: each once for a level and an end. */
export const acceptanceHealed = pgTable(
  'acceptance_healed',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    expectation: text('expectation').notNull(),
    level: doublePrecision('level').notNull(),
    until: text('until').notNull(),
    profileId: ref('profile_id').notNull(),
    toldAt: at('told_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.expectation, t.level, t.until] })],
);

/** What one suite of another tool found of one dataset, as it was posted and after privacy. */
export const externalResult = pgTable(
  'external_result',
  {
    id: id(),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    tool: text('tool').notNull(),
    /** With its tool: `gx:orders_suite`. */
    suite: text('suite').notNull(),
    /** The run's id as its pipeline calls it. */
    run: text('run'),
    intervalStart: at('interval_start'),
    intervalEnd: at('interval_end'),
    judgedAt: at('judged_at'),
    receivedAt: at('received_at').notNull(),
    /** Start of the data interval, else judged, else received: the order of history. */
    effectiveAt: at('effective_at').notNull(),
    /** Under which a repeat is recognised; null where a post says nothing of its time. */
    key: text('key'),
    bodyHash: bytea('body_hash').notNull(),
    verdict: text('verdict').notNull(),
    gate: text('gate').notNull(),
    /** checks CheckResult[], JSON. */
    results: text('results').notNull(),
    /** The answer that was given, JSON. */
    answer: text('answer').notNull(),
    /** Is it the newest of its suite? */
    newest: boolean('newest').notNull(),
  },
  (t) => [
    unique('external_result_key').on(t.datasetId, t.suite, t.key),
    index('external_result_history').on(t.datasetId, t.suite, t.effectiveAt.desc().nullsFirst()),
    index('external_result_received')
      .on(t.receivedAt)
      .where(sql`not newest`),
    index('external_result_newest')
      .on(t.datasetId)
      .where(sql`newest`),
    index('external_result_run')
      .on(t.datasetId, t.run)
      .where(sql`run is not null`),
    index('external_result_interval')
      .on(t.datasetId, t.intervalStart)
      .where(sql`interval_start is not null`),
  ],
);

/** A table of its own, so that profiles may be partitioned later. */
export const idempotency = pgTable(
  'idempotency',
  {
    namespace: text('namespace').notNull(),
    key: text('key').notNull(),
    bodyHash: bytea('body_hash').notNull(),
    profileId: ref('profile_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.namespace, t.key] })],
);

export const suite = pgTable('suite', {
  id: id(),
  name: text('name').notNull().unique(),
  namespace: text('namespace').notNull(),
  activeVersion: integer('active_version').notNull(),
  createdAt: createdAt(),
});

export const suiteVersion = pgTable(
  'suite_version',
  {
    suiteId: ref('suite_id')
      .notNull()
      .references(() => suite.id),
    version: integer('version').notNull(),
    yaml: text('yaml').notNull(),
    compiled: jsonb('compiled').notNull(),
    author: text('author').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.suiteId, t.version] })],
);

export const privacyRule = pgTable('privacy_rule', {
  id: id(),
  datasetPattern: text('dataset_pattern').notNull(),
  columnPattern: text('column_pattern').notNull(),
  level: text('level').notNull(),
  position: integer('position').notNull(),
});

export const incident = pgTable(
  'incident',
  {
    /** The number in INC-7. */
    id: id(),
    namespace: text('namespace').notNull(),
    datasetId: ref('dataset_id').references(() => dataset.id),
    jobId: ref('job_id').references(() => job.id),
    state: text('state').notNull(),
    severity: text('severity').notNull(),
    owner: text('owner'),
    labels: jsonb('labels').$type<Record<string, string>>().notNull().default({}),
    runbook: text('runbook'),
    sentence: text('sentence').notNull(),
    openedAt: at('opened_at').notNull(),
    lastFailureAt: at('last_failure_at').notNull(),
    acknowledgedAt: at('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    resolvedAt: at('resolved_at'),
    resolvedBy: text('resolved_by'),
    occurrenceCount: integer('occurrence_count').notNull().default(0),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    uniqueIndex('incident_open_dataset')
      .on(t.datasetId)
      .where(sql`state <> 'resolved' and dataset_id is not null`),
    uniqueIndex('incident_open_job')
      .on(t.jobId)
      .where(sql`state <> 'resolved' and job_id is not null`),
    index('incident_state').on(t.state, t.id.desc().nullsFirst()),
    index('incident_dataset').on(t.datasetId, t.id.desc().nullsFirst()),
  ],
);

export const incidentFailure = pgTable(
  'incident_failure',
  {
    incidentId: ref('incident_id')
      .notNull()
      .references(() => incident.id),
    expectation: text('expectation').notNull(),
    /** Its place among the failures, worst first when the incident opened. */
    position: integer('position').notNull(),
    /** alerts/types Failure, as it stands. */
    facts: jsonb('facts').notNull(),
    metric: text('metric'),
    firstProfileId: ref('first_profile_id'),
    lastProfileId: ref('last_profile_id'),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.expectation] })],
);

export const incidentEvent = pgTable(
  'incident_event',
  {
    id: id(),
    incidentId: ref('incident_id')
      .notNull()
      .references(() => incident.id),
    at: at('at').notNull(),
    kind: text('kind').notNull(),
    actor: text('actor'),
    text: text('text').notNull(),
  },
  (t) => [index('incident_event_incident').on(t.incidentId, t.id)],
);

export const routingVersion = pgTable('routing_version', {
  version: bigint('version', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  yaml: text('yaml').notNull(),
  compiled: jsonb('compiled').notNull(),
  author: text('author').notNull(),
  createdAt: createdAt(),
});

/** The outbox: one row per message, receiver channel and recipient. */
export const notification = pgTable(
  'notification',
  {
    id: id(),
    incidentId: ref('incident_id')
      .notNull()
      .references(() => incident.id),
    receiver: text('receiver').notNull(),
    channelKey: text('channel_key').notNull(),
    channel: jsonb('channel').notNull(),
    groupKey: text('group_key').notNull(),
    kind: text('kind').notNull(),
    /** IncidentFacts at the time the row was last planned: what the message will say. */
    facts: jsonb('facts').notNull(),
    reason: text('reason').notNull(),
    state: text('state').notNull().default('pending'),
    dueAt: at('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    leaseUntil: at('lease_until'),
    leaseToken: text('lease_token'),
    lastError: text('last_error'),
    firstAttemptAt: at('first_attempt_at'),
    deliveredAt: at('delivered_at'),
    /** The message that this one stands in for, because its receiver is in trouble. */
    fallbackFor: ref('fallback_for'),
    /** The dead letter that this one sends again. */
    replayOf: ref('replay_of'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('notification_one_pending')
      .on(t.incidentId, t.receiver, t.channelKey)
      .where(sql`state = 'pending' and attempts = 0`),
    index('notification_due')
      .on(t.dueAt)
      .where(sql`state in ('pending', 'sending')`),
    index('notification_incident').on(t.incidentId, t.id),
    index('notification_dead')
      .on(t.id)
      .where(sql`state = 'dead'`),
  ],
);

/** The circuit breaker of one place that messages go to: after several failures in a row it is left alone for a while. */
export const receiverHealth = pgTable(
  'receiver_health',
  {
    receiver: text('receiver').notNull(),
    channelKey: text('channel_key').notNull(),
    kind: text('kind').notNull(),
    /** `closed`: messages go; `open`: none until `probe_at`; `half-open`: one is tried. */
    state: text('state').notNull().default('closed'),
    consecutiveFailures: integer('consecutive_failures').notNull().default(0),
    openedAt: at('opened_at'),
    probeAt: at('probe_at'),
    lastError: text('last_error'),
    lastFailureAt: at('last_failure_at'),
    lastSuccessAt: at('last_success_at'),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.receiver, t.channelKey] })],
);

/** Where an incident's message stands with a provider that can change it later (Slack: channel and ts). */
export const channelMessage = pgTable(
  'channel_message',
  {
    incidentId: ref('incident_id')
      .notNull()
      .references(() => incident.id),
    receiver: text('receiver').notNull(),
    channelKey: text('channel_key').notNull(),
    reference: jsonb('reference').$type<Record<string, string>>().notNull(),
    createdAt: createdAt(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.receiver, t.channelKey] })],
);

/** Who asked for quiet about what, and until when. */
export const silence = pgTable(
  'silence',
  {
    id: id(),
    matchers: jsonb('matchers').$type<{ name: string; op: string; value: string }[]>().notNull(),
    /** Namespaces of its author: it silences nothing outside them. */
    namespaces: text('namespaces').array().notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    createdBy: text('created_by').notNull(),
    comment: text('comment').notNull(),
    expiredAt: at('expired_at'),
    expiredBy: text('expired_by'),
    createdAt: createdAt(),
  },
  (t) => [index('silence_ends').on(t.endsAt)],
);

/** Leave to go on although the gate says otherwise: for what it names, until a time, once somebody who may has approved it. */
export const gateOverride = pgTable(
  'gate_override',
  {
    id: id(),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    /** Whom it is for; everybody who asks when there is none. */
    consumer: text('consumer'),
    /** What it is about; everything that did not pass when there is none. */
    expectation: text('expectation'),
    profileId: ref('profile_id'),
    intervalStart: at('interval_start'),
    intervalEnd: at('interval_end'),
    reason: text('reason').notNull(),
    endsAt: at('ends_at').notNull(),
    requestedBy: text('requested_by').notNull(),
    /** Kind and id of the principal: two keys may have one name. */
    requesterId: text('requester_id').notNull(),
    requestedAt: at('requested_at').notNull(),
    approvedBy: text('approved_by'),
    approvedAt: at('approved_at'),
    revokedBy: text('revoked_by'),
    revokedAt: at('revoked_at'),
  },
  (t) => [index('gate_override_dataset').on(t.datasetId, t.endsAt)],
);

/**
 * What the learned monitors knew after one profile of a series: a bookmark, so that the next profile need not read all before. It is made from profiles and
 * feedback alone and may be thrown away.
 */
export const learnedState = pgTable(
  'learned_state',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    segment: text('segment').notNull().default(''),
    /** The newest profile learnt, and where it stands in time. */
    profileId: ref('profile_id').notNull(),
    effectiveAt: at('effective_at').notNull(),
    /** The version of the engine that learnt it; one of another is thrown away. */
    engine: integer('engine').notNull(),
    /** Profiles learnt so far. */
    runs: integer('runs').notNull(),
    state: bytea('state').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.segment, t.profileId] }),
    index('learned_state_newest').on(t.datasetId, t.segment, t.effectiveAt.desc(), t.profileId.desc()),
  ],
);

/** Series whose past was changed after it was learnt: by a correction, by feedback, by a rebuild. */
export const learnedSeries = pgTable(
  'learned_series',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    segment: text('segment').notNull().default(''),
    /** Raised with every such change, so that each process knows that what it remembers is old. */
    generation: integer('generation').notNull().default(0),
    /** Profiles that came late are learnt when their id is at most this: they were there at the last rebuild. */
    rebuiltProfileId: ref('rebuilt_profile_id'),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.segment] })],
);

/** What somebody said of an alarm: learning goes on by it, and the ledger of precision counts it. */
export const alarmFeedback = pgTable(
  'alarm_feedback',
  {
    id: id(),
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    segment: text('segment').notNull().default(''),
    /** The profile whose alarm it is about. */
    profileId: ref('profile_id').notNull(),
    incidentId: ref('incident_id').references(() => incident.id),
    /** Of these expectations; of everything that failed when there are none. */
    expectations: text('expectations').array(),
    /** once, new_normal, repeats, false_alarm or real. */
    verb: text('verb').notNull(),
    note: text('note'),
    madeBy: text('made_by').notNull(),
    madeAt: at('made_at').notNull(),
    undoneBy: text('undone_by'),
    undoneAt: at('undone_at'),
  },
  (t) => [
    index('alarm_feedback_series').on(t.datasetId, t.segment, t.profileId),
    index('alarm_feedback_incident').on(t.incidentId),
  ],
);

/** A kind of learned alarm that is told again although it was seldom right: only what people said since counts against it. */
export const learnedPromotion = pgTable(
  'learned_promotion',
  {
    datasetId: ref('dataset_id')
      .notNull()
      .references(() => dataset.id),
    family: text('family').notNull(),
    promotedBy: text('promoted_by').notNull(),
    promotedAt: at('promoted_at').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.family] })],
);

/** How far out the measures of all datasets were, by family, as one job found it: versions are never changed. */
export const calibration = pgTable('calibration', {
  version: bigint('version', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  engine: integer('engine').notNull(),
  /** By family: how much farther out than usual an alarm begins at each budget. */
  families: jsonb('families').notNull(),
  /** What it was made of, by family. */
  samples: jsonb('samples').notNull(),
  createdAt: createdAt(),
});

/** How many measures of a family were how far out on a day (UTC): counts by bin of the score. */
export const learnedTally = pgTable(
  'learned_tally',
  {
    day: text('day').notNull(),
    engine: integer('engine').notNull(),
    family: text('family').notNull(),
    counts: bigint('counts', { mode: 'number' }).array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.engine, t.family] })],
);

/** When a part of a process last said that it lives, and in `detail` when it last did its work: whether green is still fresh. */
export const heartbeat = pgTable(
  'heartbeat',
  {
    /** `ingest`, `clock`, `notifier`. */
    component: text('component').notNull(),
    /** The process, as host:pid. */
    instance: text('instance').notNull(),
    at: at('at').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.component, t.instance] })],
);

/** A post that was refused, in words and without its values; the newest few are kept. */
export const rejection = pgTable(
  'rejection',
  {
    id: id(),
    at: at('at').notNull().defaultNow(),
    /** Null when it could not be read, or nobody knows who sent it: then administrators alone see it. */
    namespace: text('namespace'),
    dataset: text('dataset'),
    route: text('route').notNull(),
    status: integer('status').notNull(),
    problem: text('problem').notNull(),
    detail: text('detail').notNull(),
    errors: jsonb('errors').$type<{ pointer: string; message: string }[]>().notNull().default([]),
    actor: text('actor'),
    producer: text('producer'),
    requestId: text('request_id').notNull(),
  },
  (t) => [index('rejection_at').on(t.at)],
);

/** Why somebody was or was not told. */
export const decision = pgTable(
  'decision',
  {
    id: id(),
    incidentId: ref('incident_id')
      .notNull()
      .references(() => incident.id),
    at: at('at').notNull(),
    receiver: text('receiver'),
    action: text('action').notNull(),
    reason: text('reason').notNull(),
    path: jsonb('path'),
  },
  (t) => [index('decision_incident').on(t.incidentId, t.id)],
);

export const user = pgTable('app_user', {
  id: id(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role').notNull(),
  namespaces: text('namespaces')
    .array()
    .notNull()
    .default(sql`'{*}'`),
  passwordHash: text('password_hash').notNull(),
  disabledAt: at('disabled_at'),
  createdAt: createdAt(),
});

export const session = pgTable('session', {
  tokenHash: bytea('token_hash').primaryKey(),
  userId: ref('user_id')
    .notNull()
    .references(() => user.id),
  createdAt: createdAt(),
  lastSeenAt: at('last_seen_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
});

export const apiKey = pgTable('api_key', {
  id: id(),
  publicId: text('public_id').notNull().unique(),
  secretHash: bytea('secret_hash').notNull(),
  name: text('name').notNull(),
  role: text('role').notNull(),
  namespaces: text('namespaces').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: createdAt(),
  expiresAt: at('expires_at'),
  revokedAt: at('revoked_at'),
  lastUsedAt: at('last_used_at'),
});

/** Append-only: a trigger refuses update and delete. Chaining is done later, by a sequencer. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: id(),
    at: at('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    via: text('via').notNull(),
    action: text('action').notNull(),
    object: text('object').notNull(),
    namespace: text('namespace'),
    before: jsonb('before'),
    after: jsonb('after'),
    requestId: text('request_id'),
    ip: text('ip'),
  },
  (t) => [index('audit_entry_at').on(t.at), index('audit_entry_object').on(t.object, t.id)],
);

/** Set after a session's sign-in failures: slows guessing per account and address. */
export const signInFailure = pgTable(
  'sign_in_failure',
  {
    id: id(),
    account: text('account').notNull(),
    ip: text('ip').notNull(),
    at: at('at').notNull().defaultNow(),
    cleared: boolean('cleared').notNull().default(false),
  },
  (t) => [index('sign_in_failure_account').on(t.account, t.at)],
);
