import { z } from 'zod';
import { instant, pageOf } from './common.ts';

export const precisionRowSchema = z.object({
  dataset: z.object({ id: z.string(), slug: z.string(), namespace: z.string(), name: z.string() }),
  /** The rule; null unless it was asked for by rule. */
  rule: z.object({ suite: z.string().nullable(), expectation: z.string() }).nullable(),
  /** What kind of alarm it is: of learned monitors the family of its measure, else the kind of the rule. Null by dataset. */
  family: z.string().nullable(),
  /** Were all of them told by learned monitors? */
  learned: z.boolean(),
  /** Alarms, each once per incident: `real`, `falseAlarm`, `expected` and `unmarked` together. */
  alarms: z.number().int(),
  real: z.number().int(),
  falseAlarm: z.number().int(),
  /** Called something that happens: once, new_normal, repeats. They count neither for nor against. */
  expected: z.number().int(),
  unmarked: z.number().int(),
  /** The share of real ones among those called real or false, with the ends of its 95 % interval (Wilson); null without any. */
  precision: z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** Only shown, since it is right more seldom than the floor: what `learning.demoteBelow` says. */
  demoted: z.boolean(),
  /** Somebody had it told again; only what was said since then can have it only shown once more. Null otherwise. */
  promoted: z.object({ at: instant, by: z.string(), note: z.string().nullable() }).nullable(),
});
export type PrecisionRowShape = z.infer<typeof precisionRowSchema>;
export const precisionPageSchema = pageOf(precisionRowSchema).extend({
  by: z.enum(['dataset', 'rule', 'family']),
  /** Alarms of incidents that were opened since. */
  since: instant,
  /** The setting `learning.demoteBelow`; null: nothing is demoted. */
  floor: z.number().nullable(),
  /** May whoever asks have what is only shown told again? */
  mayPromote: z.boolean(),
});
export const promotedSchema = z.object({
  dataset: z.object({ id: z.string(), namespace: z.string(), name: z.string() }),
  family: z.string(),
  promoted: z.object({ at: instant, by: z.string(), note: z.string().nullable() }),
});
export type PromotedShape = z.infer<typeof promotedSchema>;
export type PrecisionPage = z.infer<typeof precisionPageSchema>;
