import { z } from 'zod';

const suggestionSchema = z.object({
  /** Its key in the suite. */
  key: z.string(),
  /** Null for the dataset as a whole. */
  column: z.string().nullable(),
  kind: z.string(),
  /** What stands after the kind in YAML. */
  clause: z.unknown(),
  reason: z.string(),
  /** How many profiles it was made from, and how many rows they had together. */
  support: z.object({ runs: z.number().int(), rows: z.number() }),
  /** On how many of the profiles it holds; on the others it cannot be decided. */
  decided: z.number().int(),
  /** What a profile must bring before it can judge; null when it judges now. */
  needs: z.string().nullable(),
  /** Made again from the runs before, on how many of how many later ones it would have failed. */
  backTest: z.object({ failed: z.number().int(), runs: z.number().int() }),
  /** To expect in a thousand runs, as counted and at most (95 %); null where no earlier run could be tried. */
  falseAlarms: z.object({ per1000: z.number(), atMostPer1000: z.number() }).nullable(),
  /** On how many injected errors it fails, and on how many of them nothing ranked before it does. */
  recall: z.object({ caught: z.number().int(), gained: z.number().int() }),
  /** Why it is not in the small set; null when it is. */
  leftOut: z.string().nullable(),
  /** Its entry for the list of a suite, with the reason as a comment; of `expect_every` its line at the top. */
  yaml: z.string(),
});

export const suggestedSuiteSchema = z.object({
  /** A suite of the small set that could be put in force, its reasons as comments. */
  yaml: z.string(),
  /** The small set, the most useful first. */
  suggestions: z.array(suggestionSchema),
  /** What else the profiles would suggest, in the order of use. */
  rest: z.array(suggestionSchema),
  /** How many profiles it was made from. */
  profiles: z.number().int(),
  /** Errors injected into the newest profile (one in the table counts once for each column), and on how many the small set fails. */
  injected: z.object({ errors: z.number().int(), caught: z.number().int() }),
});
export type SuggestedSuiteShape = z.infer<typeof suggestedSuiteSchema>;
