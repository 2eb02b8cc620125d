import { z } from 'zod';
import {
  checkResultSchema,
  instant,
  labelsSchema,
  outcomeSchema,
  pageOf,
  runFactsSchema,
  scalarSchema,
  verdictSchema,
} from './common.ts';
import { deadlineSchema } from './deadlines.ts';
import { knownNameSchema } from './lineage-names.ts';
import { learningSchema } from './learning.ts';
import { learnedSummarySchema } from './verdict.ts';

/**
 * fail: the last verdict fails, or an incident is open in which something is worse than a warning · warn: a warning, in the verdict or in an open
 * incident · undecided · unknown: nothing expected or nothing judged · ok: the last verdict passes.
 */
export const datasetStatusSchema = z.enum(['ok', 'warn', 'fail', 'undecided', 'unknown']);
export type DatasetStatus = z.infer<typeof datasetStatusSchema>;

export const datasetRowSchema = z.object({
  id: z.string(),
  slug: z.string(),
  namespace: z.string(),
  name: z.string(),
  owner: z.string().nullable(),
  labels: labelsSchema,
  status: datasetStatusSchema,
  lastProfileAt: instant.nullable(),
  rowCount: z.number().nullable(),
  /** Row counts of the newest 30 profiles, oldest first; null where a profile had none. */
  recentRowCounts: z.array(z.number().nullable()),
  profileCount: z.number().int(),
  columnCount: z.number().int().nullable(),
  openIncidents: z.array(z.string()),
  /** Results of the newest verdict by outcome. */
  checks: z.object({ pass: z.number(), warn: z.number(), fail: z.number(), undecided: z.number(), error: z.number() }),
});
export type DatasetRow = z.infer<typeof datasetRowSchema>;
export const datasetPageSchema = pageOf(datasetRowSchema);

export const datasetDetailSchema = datasetRowSchema.extend({
  createdAt: instant,
  schemaVersion: z.number().int().nullable(),
  suites: z.array(z.object({ name: z.string(), version: z.number().int() })),
  runbook: z.string().nullable(),
  arrivals: z.array(deadlineSchema),
  retired: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  /** Names that it had, newest first; posts and links under them lead here. */
  formerNames: z.array(z.object({ namespace: z.string(), name: z.string(), at: instant, by: z.string() })),
  /** Other names under which it is found: spellings, and names that are one with it. */
  names: z.array(knownNameSchema),
  /** Its name is one with this dataset's: from then on it is shown and judged as that. */
  oneWith: z.object({ id: z.string(), namespace: z.string(), name: z.string() }).nullable(),
  /** What should be mended, in sentences, such as a suite that still names it as it was called. */
  warnings: z.array(z.string()),
  /** May the caller retire, restore and rename it? */
  mayChange: z.boolean(),
  /** How learned monitors watch it, and which suite says so, null where none does; null where they are off on this server. */
  learn: learningSchema.nullable(),
  /** What they say of the newest profile; null when there is none, or they did not judge it. */
  learned: learnedSummarySchema.nullable(),
  /** Every metric name that its profiles have carried, for the metric picker. */
  metricNames: z.array(z.string()),
  lastProfile: z
    .object({
      id: z.string(),
      effectiveAt: instant,
      receivedAt: instant,
      verdict: verdictSchema,
      dataInterval: z.object({ start: instant, end: instant }).nullable(),
    })
    .nullable(),
});
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;
/** The answer to retiring, restoring and renaming. */
export const datasetChangedSchema = z.object({ dataset: datasetDetailSchema, warnings: z.array(z.string()) });
export type DatasetChanged = z.infer<typeof datasetChangedSchema>;

export const metricPointSchema = z.object({
  at: instant,
  profileId: z.string(),
  value: z.number().nullable(),
  verdict: verdictSchema,
});
export const metricSeriesSchema = z.object({
  name: z.string(),
  points: z.array(metricPointSchema),
  /** Bounds in force now that were declared for this metric, if any. */
  bound: z.object({ low: z.number().nullable(), high: z.number().nullable() }).nullable(),
  /** Instants at which a result on this metric warned or failed, with the result. */
  breaches: z.array(
    z.object({
      at: instant,
      profileId: z.string(),
      expectation: z.string(),
      /** Whose rule it was; a suite that nobody declares where it was learned. */
      suite: z.string(),
      outcome: outcomeSchema,
      reason: z.string(),
    }),
  ),
});
export type MetricSeries = z.infer<typeof metricSeriesSchema>;
/** GET /datasets/{id}/metrics?name=rowCount&name=amount.mean&from&to (at most 12 names, 1,000 newest points each, oldest first). */
export const metricsSchema = z.object({
  series: z.array(metricSeriesSchema),
  schemaChanges: z.array(z.object({ at: instant, version: z.number().int() })),
});
export type MetricsShape = z.infer<typeof metricsSchema>;

const histogramSchema = z.object({ boundaries: z.array(z.number()), counts: z.array(z.number()) });
const topValueSchema = z.object({ value: scalarSchema.nullable(), count: z.number(), hashed: z.boolean().optional() });
export const columnRowSchema = z.object({
  name: z.string(),
  type: z.string().nullable(),
  count: z.number().nullable(),
  nullCount: z.number().nullable(),
  nullFraction: z.number().nullable(),
  distinct: z.object({ value: z.number(), exact: z.boolean() }).nullable(),
  min: scalarSchema.nullable(),
  median: z.number().nullable(),
  mean: z.number().nullable(),
  max: scalarSchema.nullable(),
  privacy: z.enum(['full', 'hashed', 'bucketed', 'counts-only']),
  histogram: histogramSchema.nullable(),
  topValues: z.array(topValueSchema).nullable(),
  /** The same column in the profile compared with. */
  before: z
    .object({
      histogram: histogramSchema.nullable(),
      topValues: z.array(topValueSchema).nullable(),
      mean: z.number().nullable(),
      median: z.number().nullable(),
      nullFraction: z.number().nullable(),
    })
    .nullable(),
  checks: z.object({ pass: z.number(), warn: z.number(), fail: z.number(), undecided: z.number(), error: z.number() }),
});
export type ColumnRow = z.infer<typeof columnRowSchema>;
/** GET /datasets/{id}/columns?profile=prf_1&before=prf_0 (defaults: newest, and the one before it). */
export const columnsSchema = z.object({
  profile: z.object({ id: z.string(), at: instant }).nullable(),
  before: z.object({ id: z.string(), at: instant }).nullable(),
  columns: z.array(columnRowSchema),
});
export type ColumnsShape = z.infer<typeof columnsSchema>;

export const schemaVersionSchema = z.object({
  version: z.number().int(),
  firstSeenAt: instant,
  profileId: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string().nullable(), nullable: z.boolean().nullable() })),
  changes: z.array(
    z.object({
      change: z.enum(['added', 'removed', 'type', 'nullability', 'order']),
      field: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
});
export type SchemaVersion = z.infer<typeof schemaVersionSchema>;
/** GET /datasets/{id}/schema-versions, newest first. */
export const schemaVersionsSchema = z.object({ items: z.array(schemaVersionSchema) });

/**
 * GET /datasets/{id}/results: the newest result of each expectation with its last outcomes (30 of the whole dataset), oldest
 * first. Profile and time are null for one in force that no profile was judged by yet; where another tool judged, `profileId`
 * is the id of what it posted (`ext_12`).
 */
export const datasetResultsSchema = z.object({
  items: z.array(
    z.object({
      result: checkResultSchema,
      profileId: z.string().nullable(),
      at: instant.nullable(),
      recent: z.array(z.object({ profileId: z.string(), at: instant, outcome: outcomeSchema })),
    }),
  ),
});
export type DatasetResults = z.infer<typeof datasetResultsSchema>;

export const profileRowSchema = z.object({
  id: z.string(),
  effectiveAt: instant,
  capturedAt: instant.nullable(),
  receivedAt: instant,
  dataInterval: z.object({ start: instant, end: instant }).nullable(),
  rowCount: z.number().nullable(),
  verdict: verdictSchema,
  supersededBy: z.string().nullable(),
  /** The run that made it, when it said so. */
  run: runFactsSchema.nullable(),
});
export const profilePageSchema = pageOf(profileRowSchema);
export type ProfileRow = z.infer<typeof profileRowSchema>;
