import { z } from 'zod';
import type { Reach } from '../store/lineage/step.ts';
import { askedInstant } from './shapes/common.ts';

/** A whole number in the query, at most `most`: more is taken for `most`. */
export const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform((digits) => Math.min(most, Number(digits)));

/** Which edges count: `at` an instant, and `former` ones or not. */
export const reachQuery = (former: 'true' | 'false') => ({
  at: askedInstant.optional(),
  former: z.enum(['true', 'false']).default(former),
});

export const reachOf = (q: { at?: string | undefined; former: 'true' | 'false' }): Reach => ({
  level: 'dataset',
  at: q.at === undefined ? null : new Date(q.at),
  former: q.former === 'true',
});

/** What every route that reads lineage has in common. */
export const readLineage = { method: 'get', permission: 'catalogue.read' } as const;
