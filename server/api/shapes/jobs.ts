import { z } from 'zod';
import { datasetStatusSchema } from './catalogue.ts';
import { instant, pageOf } from './common.ts';
import { facetSchema, runRowSchema, runStateSchema, scheduleSchema } from './runs.ts';

const nameSchema = z.object({ id: z.string(), namespace: z.string(), name: z.string() });

export const jobRowSchema = nameSchema.extend({
  owner: z.string().nullable(),
  /** As its producer calls it: `AIRFLOW`, `DBT`, `SPARK`. */
  integration: z.string().nullable(),
  /** As its producer calls it: `TASK`, `DAG`, `MODEL`. */
  jobType: z.string().nullable(),
  processing: z.enum(['BATCH', 'STREAMING', 'SERVICE']),
  /** Of a streaming job that reports periodically: in how many seconds. */
  heartbeatSeconds: z.number().int().nullable(),
  /** Of which it is a part; null where it is of none, or of one that the caller may not see. */
  parent: nameSchema.nullable(),
  /** How many jobs are parts of it. */
  parts: z.number().int(),
  incident: z.string().nullable(),
  lastSeenAt: instant.nullable(),
  lastRun: runRowSchema.nullable(),
  /** Its newest 20 runs, oldest first. */
  recent: z.array(
    z.object({
      id: z.string(),
      state: runStateSchema,
      startedAt: instant.nullable(),
      lateSeconds: z.number().nullable(),
    }),
  ),
  schedule: scheduleSchema.nullable(),
});
export type JobRow = z.infer<typeof jobRowSchema>;
export const jobPageSchema = pageOf(jobRowSchema);

const jobDatasetSchema = z.object({
  id: z.string(),
  slug: z.string(),
  namespace: z.string(),
  name: z.string(),
  status: datasetStatusSchema,
  incident: z.string().nullable(),
  firstSeenAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  /** In how many events (of runs that were not told by OpenLineage: in how many of the newest 100) it was named. */
  count: z.number().int(),
  /** `observed` by a run, `declared` by a design-time event, `manual` by a person. */
  source: z.enum(['observed', 'declared', 'manual']),
  /** Did the newest run that ended no longer name it? */
  isFormer: z.boolean(),
});
export type JobDataset = z.infer<typeof jobDatasetSchema>;

export const jobDetailSchema = jobRowSchema.extend({
  createdAt: instant,
  description: z.string().nullable(),
  owners: z.array(z.object({ name: z.string(), type: z.string().nullable() })),
  sql: z.object({ query: z.string(), dialect: z.string().nullable() }).nullable(),
  sourceCode: z.object({ language: z.string().nullable(), code: z.string() }).nullable(),
  location: z
    .object({ url: z.string().nullable(), path: z.string().nullable(), version: z.string().nullable() })
    .nullable(),
  /** Did it say itself which input goes into which output? */
  isExplicit: z.boolean(),
  /** The jobs above it, the nearest first, as far as the caller may see them. */
  above: z.array(nameSchema),
  reads: z.array(jobDatasetSchema),
  writes: z.array(jobDatasetSchema),
  hiddenDatasets: z.number().int(),
  facets: z.array(facetSchema.extend({ at: instant })),
});
export type JobDetail = z.infer<typeof jobDetailSchema>;
