import { z } from 'zod';
import { columnProfileSchema } from './column-profile.ts';
import { instant, keptInstant } from './common.ts';

const text = (max: number) => z.string().max(max);
const name = (max: number) => z.string().min(1).max(max);
const count = z.int().min(0);
const record = <T extends z.ZodType>(value: T) =>
  z.record(
    z
      .string()
      .min(1)
      .max(500)
      .regex(/^(?!__proto__$)/),
    value,
  );

export const qualifiedName = z.strictObject({ namespace: name(200), name: name(500) });
const datasetName = z.strictObject({
  namespace: name(200),
  name: name(500),
  symlinks: z
    .array(z.strictObject({ namespace: name(200), name: name(500), type: text(100).optional() }))
    .max(100)
    .optional(),
});
export const dataInterval = z.strictObject({ start: instant, end: instant });
export const runTrigger = z.enum(['scheduled', 'backfill', 'retry', 'manual']);

/** W3C Trace Context, version 00; no all-zero ids. */
const traceparent = z.string().regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/);

const runReference = z.strictObject({
  id: name(300),
  job: qualifiedName.optional(),
  attempt: count.optional(),
  state: text(50).optional(),
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  trigger: runTrigger.optional(),
  traceparent: traceparent.optional(),
});

const scope = z.strictObject({
  kind: z.enum(['full', 'incremental', 'partition']).optional(),
  sampled: z
    .strictObject({
      method: text(100).optional(),
      fraction: z.number().min(0).max(1).optional(),
      rowsScanned: count.optional(),
      seed: z.int().optional(),
    })
    .nullable()
    .optional(),
  filter: z
    .union([text(10_000), z.strictObject({ text: text(10_000).optional(), hash: text(200).optional() })])
    .nullable()
    .optional(),
  complete: z.boolean().optional(),
});

const segment = z.strictObject({ key: name(200), value: text(1000) });
const schemaField = z.strictObject({
  name: name(500),
  type: text(2000).optional(),
  nullable: z.boolean().optional(),
  ordinal: count.optional(),
  description: text(10_000).optional(),
  tags: z.array(text(200)).max(100).optional(),
  classification: text(100).optional(),
});

const counter = z.strictObject({
  id: name(300),
  tested: count.optional(),
  failed: count,
  value: z.number().optional(),
  unit: text(50).optional(),
  definitionHash: text(200).optional(),
  segment: z.array(segment).max(20).optional(),
  failedKeyHashes: z.array(text(200)).max(10_000).optional(),
});

/** A profile as it is posted: the one source of its validation and of /schema/profile.json. */
export const profileSchema = z.strictObject({
  schemaVersion: z.literal(1).optional(),
  idempotencyKey: name(300).optional(),
  dataset: datasetName,
  run: runReference.optional(),
  dataInterval: dataInterval.optional(),
  capturedAt: instant.optional(),
  environment: text(200).optional(),
  scope: scope.optional(),
  segment: z.array(segment).max(20).nullable().optional(),
  rowCount: count.optional(),
  bytes: count.optional(),
  fileCount: count.optional(),
  lastUpdated: instant.optional(),
  rowsWritten: count.optional(),
  rowsUpdated: count.optional(),
  rowsDeleted: count.optional(),
  duplicateRowCount: count.optional(),
  emptyRowCount: count.optional(),
  partitions: z
    .array(z.strictObject({ value: text(1000), rows: count }))
    .max(10_000)
    .optional(),
  schema: z.strictObject({ fields: z.array(schemaField).max(20_000) }).optional(),
  schemaHash: text(200).optional(),
  orderIndependentRowHash: text(200).optional(),
  tupleDistinct: z
    .array(z.strictObject({ columns: z.array(name(500)).min(1).max(100), count }))
    .max(1000)
    .optional(),
  crossColumn: z
    .array(z.strictObject({ columns: z.array(name(500)).min(2).max(100), metric: name(200), value: z.number() }))
    .max(10_000)
    .optional(),
  inputs: z
    .array(z.strictObject({ dataset: datasetName, rowsRead: count.optional() }))
    .max(1000)
    .optional(),
  columnMetrics: record(columnProfileSchema).optional(),
  counters: z.array(counter).max(10_000).optional(),
  metrics: record(z.number()).optional(),
  measuredFor: z.array(name(200)).max(1000).optional(),
  fileForm: z
    .strictObject({
      encoding: text(50).optional(),
      byteOrderMark: z.boolean().optional(),
      header: z.array(text(2000)).max(20_000).optional(),
    })
    .optional(),
  producer: z.strictObject({ name: name(200), version: text(100).optional() }).optional(),
});

/** POST /api/v1/runs: one state change of a run. */
export const runPostSchema = z.strictObject({
  state: z.enum(['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT']),
  eventTime: keptInstant,
  run: z.strictObject({
    id: name(300),
    job: qualifiedName,
    attempt: count.optional(),
    trigger: runTrigger.optional(),
    traceparent: traceparent.optional(),
  }),
  dataInterval: dataInterval.optional(),
  inputs: z.array(qualifiedName).max(1000).optional(),
  outputs: z.array(qualifiedName).max(1000).optional(),
  error: text(100_000).optional(),
});
