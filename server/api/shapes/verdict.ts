import { z } from 'zod';
import { checkResultSchema, verdictSchema } from './common.ts';

export const incidentRelationSchema = z.object({
  id: z.string(),
  state: z.enum(['open', 'acknowledged', 'resolved']),
  relation: z.enum(['opened', 'joined', 'continued', 'resolved']),
  url: z.string(),
});

/** What the learned monitors say of a profile in short; their rows are among the results. */
const learnedSummarySchema = z.object({
  state: z.enum(['learning', 'usual', 'alarm']),
  runs: z.number().int(),
  measures: z.number().int(),
  alarms: z.number().int(),
  engine: z.number().int(),
  calibration: z.number().int().nullable(),
});

/** The answer to one profile: what was decided, and why. */
export const verdictAnswerSchema = z.object({
  profileId: z.string(),
  dataset: z.object({ id: z.string(), url: z.string() }),
  verdict: verdictSchema,
  gate: z.enum(['allow', 'warn', 'block']),
  results: z.array(checkResultSchema),
  incidents: z.array(incidentRelationSchema),
  warnings: z.array(z.object({ pointer: z.string(), message: z.string() })),
  /** Null where learning is off. */
  learned: learnedSummarySchema.nullable().optional(),
});
export type VerdictAnswer = z.infer<typeof verdictAnswerSchema>;

/** An array of profiles is answered with 207 and one item each, in order: its status and its verdict or problem. */
export const profilesAnswerSchema = z.union([
  verdictAnswerSchema,
  z.object({ items: z.array(z.object({ status: z.number().int(), body: z.unknown() })) }),
]);

export const runAnswerSchema = z.object({
  runId: z.string(),
  state: z.enum(['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT']),
  created: z.boolean(),
  incidents: z.array(incidentRelationSchema),
});
