import { z } from 'zod';

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
