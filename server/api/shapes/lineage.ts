import { z } from 'zod';

/** What became of a batch of OpenLineage events, in the words of the standard's own description of its API. */
export const lineageBatchSchema = z.object({
  status: z.enum(['success', 'partial_success']),
  summary: z.object({ received: z.number().int(), successful: z.number().int(), failed: z.number().int() }),
  failed_events: z.array(z.object({ index: z.number().int(), reason: z.string(), retriable: z.boolean() })),
});
export type LineageBatch = z.infer<typeof lineageBatchSchema>;
