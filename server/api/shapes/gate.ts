import { z } from 'zod';
import { instant, outcomeSchema, severitySchema, verdictSchema } from './common.ts';

const name = z.string().min(1).max(2000);

/** POST /api/v1/gate: may a pipeline go on? Of which profile is asked by its id, run or data interval; else of the newest. */
export const gateQuestionSchema = z.strictObject({
  dataset: z.strictObject({ namespace: name, name }),
  run: z.strictObject({ id: name }).optional(),
  dataInterval: z.strictObject({ start: instant.optional(), end: instant.optional() }).optional(),
  profileId: z.string().max(40).optional(),
  /** How long to wait for a profile that has not come yet, in seconds. */
  waitSeconds: z.number().min(0).max(30).optional(),
});

export const gateAnswerSchema = z.object({
  /** `pending`: no profile that fits has been judged yet. */
  gate: z.enum(['allow', 'warn', 'block', 'pending']),
  verdict: verdictSchema,
  profileId: z.string().nullable(),
  /** What did not pass, the worst first. */
  reasons: z.array(
    z.object({ expectation: z.string(), outcome: outcomeSchema, severity: severitySchema, reason: z.string() }),
  ),
  /** Incidents of the dataset that are not resolved. */
  incidents: z.array(z.object({ id: z.string(), url: z.string() })),
  url: z.string(),
});
export type GateAnswerShape = z.infer<typeof gateAnswerSchema>;
