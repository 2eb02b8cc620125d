import { z } from 'zod';
import { instant } from './common.ts';

/** GET /system/heartbeats: whether each part is at work. Of ingest only its life counts; `workedAt` is its last accepted post. */
export const heartbeatsSchema = z.object({
  components: z.array(
    z.object({
      component: z.enum(['ingest', 'clock', 'notifier']),
      /** `stale`: no sign for too long · `absent`: never seen. */
      state: z.enum(['ok', 'stale', 'absent']),
      workedAt: instant.nullable(),
      aliveAt: instant.nullable(),
      instances: z.array(z.object({ instance: z.string(), workedAt: instant.nullable(), aliveAt: instant })),
    }),
  ),
  /** Of the clock: what waits or is being done, and what was given up after too many attempts. */
  jobs: z.object({ open: z.number().int(), dead: z.number().int() }),
});
export type Heartbeats = z.infer<typeof heartbeatsSchema>;

export const livenessSchema = z.object({ status: z.literal('ok') });

/** One thing that must hold before requests are worth sending here, and what is so about it in words. */
export const readinessCheckSchema = z.object({ name: z.string(), ok: z.boolean(), says: z.string() });
export type ReadinessCheck = z.infer<typeof readinessCheckSchema>;

export const readinessSchema = z.object({ status: z.literal('ready'), checks: z.array(readinessCheckSchema) });
