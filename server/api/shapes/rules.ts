import { z } from 'zod';
import { instant, labelsSchema, pageOf } from './common.ts';

const anyFields = z.record(z.string(), z.unknown());

export const suiteSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  version: z.number().int(),
  /** As it was written. */
  yaml: z.string(),
  author: z.string(),
  createdAt: instant,
  dataset: z.object({ namespace: z.string(), name: z.string() }),
  /** How many it has. */
  expectations: z.number().int(),
});
export type SuiteShape = z.infer<typeof suiteSchema>;
export const suitePageSchema = pageOf(suiteSchema);
export const suiteVersionsSchema = z.object({ items: z.array(suiteSchema) });

export const appliedSuiteSchema = z.object({
  name: z.string(),
  version: z.number().int(),
  change: z.enum(['created', 'updated', 'unchanged']),
  /** What is worth a second look, such as a name that the dataset has no more. */
  warnings: z.array(z.string()).optional(),
});
export type AppliedSuite = z.infer<typeof appliedSuiteSchema>;

/** What a suite was read as: every expectation with its defaults. */
export const readSuiteSchema = z.object({
  valid: z.literal(true),
  suite: z.object({
    name: z.string(),
    dataset: z.object({ namespace: z.string(), name: z.string() }),
    owner: z.string().optional(),
    labels: labelsSchema,
    runbook: z.string().optional(),
    failOpen: z.boolean(),
    expectations: z.array(anyFields),
  }),
});

export const routingSchema = z.object({
  /** 0 as long as none was ever applied. */
  version: z.number().int(),
  routing: z.object({ route: anyFields, receivers: z.array(z.looseObject({ name: z.string() })) }).nullable(),
});
export const appliedRoutingSchema = z.object({ version: z.number().int(), change: z.string() });

export const routeDecisionsSchema = z.object({
  decisions: z.array(
    z.object({
      receiver: z.string(),
      groupKey: z.string(),
      groupWaitSeconds: z.number(),
      groupIntervalSeconds: z.number(),
      repeatIntervalSeconds: z.number(),
      path: z.array(z.object({ index: z.number().int(), matchers: z.array(z.string()) })),
    }),
  ),
});

export const privacySchema = z.object({
  rules: z.array(
    z.object({
      datasetPattern: z.string(),
      columnPattern: z.string(),
      level: z.enum(['full', 'hashed', 'bucketed', 'counts-only']),
    }),
  ),
});
