import { z } from 'zod';
import { instant, pageOf } from './common.ts';

/** What is due of a dataset by one rule. `grace`: due, but not late yet · `late`: told, or a gap that goes on. */
export const deadlineSchema = z.object({
  expectation: z.string(),
  /** `by 06:00 Europe/Berlin on workdays, 15 min of grace`. */
  rule: z.string(),
  dueAt: instant,
  /** `25 Nov 06:00 Europe/Berlin`: in the zone of the rule. */
  due: z.string(),
  /** The end of grace. */
  graceUntil: instant,
  lastArrivalAt: instant.nullable(),
  state: z.enum(['waiting', 'grace', 'late']),
  /** The earliest deadline that nothing came for. */
  lateSince: instant.nullable(),
  incident: z.string().nullable(),
});
export type Deadline = z.infer<typeof deadlineSchema>;
/** GET /deadlines?within=6h: what is late, longest first, then what is due, soonest first. */
export const deadlinePageSchema = pageOf(
  deadlineSchema.extend({
    dataset: z.object({
      id: z.string(),
      slug: z.string(),
      namespace: z.string(),
      name: z.string(),
      owner: z.string().nullable(),
    }),
  }),
);
export type DeadlineRow = z.infer<typeof deadlinePageSchema>['items'][number];
