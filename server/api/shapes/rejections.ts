import { z } from 'zod';
import { instant, pageOf } from './common.ts';

/** A post that was refused, in words; no value of the data is in it. */
export const rejectionSchema = z.object({
  id: z.string(),
  at: instant,
  namespace: z.string().nullable(),
  dataset: z.string().nullable(),
  route: z.string(),
  status: z.number().int(),
  /** A heading of docs/problems.md. */
  problem: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })),
  actor: z.string().nullable(),
  producer: z.string().nullable(),
  requestId: z.string(),
});
export type RejectionShape = z.infer<typeof rejectionSchema>;
export const rejectionPageSchema = pageOf(rejectionSchema);
