import { z } from 'zod';
import { instant } from './common.ts';
import { lineageNodeSchema, nodeStatusSchema } from './lineage-graph.ts';

/** One node of a way; `jobs`: by which it is reached from the one before. */
export const wayStepSchema = z.object({ id: z.string(), jobs: z.array(z.string()) });

export const impactSchema = z.object({
  focus: z.string(),
  column: z.string().nullable(),
  direction: z.enum(['up', 'down']),
  items: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      namespace: z.string(),
      name: z.string(),
      owner: z.string().nullable(),
      status: nodeStatusSchema,
      incident: z.string().nullable(),
      retired: z.boolean(),
      /** Hops from the focus. */
      distance: z.number().int(),
      nextDueAt: instant.nullable(),
      /** A shortest way there, the focus first. */
      path: z.array(wayStepSchema),
      /** Columns that come from the asked one; null when nothing was asked of columns, or nobody told of them. */
      columns: z.array(z.string()).nullable(),
    }),
  ),
  total: z.number().int(),
  /** More in namespaces that the caller may not see. */
  hidden: z.number().int(),
  /** Reached, though no column of theirs comes from the asked one. */
  spared: z.number().int(),
  /** There was more than could be looked at: the totals are at least so many. */
  isCut: z.boolean(),
});
export type LineageImpact = z.infer<typeof impactSchema>;

export const waysSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** `down`: data flows from the first to the second; `up`: the other way, and ways begin at the second; null: it does not. */
  direction: z.enum(['up', 'down']).nullable(),
  ways: z.array(z.array(wayStepSchema)),
  nodes: z.array(lineageNodeSchema),
  looked: z.object({ nodes: z.number().int(), hops: z.number().int() }),
  isCut: z.boolean(),
  /** What was found, in a sentence. */
  summary: z.string(),
});
export type LineageWays = z.infer<typeof waysSchema>;

export const columnTraceSchema = z.object({
  dataset: z.string(),
  column: z.string().nullable(),
  columns: z.array(
    z.object({
      /** `dst_42.amount`; `dst_42` for the whole dataset; `hidden_1` in a foreign namespace. */
      id: z.string(),
      dataset: z.string(),
      namespace: z.string().nullable(),
      name: z.string().nullable(),
      slug: z.string().nullable(),
      column: z.string().nullable(),
      distance: z.number().int(),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** Does a value go into a value, or only decide about it? */
      kind: z.enum(['direct', 'indirect']),
      subtype: z.string().nullable(),
      isMasking: z.boolean(),
      description: z.string().nullable(),
      job: z.string().nullable(),
      firstSeenAt: instant,
      lastSeenAt: instant,
      isFormer: z.boolean(),
    }),
  ),
  isCut: z.boolean(),
});
export type LineageColumns = z.infer<typeof columnTraceSchema>;
