import { z } from 'zod';
import {
  expectedSchema,
  instant,
  labelsSchema,
  pageOf,
  runFactsSchema,
  scalarSchema,
  severitySchema,
} from './common.ts';
import { blastRadiusSchema, causeSchema } from './lineage-cause.ts';

export const incidentStateSchema = z.enum(['open', 'acknowledged', 'resolved']);

export const failureSchema = z.object({
  expectation: z.string(),
  kind: z.string(),
  column: z.string().nullable(),
  outcome: z.enum(['fail', 'warn', 'error']),
  severity: severitySchema,
  observed: scalarSchema.nullable(),
  expected: expectedSchema.nullable(),
  unit: z.string().nullable(),
  reason: z.string(),
  since: instant,
  healedAt: instant.nullable(),
  /** The part of the dataset that it speaks of: `country=DE`; absent for the whole. */
  segment: z.string().optional(),
  /** What else there is to say: `2 of the last 3 profiles`. */
  note: z.string().optional(),
  /** Whose clause it breaches; the producer's when there is none. */
  consumer: z.string().optional(),
  owner: z.string().optional(),
  /** The suite that told it. */
  suite: z.string().optional(),
  /** What kind of measure shows it best, where learned monitors told it: `rows`, `share`, `schema`. */
  family: z.string().optional(),
  /** The metric to plot as evidence, when there is one: `rowCount`, `amount.mean`. */
  metric: z.string().nullable(),
  firstProfileId: z.string().nullable(),
  lastProfileId: z.string().nullable(),
});
export type FailureShape = z.infer<typeof failureSchema>;

export const subjectSchema = z.object({
  kind: z.enum(['dataset', 'job']),
  id: z.string(),
  slug: z.string().nullable(),
  namespace: z.string(),
  name: z.string(),
});

export const incidentRowSchema = z.object({
  id: z.string(),
  state: incidentStateSchema,
  severity: severitySchema,
  /** `mean of amount is 4,190, expected 10 to 90 (and 2 more)`. */
  sentence: z.string(),
  subject: subjectSchema,
  owner: z.string().nullable(),
  labels: labelsSchema,
  openedAt: instant,
  lastFailureAt: instant,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: instant.nullable(),
  resolvedBy: z.string().nullable(),
  failureCount: z.number().int(),
  /** How many of them were learned from the past; the others somebody declared. */
  learnedCount: z.number().int(),
  /** Profiles or runs that failed into this incident. */
  occurrenceCount: z.number().int(),
});
export type IncidentRow = z.infer<typeof incidentRowSchema>;
export const incidentPageSchema = pageOf(incidentRowSchema);

export const timelineEntrySchema = z.object({
  at: instant,
  kind: z.enum([
    'opened',
    'joined',
    'healed',
    /** Its part of the dataset comes no more: whether it is well nobody knows. */
    'ended',
    'worsened',
    'acknowledged',
    'resolved',
    'comment',
    /** Somebody said of an alarm what it was, or took that back. */
    'feedback',
    /** It was resolved, and what had ended it was taken back. */
    'reopened',
    'routed',
    'delivered',
    'retrying',
    'gave-up',
    'muted',
    'unmuted',
  ]),
  actor: z.string().nullable(),
  text: z.string(),
});
export const notificationSchema = z.object({
  id: z.string(),
  receiver: z.string(),
  channel: z.string(),
  recipient: z.string(),
  kind: z.enum(['opened', 'updated', 'resolved', 'opened+resolved']),
  state: z.enum(['pending', 'sending', 'delivered', 'dead', 'cancelled']),
  dueAt: instant,
  deliveredAt: instant.nullable(),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
});
export const feedbackVerbSchema = z.enum(['once', 'new_normal', 'repeats', 'false_alarm', 'real']);
export const feedbackSchema = z.object({
  /** fbk_12. */
  id: z.string(),
  verb: feedbackVerbSchema,
  /** Of which failures; null of all. */
  expectations: z.array(z.string()).nullable(),
  /** The profile whose alarm it is. */
  profileId: z.string(),
  note: z.string().nullable(),
  by: z.string(),
  at: instant,
  undoneBy: z.string().nullable(),
  undoneAt: instant.nullable(),
});
export type FeedbackShape = z.infer<typeof feedbackSchema>;
export const incidentDetailSchema = incidentRowSchema.extend({
  runbook: z.string().nullable(),
  version: z.number().int(),
  failures: z.array(failureSchema),
  timeline: z.array(timelineEntrySchema),
  notifications: z.array(notificationSchema),
  /** What people said of its alarms, taken back or not, oldest first; of the words on one alarm the newest that stands counts. */
  feedback: z.array(feedbackSchema),
  /** The runs behind what fails, newest first. */
  runs: z.array(runFactsSchema),
  /** Why it is, as far as lineage tells, and whom it hurts; null until a job of the clock has looked, within seconds. */
  cause: causeSchema.extend({ foundAt: instant }).nullable(),
  blastRadius: blastRadiusSchema.nullable(),
  /** Silences that cover it now, the one that ends last first. */
  silences: z.array(z.object({ id: z.string(), endsAt: instant, createdBy: z.string(), comment: z.string() })),
  /** May the caller acknowledge, resolve and comment? */
  mayAct: z.boolean(),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
