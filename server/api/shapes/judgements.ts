import { z } from 'zod';
import { instant } from './common.ts';
import { verdictAnswerSchema } from './verdict.ts';

const versionSchema = z.object({ suite: z.string(), version: z.number().int() });

export const judgementSchema = z.object({
  id: z.string(),
  /** When it was judged: system time. */
  at: instant,
  /** `received`: as it came. `related`, `replaced`: one that it is compared with came, or was corrected. `results`: another tool's came. `learned`: what was learnt of the profiles before it is another now. `again`: somebody asked. */
  cause: z.enum(['received', 'again', 'related', 'replaced', 'results', 'learned', 'feedback']),
  /** Does it speak for its profile? The newest that does is what the gate and every list tell. */
  counts: z.boolean(),
  /** The versions of the suites that judged. */
  rules: z.array(versionSchema),
  /** Profiles of other datasets that it was compared with. */
  comparedWith: z.array(z.string()),
  /** Who asked, of cause `again`. */
  requestedBy: z.string().nullable(),
  answer: verdictAnswerSchema,
});

/** GET /profiles/{id}/judgements?asOf: all that was judged of it up to then, newest first. */
export const judgementsSchema = z.object({
  profileId: z.string(),
  /** The profile that corrected it by then. */
  supersededBy: z.string().nullable(),
  /** The judgement that spoke for it then; null when it had not come. */
  known: judgementSchema.nullable(),
  items: z.array(judgementSchema),
});
export type JudgementsShape = z.infer<typeof judgementsSchema>;
