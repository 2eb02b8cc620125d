import { z } from 'zod';
import { datasetStatusSchema } from './catalogue.ts';
import { checkResultSchema, instant, verdictSchema } from './common.ts';
import { incidentRowSchema } from './incidents.ts';

/** RUNNING: started and not ended · LOST: given up after it was silent for too long · UNKNOWN: others name it, nothing of its own came. */
export const runStateSchema = z.enum(['RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'LOST', 'UNKNOWN']);
export type RunState = z.infer<typeof runStateSchema>;

const jobNameSchema = z.object({ id: z.string(), namespace: z.string(), name: z.string() });

export const runRowSchema = z.object({
  /** `run_12`. */
  id: z.string(),
  /** As its pipeline calls it. */
  runId: z.string(),
  namespace: z.string(),
  job: jobNameSchema.nullable(),
  state: runStateSchema,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  lastEventAt: instant.nullable(),
  /** The data that it works on, as its scheduler names it; one instant twice where it names only that. */
  dataInterval: z.object({ start: instant, end: instant }).nullable(),
  /** When it should have started by the rhythm of its job; null where there is none. */
  expectedAt: instant.nullable(),
  /** By how much it started later than that; 0 on time, null where nothing is expected. */
  lateSeconds: z.number().nullable(),
  /** The first line of what went wrong. */
  error: z.string().nullable(),
  attempt: z.number().int().nullable(),
  trigger: z.string().nullable(),
  parentId: z.string().nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;

export const runPageSchema = z.object({
  items: z.array(runRowSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
  /** Are there more than `total`? Counting stops at 1,000. */
  isCounted: z.boolean(),
});
export type RunPage = z.infer<typeof runPageSchema>;

/** When a job usually starts, read from its newest 30 runs; nobody declared it. */
export const scheduleSchema = z.object({
  /** `interval`: so long after the end of each data interval · `starts`: by the clock. */
  basis: z.enum(['interval', 'starts']),
  everySeconds: z.number(),
  lagSeconds: z.number(),
  /** Later than expected by more than this is late. */
  slackSeconds: z.number(),
  kept: z.number().int(),
  of: z.number().int(),
  nextAt: instant.nullable(),
  overdueSeconds: z.number().nullable(),
  /** How long runs took that ended. */
  usual: z.object({ p50: z.number(), p90: z.number(), of: z.number().int() }).nullable(),
});
export type ScheduleShape = z.infer<typeof scheduleSchema>;

/** A state change as it was told, by OpenLineage or by POST /api/v1/runs. */
const toldSchema = z.object({
  type: z.string(),
  eventAt: instant,
  receivedAt: instant,
  error: z.string().nullable(),
  /** Has the run its state from it? */
  decides: z.boolean(),
});

const measuredSchema = z.object({
  profileId: z.string(),
  verdict: verdictSchema,
  rowCount: z.number().nullable(),
  bytes: z.number().nullable(),
  fileCount: z.number().nullable(),
  rowsWritten: z.number().nullable(),
  /** The profile before. */
  before: z.object({ rowCount: z.number().nullable(), at: instant }).nullable(),
});

const runDatasetSchema = z.object({
  id: z.string(),
  slug: z.string(),
  namespace: z.string(),
  name: z.string(),
  status: datasetStatusSchema,
  incident: z.string().nullable(),
  /** What this run measured of it; null when it measured nothing. */
  measured: measuredSchema.nullable(),
});
export type RunDataset = z.infer<typeof runDatasetSchema>;

const runResultsSchema = z.object({
  dataset: z.object({ slug: z.string(), namespace: z.string(), name: z.string() }),
  /** `profile`: what was expected of a profile of this run · `tool`: what another tool found in it. */
  by: z.enum(['profile', 'tool']),
  /** The profile's id, or the tool's suite. */
  of: z.string(),
  verdict: verdictSchema,
  results: z.array(checkResultSchema),
});
export type RunResults = z.infer<typeof runResultsSchema>;

export const treeRunSchema = runRowSchema.omit({ expectedAt: true, lateSeconds: true }).extend({
  /** 0 for the run at the top. */
  depth: z.number().int(),
});
export type TreeRun = z.infer<typeof treeRunSchema>;

/** A facet as it was stored; null where it is larger than 32 KiB, or names what the caller may not see. */
export const facetSchema = z.object({ name: z.string(), bytes: z.number().int(), facet: z.unknown().nullable() });
export type FacetShape = z.infer<typeof facetSchema>;

export const runDetailSchema = runRowSchema.extend({
  /** What went wrong, whole. */
  wholeError: z.string().nullable(),
  engine: z.string().nullable(),
  traceparent: z.string().nullable(),
  lostAt: instant.nullable(),
  /** Every state change that was told, by its own time. */
  told: z.array(toldSchema),
  /** Was it told to have ended in more than one way? */
  isConflicting: z.boolean(),
  /** Of its job. */
  schedule: scheduleSchema.nullable(),
  processing: z.enum(['BATCH', 'STREAMING', 'SERVICE']),
  heartbeatSeconds: z.number().int().nullable(),
  /** The run that started it, and the one at the top; null where there is none or the caller may not see it. */
  parent: treeRunSchema.nullable(),
  root: treeRunSchema.nullable(),
  /** The runs directly below it, by state. */
  parts: z.partialRecord(runStateSchema, z.number().int()),
  /** Of the same job, by start. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** The run at the top with all below it. */
  tree: z.object({ items: z.array(treeRunSchema), hidden: z.number().int(), isCut: z.boolean() }),
  reads: z.array(runDatasetSchema),
  writes: z.array(runDatasetSchema),
  /** Datasets in namespaces that the caller may not see. */
  hiddenDatasets: z.number().int(),
  results: z.array(runResultsSchema),
  incidents: z.array(incidentRowSchema),
  facets: z.array(facetSchema),
  /** Where its producer says that one can see more of it. */
  links: z.array(z.object({ name: z.string(), url: z.string() })),
  /** OpenLineage events that came of it, at most 10,000 are counted. */
  eventCount: z.number().int(),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

export const rawEventSchema = z.object({
  hash: z.string(),
  eventAt: instant,
  receivedAt: instant,
  bytes: z.number().int(),
  /** What in it breaks the standard. */
  warnings: z.array(z.object({ pointer: z.string(), message: z.string() })),
  /** As it is stored: after privacy. */
  event: z.record(z.string(), z.unknown()).nullable(),
  /** Why there is no event: it names what the caller may not see, or the answer is full; ask for it alone then. */
  without: z.enum(['hidden', 'full']).nullable(),
});
export type RawEventShape = z.infer<typeof rawEventSchema>;
export const rawEventPageSchema = z.object({
  items: z.array(rawEventSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});
export type RawEventPage = z.infer<typeof rawEventPageSchema>;
