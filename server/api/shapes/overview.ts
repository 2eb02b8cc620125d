import { z } from 'zod';
import { instant, severitySchema } from './common.ts';

const counts = z.object({ critical: z.number().int(), error: z.number().int(), warn: z.number().int() });

/** One hour of one owner: the worst that was open in it, else whether anything was received. */
export const hourStateSchema = z.enum(['critical', 'warn', 'ok', 'none']);
export type HourState = z.infer<typeof hourStateSchema>;

/** Something that somebody or a pipeline changed. `slug` names the dataset where it is about one. */
export const recentChangeSchema = z.object({
  at: instant,
  kind: z.enum(['schema', 'dataset', 'suite', 'routing']),
  text: z.string(),
  slug: z.string().nullable(),
  by: z.string().nullable(),
});
export type RecentChange = z.infer<typeof recentChangeSchema>;

export const overviewSchema = z.object({
  at: instant,
  /** Incidents that are open, and those that somebody has. */
  open: counts,
  acknowledged: z.number().int(),
  /** The newest one that ended, for a quiet day. */
  lastResolved: z
    .object({
      id: z.string(),
      sentence: z.string(),
      subject: z.string(),
      severity: severitySchema,
      resolvedAt: instant,
    })
    .nullable(),
  coverage: z.object({
    datasets: z.number().int(),
    /** With a verdict: something is expected of them. */
    judged: z.number().int(),
    /** Do learned monitors watch what is received, whether somebody expects anything of it or not? */
    learning: z.boolean(),
    withoutOwner: z.number().int(),
    /** Nothing received for a week. */
    quiet: z.number().int(),
    /** Owners that datasets have, for the choice of a team. */
    owners: z.array(z.string()),
  }),
  /** The last 24 hours, oldest first, by owner; the owners with the worst hours first, twelve at most. */
  hours: z.object({
    from: instant,
    owners: z.array(z.object({ owner: z.string().nullable(), cells: z.array(hourStateSchema) })),
  }),
  /** What changed in the last 24 hours, newest first: twelve entries, and how many there were in all. */
  changes: z.object({ items: z.array(recentChangeSchema), total: z.number().int() }),
});
export type Overview = z.infer<typeof overviewSchema>;
