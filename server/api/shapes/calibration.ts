import { z } from 'zod';
import { instant } from './common.ts';

/** The newest calibration of the alarm lines; `version` null before there is one: the built-in factors hold. */
export const calibrationSchema = z.object({
  version: z.number().int().nullable(),
  engine: z.number().int(),
  createdAt: instant.nullable(),
  /** The factors that hold for families that are not listed. */
  builtIn: z.object({ low: z.number(), normal: z.number(), high: z.number() }),
  families: z.array(
    z.object({
      family: z.string(),
      /** By how much a score is divided before it is told, for each budget: above 1 says less. */
      factors: z.object({ low: z.number(), normal: z.number(), high: z.number() }),
      /** Scores counted in eight weeks, those of them at 1 and above, and those left out as real faults. */
      scores: z.number().int(),
      outOfOrdinary: z.number().int(),
      real: z.number().int(),
      /** How unlike the newest week's scores are to those before, from 0 to 1; null where one of them is missing. */
      drift: z.number().nullable(),
    }),
  ),
});
export type CalibrationShape = z.infer<typeof calibrationSchema>;
