import { z } from 'zod';
import { instant, outcomeSchema } from './common.ts';

export const acceptanceSchema = z.object({
  expectation: z.string(),
  kind: z.string(),
  column: z.string().nullable(),
  suite: z.string(),
  ruleVersion: z.number().int(),
  /** As it is in force: no more than so many may fail, through this day (UTC). */
  level: z.number(),
  until: z.string(),
  reason: z.string(),
  /** How it stood with the newest profile; null when it was not judged by it yet. */
  state: z.enum(['held', 'worse', 'expired', 'healed']).nullable(),
  /** Since the failure is accepted, oldest first: rows that fail, else how far the observed number lies beyond its bound. */
  points: z.array(
    z.object({
      at: instant,
      profileId: z.string(),
      value: z.number().nullable(),
      outcome: outcomeSchema,
      /** The level that held then. */
      level: z.number(),
      state: z.enum(['held', 'worse', 'expired', 'healed']),
      reason: z.string(),
    }),
  ),
});
export type AcceptanceShape = z.infer<typeof acceptanceSchema>;
/** GET /datasets/{id}/acceptances. */
export const acceptancesSchema = z.object({ items: z.array(acceptanceSchema) });
