import { z } from 'zod';

/** What learned monitors know of a dataset, or of one part of it. */
const seriesBaselineSchema = z.object({
  /** The part, as canonical text; empty for the whole dataset. */
  segment: z.string(),
  /** Its history is being learnt just now: what is new is not judged by it yet. */
  isCatchingUp: z.boolean(),
  /** Profiles learnt, and how many more until weekdays are told apart. */
  runs: z.number().int(),
  runsToWeekdays: z.number().int(),
  /** Where the first profile that is learnt begins. */
  since: z.string().nullable(),
  newest: z.object({ profileId: z.string(), at: z.string() }).nullable(),
  /** Profiles that came too late to be learnt; a rebuild learns them. */
  lateNotLearnt: z.number().int(),
  /** Of the last rebuild: profiles up to this one are learnt even if they came late. */
  rebuiltUpTo: z.string().nullable(),
  /** Raised with every change of what was learnt: a correction, what somebody said of an alarm, a rebuild. */
  generation: z.number().int(),
  /** States that are kept on the way, so that not all need be learnt again. */
  bookmarks: z.number().int(),
  /** Measures in alarm: `rowCount`, `amount.nullShare`. */
  inAlarm: z.array(z.string()),
  engine: z.number().int(),
});

/** GET /datasets/{id}/baseline. */
export const baselineSchema = z.object({
  /** Off by the settings of the server, or by `learn: none` of a suite. */
  isOn: z.boolean(),
  budget: z.enum(['low', 'normal', 'high']),
  severity: z.enum(['warn', 'error', 'critical']),
  /** Whose public holidays are days unlike others. */
  calendar: z.string().nullable(),
  /** Which columns are told of: patterns; null: all but `except`. */
  only: z.array(z.string()).nullable(),
  except: z.array(z.string()),
  /** The suite that says so; null where none does. */
  suite: z.string().nullable(),
  /** The whole dataset first; none where learning is off. */
  series: z.array(seriesBaselineSchema),
});
export type BaselineShape = z.infer<typeof baselineSchema>;

/** POST /datasets/{id}/baseline/rebuild: what was learnt anew. */
export const rebuiltSchema = z.object({
  series: z.array(z.object({ segment: z.string(), runs: z.number().int(), bookmarks: z.number().int() })),
});
export type RebuiltShape = z.infer<typeof rebuiltSchema>;
