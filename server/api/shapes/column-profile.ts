import { z } from 'zod';
import { instant } from './common.ts';

const text = (max: number) => z.string().max(max);
const name = (max: number) => z.string().min(1).max(max);
const count = z.int().min(0);
const scalar = z.union([z.number(), text(10_000), z.boolean()]);

const histogram = z.strictObject({
  boundaries: z.array(z.number()).min(2).max(10_000),
  counts: z.array(z.number().min(0)).max(10_000),
  underflow: count.optional(),
  overflow: count.optional(),
  binning: z.enum(['fixed', 'equal-mass']).optional(),
  referenceId: text(200).optional(),
});
const topValue = z.strictObject({
  value: scalar.nullable(),
  count,
  errorUpper: count.optional(),
  hashed: z.boolean().optional(),
});
const pattern = z.strictObject({
  id: text(200).optional(),
  pattern: text(1000).optional(),
  count: count.optional(),
  matched: count.optional(),
  tested: count.optional(),
});
const characters = z.strictObject({
  upper: count,
  lower: count,
  digit: count,
  space: count,
  punctuation: count,
  other: count,
});
const typeNames = z.enum(['integral', 'fractional', 'boolean', 'string', 'date', 'timestamp', 'null', 'unknown']);

const columnCounts = {
  count: count.optional(),
  nullCount: count.optional(),
  nanCount: count.optional(),
  infCount: count.optional(),
  emptyCount: count.optional(),
  blankCount: count.optional(),
  zeroCount: count.optional(),
  negativeCount: count.optional(),
  trueCount: count.optional(),
  falseCount: count.optional(),
  uniqueOnceCount: count.optional(),
  duplicateCount: count.optional(),
  otherCount: count.optional(),
  parseFailCount: count.optional(),
  paddedCount: count.optional(),
  nonAsciiCount: count.optional(),
  otherShapeCount: count.optional(),
  formSampled: count.optional(),
};
const columnMoments = {
  mean: z.number().optional(),
  stddev: z.number().optional(),
  variance: z.number().optional(),
  skewness: z.number().optional(),
  kurtosis: z.number().optional(),
  median: z.number().optional(),
  entropy: z.number().optional(),
  rankError: z.number().min(0).max(1).optional(),
};

/** Measurements of one column, as they are posted. */
export const columnProfileSchema = z.strictObject({
  type: text(2000).optional(),
  ...columnCounts,
  ...columnMoments,
  distinct: z
    .strictObject({ value: count, exact: z.boolean().optional(), lower: count.optional(), upper: count.optional() })
    .optional(),
  min: scalar.optional(),
  max: scalar.optional(),
  sum: z
    .union([
      z.number(),
      z
        .string()
        .max(400)
        .regex(/^-?\d+(\.\d+)?$/),
    ])
    .optional(),
  stddevKind: z.enum(['sample', 'population']).optional(),
  quantiles: z.record(z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/), z.number()).optional(),
  histogram: histogram.optional(),
  sketches: z
    .array(
      z.strictObject({
        kind: z.enum(['kll', 'hll', 'frequent', 'ddsketch']),
        format: text(100),
        base64: text(1_000_000),
      }),
    )
    .max(20)
    .optional(),
  topValues: z.array(topValue).max(10_000).optional(),
  valueCountsComplete: z.boolean().optional(),
  length: z
    .strictObject({ min: count.optional(), max: count.optional(), mean: z.number().min(0).optional() })
    .optional(),
  characters: characters.optional(),
  shapes: z
    .array(z.strictObject({ shape: text(40), count }))
    .max(1000)
    .optional(),
  typeCounts: z.partialRecord(typeNames, count).optional(),
  patterns: z.array(pattern).max(1000).optional(),
  missingLists: z
    .array(z.strictObject({ id: name(200), count }))
    .max(1000)
    .optional(),
  timestamp: z
    .strictObject({
      min: instant.optional(),
      max: instant.optional(),
      futureCount: count.optional(),
      outsideIntervalCount: count.optional(),
    })
    .optional(),
  hours: z.array(count).length(24).optional(),
  privacy: z
    .strictObject({ level: z.enum(['full', 'hashed', 'bucketed', 'counts-only']), suppressed: count.optional() })
    .optional(),
});
