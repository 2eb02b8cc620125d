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
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { dataset, job } from './schema.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const ref = (name: string) => bigint(name, { mode: 'number' });
const at = (name: string) => timestamp(name, { withTimezone: true });
const datasetRef = (name: string) =>
  ref(name)
    .notNull()
    .references(() => dataset.id);
/** The first and the newest event that told of it, by event time, and how many did. */
const seen = {
  firstSeenAt: at('first_seen_at').notNull(),
  lastSeenAt: at('last_seen_at').notNull(),
  seenCount: integer('seen_count').notNull().default(1),
};

/** A job reads (`input`) or writes (`output`) a dataset. Never removed by an event: see job.inputs_at for what is former. */
export const lineageEdge = pgTable(
  'lineage_edge',
  {
    jobId: ref('job_id')
      .notNull()
      .references(() => job.id),
    datasetId: datasetRef('dataset_id'),
    direction: text('direction').notNull(),
    /** `observed` by a run, `declared` by a design-time event, `manual` by a person. */
    source: text('source').notNull().default('observed'),
    ...seen,
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.direction, t.datasetId] }),
    index('lineage_edge_dataset').on(t.datasetId, t.direction, t.jobId),
  ],
);

/** A dataset goes into another, said so explicitly: by the `lineage` facet, by column lineage alone, or by a person. */
export const lineageLink = pgTable(
  'lineage_link',
  {
    sourceId: datasetRef('source_id'),
    targetId: datasetRef('target_id'),
    /** The job that does it; 0 when none is known. */
    jobId: ref('job_id').notNull().default(0),
    source: text('source').notNull().default('observed'),
    ...seen,
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.targetId, t.jobId] }),
    index('lineage_link_target').on(t.targetId, t.jobId, t.sourceId),
  ],
);

/** A column goes into another. */
export const lineageColumn = pgTable(
  'lineage_column',
  {
    targetId: datasetRef('target_id'),
    /** Empty when the source column bears on the whole target (a filter, a join). */
    targetColumn: text('target_column').notNull(),
    sourceId: datasetRef('source_id'),
    /** Empty when the whole source bears on it. */
    sourceColumn: text('source_column').notNull(),
    jobId: ref('job_id').notNull().default(0),
    /** Does a value go into a value (`direct`), or only decide about it (`indirect`)? */
    kind: text('kind').notNull(),
    /** As the standard calls it: `IDENTITY`, `AGGREGATION`, `FILTER`, `JOIN`. */
    subtype: text('subtype'),
    isMasking: boolean('is_masking').notNull().default(false),
    description: text('description'),
    source: text('source').notNull().default('observed'),
    ...seen,
  },
  (t) => [
    primaryKey({ columns: [t.targetId, t.targetColumn, t.sourceId, t.sourceColumn, t.jobId] }),
    index('lineage_column_source').on(t.sourceId, t.sourceColumn),
  ],
);

/** The newest facet of each name that an event said of a job (`job`) or a dataset (`dataset`); null: it was deleted. */
export const lineageFacet = pgTable(
  'lineage_facet',
  {
    kind: text('kind').notNull(),
    entityId: ref('entity_id').notNull(),
    name: text('name').notNull(),
    eventAt: at('event_at').notNull(),
    /** The first 8 bytes of the SHA-1 of its JSON: the same again is not written again. */
    digest: bytea('digest'),
    facet: jsonb('facet'),
  },
  (t) => [primaryKey({ columns: [t.kind, t.entityId, t.name] })],
);

/** A name under which a producer called a dataset that is kept under another (see server/openlineage: normalised names). */
export const datasetRawName = pgTable(
  'dataset_raw_name',
  {
    namespace: text('namespace').notNull(),
    name: text('name').notNull(),
    datasetId: datasetRef('dataset_id'),
    /** `normalised`, `symlink`, `pattern`. */
    by: text('by').notNull(),
    /** The pattern that led here. */
    patternId: ref('pattern_id'),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.namespace, t.name] }), index('dataset_raw_name_dataset').on(t.datasetId)],
);

/** Names that a person declared to mean others: `hive://old/*` is `postgres://db:5432/*`. */
export const namePattern = pgTable(
  'name_pattern',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    fromNamespace: text('from_namespace').notNull(),
    fromName: text('from_name').notNull(),
    toNamespace: text('to_namespace').notNull(),
    toName: text('to_name').notNull(),
    position: smallint('position').notNull().default(0),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [unique('name_pattern_from').on(t.fromNamespace, t.fromName)],
);

/** Two names are one dataset: a producer says so (`symlink`), or a pattern of a person (`pattern`). Each name is a row of `dataset`. */
export const datasetSame = pgTable(
  'dataset_same',
  {
    /** Of a pattern: the name that means the other. Of a symlink: the smaller id. */
    datasetId: datasetRef('dataset_id'),
    otherId: datasetRef('other_id'),
    by: text('by').notNull(),
    /** 0 for a symlink. */
    patternId: ref('pattern_id').notNull().default(0),
    firstSeenAt: at('first_seen_at').notNull(),
    /** A person says that they are two all the same. */
    rejectedAt: at('rejected_at'),
    rejectedBy: text('rejected_by'),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.otherId, t.by, t.patternId] }),
    index('dataset_same_other').on(t.otherId),
    index('dataset_same_pattern')
      .on(t.patternId)
      .where(sql`pattern_id <> 0`),
  ],
);

/**
 * What follows from dataset_same: a dataset that is shown and judged as another. Its own rows (edges, profiles, incidents) stay its own, so that
 * nothing is lost when they are two again; whoever reads the graph reads them as those of the other.
 */
export const datasetMerge = pgTable(
  'dataset_merge',
  {
    memberId: datasetRef('member_id').primaryKey(),
    intoId: datasetRef('into_id'),
    mergedAt: at('merged_at').notNull(),
  },
  (t) => [index('dataset_merge_into').on(t.intoId)],
);
