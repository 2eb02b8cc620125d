import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Every OpenLineage event as it came, after privacy. Partitioned by event time, a week each, with a default one (see the
 * migration): the same content has the same event time, so that a repeat meets its first copy in one partition.
 */
export const lineageEvent = pgTable(
  'lineage_event',
  {
    eventAt: at('event_at').notNull(),
    /** The first 16 bytes of the SHA-256 of its content. */
    hash: bytea('hash').notNull(),
    receivedAt: at('received_at').notNull().defaultNow(),
    /** `run`, `job`, `dataset`. */
    kind: text('kind').notNull(),
    /** The first 16 bytes of the SHA-256 of job namespace, a zero byte and the run's id; null without a run. */
    runKey: bytea('run_key'),
    /** JSON. */
    body: text('body').notNull(),
    /** What in it breaks the standard: `[{pointer, message}]`; null when nothing does. */
    warnings: jsonb('warnings').$type<{ pointer: string; message: string }[]>(),
  },
  (t) => [
    primaryKey({ columns: [t.eventAt, t.hash] }),
    index('lineage_event_run')
      .on(t.runKey, t.eventAt)
      .where(sql`run_key is not null`),
  ],
);

/** Events that are stored and not yet worked into the graph (`graph`), or whose measurements and results are not (`quality`). */
export const lineagePending = pgTable(
  'lineage_pending',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    eventAt: at('event_at').notNull(),
    hash: bytea('hash').notNull(),
    stage: text('stage').notNull().default('graph'),
    /** Length of its body, so that a batch takes no more than it can hold. */
    bytes: integer('bytes').notNull(),
    /** Put back by a person: what it tells was counted before. */
    again: boolean('again').notNull().default(false),
    traceparent: text('traceparent'),
    /** Who posted it: `key:airflow`. */
    sender: text('sender').notNull().default(''),
    attempts: integer('attempts').notNull().default(0),
    retryAt: at('retry_at'),
    /** When it was given up; such a row waits for a person. */
    deadAt: at('dead_at'),
    reason: text('reason'),
  },
  (t) => [
    index('lineage_pending_next')
      .on(t.stage, t.id)
      .where(sql`dead_at is null`),
    index('lineage_pending_dead')
      .on(t.deadAt)
      .where(sql`dead_at is not null`),
  ],
);

/** What a producer sent in a day, so that a loss is seen: received is stored, repeated, refused and failed together. */
export const lineageProducer = pgTable(
  'lineage_producer',
  {
    /** Its own address without the version in it; empty where an event names none. */
    producer: text('producer').notNull(),
    /** In UTC. */
    day: text('day').notNull(),
    stored: integer('stored').notNull().default(0),
    repeated: integer('repeated').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    /** Not taken through our fault: its sender was told to try again. */
    failed: integer('failed').notNull().default(0),
    /** Stored with warnings, and of those the ones about how datasets are named. */
    warned: integer('warned').notNull().default(0),
    misnamed: integer('misnamed').notNull().default(0),
    /** Given up by the projector. */
    dead: integer('dead').notNull().default(0),
    /** Version of its newest event. */
    client: text('client'),
    lastAt: at('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.producer, t.day] })],
);
