import { z } from 'zod';
import { instant, pageOf, severitySchema } from './common.ts';

export const silenceStateSchema = z.enum(['pending', 'active', 'expired']);

export const silenceSchema = z.object({
  id: z.string(),
  state: silenceStateSchema,
  /** As people write them: `team="payments"`. */
  matchers: z.array(z.string()),
  /** Namespaces of its author: it silences nothing outside them. */
  namespaces: z.array(z.string()),
  startsAt: instant,
  endsAt: instant,
  createdBy: z.string(),
  createdAt: instant,
  comment: z.string(),
  expiredAt: instant.nullable(),
  expiredBy: z.string().nullable(),
  /** May the caller end it? */
  mayExpire: z.boolean(),
});
export type SilenceShape = z.infer<typeof silenceSchema>;
export const silencePageSchema = pageOf(silenceSchema);

/** POST /api/v1/silences/preview: the incidents that are not resolved and that the matchers cover. */
export const silencePreviewSchema = z.object({
  incidents: z.array(z.object({ id: z.string(), severity: severitySchema, sentence: z.string(), url: z.string() })),
  total: z.number().int(),
});
export type SilencePreview = z.infer<typeof silencePreviewSchema>;
