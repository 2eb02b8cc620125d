import { z } from 'zod';
import { instant, outcomeSchema, pageOf, severitySchema, verdictSchema } from './common.ts';

const name = z.string().min(1).max(2000);
const qualified = z.strictObject({ namespace: name, name });

/**
 * POST /api/v1/gate: may a pipeline go on? Of one dataset, by a profile's id, run or data interval, else by the newest; or,
 * without a dataset, of all that a run wrote.
 */
export const gateQuestionSchema = z.strictObject({
  dataset: qualified.optional(),
  run: z.strictObject({ id: name, job: qualified.optional() }).optional(),
  dataInterval: z.strictObject({ start: instant.optional(), end: instant.optional() }).optional(),
  profileId: z.string().max(40).optional(),
  /** Who asks, as suites name him: his clauses count besides the producer's. */
  consumer: name.optional(),
  /** `shadow`: only to know; it answers `allow`, and in `would` what it would have said. */
  mode: z.enum(['enforce', 'shadow']).optional(),
  /** How long to wait for a profile that has not come yet, in seconds. */
  waitSeconds: z.number().min(0).max(30).optional(),
  /** Nobody asks again: what is pending after the wait is decided by `fail_open` of the consumer, where a suite says so. */
  final: z.boolean().optional(),
});

const word = z.enum(['allow', 'warn', 'block', 'pending']);

const reasonSchema = z.object({
  /** NAMESPACE/NAME. */
  dataset: z.string(),
  expectation: z.string(),
  /** As it counts: a failure that is not confirmed yet is a warning. */
  outcome: outcomeSchema,
  severity: severitySchema,
  reason: z.string(),
  suite: z.string(),
  /** Whose clause it is; null is the producer's. */
  consumer: z.string().nullable(),
  /** The override that lets it pass. */
  override: z.string().nullable(),
  url: z.string(),
});

export const gateAnswerSchema = z.object({
  /** `pending`: no profile that fits has been judged yet. */
  gate: word,
  /** What it would be without shadow, overrides and what is to be done without an answer. */
  would: word,
  /** Why it is something else. */
  because: z.array(z.enum(['override', 'policy', 'shadow'])),
  consumer: z.string().nullable(),
  verdict: verdictSchema,
  profileId: z.string().nullable(),
  /** What did not pass, the worst first. */
  reasons: z.array(reasonSchema),
  /** The overrides that let something pass. */
  overrides: z.array(
    z.object({ id: z.string(), by: z.string(), approvedBy: z.string(), reason: z.string(), until: instant }),
  ),
  /** Incidents of the datasets that are not resolved. */
  incidents: z.array(z.object({ id: z.string(), url: z.string() })),
  /** The one that was asked about, or each that the run wrote. */
  datasets: z.array(
    z.object({
      dataset: z.object({ namespace: z.string(), name: z.string() }),
      gate: word,
      would: word,
      verdict: verdictSchema,
      profileId: z.string().nullable(),
      url: z.string(),
    }),
  ),
  /** About the question itself: a consumer that no suite names. */
  warnings: z.array(z.string()),
  url: z.string(),
});
export type GateAnswerShape = z.infer<typeof gateAnswerSchema>;

/** POST /api/v1/gate/overrides: leave to go on although the gate says otherwise. What is not given is not asked. */
export const newOverrideSchema = z.strictObject({
  dataset: qualified,
  consumer: name.optional(),
  expectation: name.optional(),
  profileId: z.string().max(40).optional(),
  dataInterval: z.strictObject({ start: instant.optional(), end: instant.optional() }).optional(),
  reason: z.string().max(2000).regex(/\S/, 'must say why'),
  until: instant,
});

export const overrideSchema = z.object({
  id: z.string(),
  /** `requested`: it holds for nothing until somebody who may approves it. */
  state: z.enum(['requested', 'active', 'expired', 'revoked']),
  dataset: z.object({ namespace: z.string(), name: z.string() }),
  consumer: z.string().nullable(),
  expectation: z.string().nullable(),
  profileId: z.string().nullable(),
  dataInterval: z.object({ start: instant.nullable(), end: instant.nullable() }).nullable(),
  reason: z.string(),
  until: instant,
  requestedBy: z.string(),
  requestedAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  revokedBy: z.string().nullable(),
  revokedAt: instant.nullable(),
});
export type OverrideShape = z.infer<typeof overrideSchema>;
export const overridePageSchema = pageOf(overrideSchema);
