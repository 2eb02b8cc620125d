import { z } from 'zod';
import { text } from '../text.ts';

/** POST /api/v1/suites/suggest: for which dataset a suite is suggested. */
export const suggestionQuestionSchema = z.strictObject({
  dataset: z.strictObject({ namespace: text(2000, 1), name: text(2000, 1) }),
  /** From how many of its newest profiles; 14 when left out. */
  profiles: z.number().int().min(1).max(56).optional(),
  /** The name of the suite; the dataset's when left out. */
  suite: text(200, 1).optional(),
});

const suggestionSchema = z.object({
  /** Null for the dataset as a whole. */
  column: z.string().nullable(),
  kind: z.string(),
  /** What stands after the kind in YAML. */
  clause: z.unknown(),
  reason: z.string(),
  /** On how many of the profiles it holds; on the others it cannot be decided. */
  decided: z.number().int(),
  /** What a profile must bring before it can judge; null when it judges now. */
  needs: z.string().nullable(),
});

export const suggestedSuiteSchema = z.object({
  /** A suite that could be put in force, its reasons as comments. */
  yaml: z.string(),
  suggestions: z.array(suggestionSchema),
  /** How many profiles it was made from. */
  profiles: z.number().int(),
});
export type SuggestedSuiteShape = z.infer<typeof suggestedSuiteSchema>;
