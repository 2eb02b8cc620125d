import { z } from 'zod';
import { instant, outcomeSchema } from './common.ts';

const expectedRangeSchema = z.object({ low: z.number().nullable(), high: z.number().nullable() });

const explainedMeasureSchema = z.object({
  key: z.string(),
  /** The expectation under which it is told. */
  expectation: z.string(),
  column: z.string().nullable(),
  family: z.string(),
  /** The metric that is the same number, for `…/metrics`. */
  metric: z.string().nullable(),
  isAlarm: z.boolean(),
  sentence: z.string(),
  /** What would have made the verdict another one. */
  wouldChange: z.array(z.string()),
  unit: z.string().nullable(),
  observed: z.number(),
  usual: z.number().nullable(),
  /** Between what nothing would have been told. */
  expected: expectedRangeSchema.nullable(),
  driftedFrom: z.number().nullable(),
  /** The value on the scale on which its family is judged, and of how many rows it was measured. */
  input: z.object({ value: z.number(), rows: z.number() }),
  model: z.string(),
  season: z.enum(['week', 'day']).nullable(),
  /** What each model foretells, and how wrong it was on the average, on the scale of the family. */
  models: z.array(z.object({ model: z.string(), value: z.number().nullable(), error: z.number().nullable() })),
  history: z.number().int(),
  /** The newest values that were learnt, oldest first. */
  recent: z.array(z.number()),
  excluded: z.number().int(),
  alarmRuns: z.number().int().nullable(),
  deviation: z.object({ total: z.number(), errors: z.number(), sampling: z.number(), ignorance: z.number() }),
  z: z.number(),
  limit: z.number(),
  effect: z.number(),
  gate: z.number(),
  p: z.number().nullable(),
  calibration: z.object({ version: z.number().int().nullable(), factor: z.number() }),
  score: z.number(),
  told: z.number(),
});
export type ExplainedMeasureShape = z.infer<typeof explainedMeasureSchema>;

/** GET /datasets/{id}/explain: why learned monitors found something, or nothing, in a profile. */
export const explanationSchema = z.object({
  profile: z.object({ id: z.string(), at: instant }).nullable(),
  /** `off`: they do not watch the dataset; `catching up`: its history is learnt just now; else `judged`. */
  state: z.enum(['off', 'catching up', 'judged']),
  /** Of the engine, and of the alarm lines (null: the built-in ones). */
  engine: z.number().int().nullable(),
  calibration: z.number().int().nullable(),
  /** What is told of the profile: what is out of the ordinary, and what is over. */
  findings: z.array(
    z.object({
      expectation: z.string(),
      outcome: outcomeSchema,
      column: z.string().nullable(),
      reason: z.string(),
      evidence: z.array(z.string()),
    }),
  ),
  /** Runs learnt before. */
  runs: z.number().int(),
  cadence: z.enum(['day', 'hour']),
  /** From so many runs on a season can be known. */
  seasonFrom: z.number().int(),
  /** What is special about the day: a holiday, the end of a month. */
  calendar: z.array(z.string()),
  /** Measures that were judged in all. */
  judged: z.number().int(),
  /** Those that were asked for, the most suspicious first. */
  measures: z.array(explainedMeasureSchema),
});
export type ExplanationShape = z.infer<typeof explanationSchema>;
