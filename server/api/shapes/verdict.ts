import { z } from 'zod';
import { checkResultSchema, verdictSchema } from './common.ts';

export const incidentRelationSchema = z.object({
  id: z.string(),
  state: z.enum(['open', 'acknowledged', 'resolved']),
  relation: z.enum(['opened', 'joined', 'continued', 'resolved']),
  url: z.string(),
});

/** What learned monitors say of a profile, in one line; their findings are results. */
export const learnedSummarySchema = z.object({
  /** `learning`: not enough earlier profiles yet; `usual`: nothing is unlike them; `alarm`: something is. */
  state: z.enum(['learning', 'usual', 'alarm']),
  /** Earlier profiles that are known. */
  runs: z.number().int(),
  /** Measures that were compared with their past, and troubles found. */
  measures: z.number().int(),
  alarms: z.number().int(),
  /** The versions of the engine and of the calibration that judged. */
  engine: z.number().int(),
  calibration: z.number().int().nullable(),
  /** Its history was being learnt just then, so it was not judged. */
  isCatchingUp: z.literal(true).optional(),
});

/** The answer to one profile: what was decided, and why. */
export const verdictAnswerSchema = z.object({
  profileId: z.string(),
  dataset: z.object({ id: z.string(), url: z.string() }),
  verdict: verdictSchema,
  gate: z.enum(['allow', 'warn', 'block']),
  /** Null where learned monitors are off; absent in answers of versions that had none. */
  learned: learnedSummarySchema.nullable().optional(),
  results: z.array(checkResultSchema),
  incidents: z.array(incidentRelationSchema),
  warnings: z.array(z.object({ pointer: z.string(), message: z.string() })),
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
