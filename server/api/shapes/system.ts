import { z } from 'zod';

export const livenessSchema = z.object({ status: z.literal('ok') });

/** One thing that must hold before requests are worth sending here, and what is so about it in words. */
export const readinessCheckSchema = z.object({ name: z.string(), ok: z.boolean(), says: z.string() });
export type ReadinessCheck = z.infer<typeof readinessCheckSchema>;

export const readinessSchema = z.object({ status: z.literal('ready'), checks: z.array(readinessCheckSchema) });
