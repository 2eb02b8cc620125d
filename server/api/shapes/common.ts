import { z } from 'zod';

export const outcomeSchema = z.enum(['pass', 'warn', 'fail', 'undecided', 'error']);
export const verdictSchema = z.enum(['pass', 'warn', 'fail', 'undecided', 'error', 'none']);
export const severitySchema = z.enum(['info', 'warn', 'error', 'critical']);
export const scalarSchema = z.union([z.number(), z.string(), z.boolean()]);
export const instant = z.iso.datetime({ offset: true });
const within = (from: number, to: number) => (text: string) => {
  const year = new Date(text).getUTCFullYear();
  // What is no instant is told once.
  return Number.isNaN(year) || (year >= from && year <= to);
};
/** An instant that somebody asks for: of the years that the database reads. */
export const askedInstant = instant.refine(within(1, 9999), 'lies outside the years 1 to 9999');
/** An instant that is kept: of the years that are written in four digits, and so read back by everybody. */
export const keptInstant = instant.refine(within(1000, 9999), 'lies outside the years 1000 to 9999');
export const labelsSchema = z.record(z.string(), z.string());

/** A page of a list: `nextCursor` is null on the last page, `total` counts every match. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

export const expectedSchema = z.union([
  z.object({ low: z.union([z.number(), z.string()]).nullable(), high: z.union([z.number(), z.string()]).nullable() }),
  z.object({ set: z.array(scalarSchema) }),
  z.object({ text: z.string() }),
]);

export const basisSchema = z.object({
  kind: z.enum([
    'declared',
    'previous',
    'same_weekday',
    'last_n',
    'pinned',
    'rolling',
    'dataset',
    'external',
    'learned',
  ]),
  profileId: z.string().optional(),
  history: z.number().int().optional(),
  value: scalarSchema.nullable().optional(),
  /** Of `rolling`: how many days back it reaches. */
  days: z.number().int().optional(),
  /** Of `dataset`: the other one. */
  namespace: z.string().optional(),
  name: z.string().optional(),
  /** Of `external`: which tool judged. */
  tool: z.string().optional(),
  /** Of `learned`: how `value` was foretold, with which season, and by which versions of engine and alarm lines; `family` is the kind of measure. */
  family: z.string().optional(),
  model: z.string().nullable().optional(),
  season: z.enum(['week', 'day']).nullable().optional(),
  excluded: z.number().int().optional(),
  engine: z.number().int().optional(),
  calibration: z.number().int().nullable().optional(),
});

const acceptedSchema = z.object({
  level: z.number(),
  until: z.string(),
  reason: z.string(),
  state: z.enum(['held', 'worse', 'expired', 'healed']),
});

const confirmationSchema = z.object({
  failed: z.number().int(),
  seen: z.number().int(),
  n: z.number().int(),
  of: z.number().int(),
});

export const checkResultSchema = z.object({
  id: z.string(),
  expectation: z.string(),
  kind: z.string(),
  column: z.string().nullable(),
  suite: z.string(),
  ruleVersion: z.number().int(),
  outcome: outcomeSchema,
  severity: severitySchema,
  observed: scalarSchema.nullable(),
  expected: expectedSchema.nullable(),
  unit: z.string().nullable(),
  tested: z.number().nullable(),
  failed: z.number().nullable(),
  vacuous: z.boolean(),
  basis: basisSchema,
  reason: z.string(),
  needs: z.string().optional(),
  owner: z.string().optional(),
  labels: labelsSchema.optional(),
  runbook: z.string().optional(),
  consumer: z.string().optional(),
  metric: z.string().optional(),
  /** Why the outcome does not count as it stands; absent when it does. */
  standing: z.enum(['shadow', 'accepted', 'unconfirmed']).optional(),
  severe: z.boolean().optional(),
  accepted: acceptedSchema.optional(),
  confirmation: confirmationSchema.optional(),
  segment: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
  where: z.string().optional(),
  /** Of a composition: what each part came to. Of a learned finding: in what else the same trouble shows. */
  parts: z.array(z.object({ expectation: z.string(), outcome: outcomeSchema, reason: z.string() })).optional(),
});
/** One expectation's answer for one profile; `id` names it for ever. */
export type CheckResultShape = z.infer<typeof checkResultSchema>;

/** A run as a pipeline named it, and the W3C Trace Context that leads to its trace. */
export const runFactsSchema = z.object({
  id: z.string(),
  job: z.string().nullable(),
  state: z.string(),
  traceparent: z.string().nullable(),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  /** At addresses of Marquez its own two words for it: the status and the sentence. */
  code: z.number().int().optional(),
  message: z.string().optional(),
});
/** RFC 9457 problem details, as every refused request is answered (application/problem+json). */
export type ProblemShape = z.infer<typeof problemSchema>;
