import { z } from 'zod';

/** How learned monitors watch a dataset. */
export const learningSchema = z.object({
  on: z.boolean(),
  budget: z.enum(['low', 'normal', 'high']),
  calendar: z.string().nullable(),
  severity: z.enum(['warn', 'error', 'critical']),
  /** Patterns of the columns that are told of: null for all; and of those that are not. */
  only: z.array(z.string()).nullable(),
  except: z.array(z.string()),
  suite: z.string().nullable(),
});
