import { z } from 'zod';
import { expectedSchema, instant, outcomeSchema, scalarSchema, severitySchema } from './common.ts';

const document = z.string().min(1).max(1_000_000);
const count = z.number().int();

/**
 * POST /api/v1/replay: what would have happened. At least one of `suites`, `names` and `routing`; with `routing` alone
 * every suite in force is replayed.
 */
export const replayQuestionSchema = z.strictObject({
  /** Drafts, as YAML: each stands in the place of the suite in force that has its name, or beside those there are. */
  suites: z.array(document).max(200).optional(),
  /** Names of suites in force. */
  names: z.array(z.string().min(1).max(200)).max(1000).optional(),
  /** A routing document, as YAML, in the place of the one in force. */
  routing: document.optional(),
  /** How far back, `90d` (the default), or from when, RFC 3339; at most 400 days before `until`. */
  since: z.string().max(40).optional(),
  /** Profiles received from here on are left out; now, when it is not said. */
  until: instant.optional(),
  /** Only datasets that one of these names, `namespace/name` with `*` in the name. */
  datasets: z.array(z.string().min(1).max(2000)).max(100).optional(),
  /** `current`: the same with what is in force, and the difference. */
  vs: z.literal('current').optional(),
  /** Whose nights are counted, an IANA zone; UTC when it is not said. */
  zone: z.string().max(60).optional(),
  /** How many firings, incidents and differences are listed, each; 200 when it is not said. What is left out is counted. */
  listed: z.number().int().min(0).max(2000).optional(),
});

/** Of the profiles that there are, how many one expectation, suite or side had an answer for. */
const coverage = z.object({
  /** Profiles of the period that it speaks about. */
  available: count,
  /** Those it could decide: pass, warn or fail. */
  evaluated: count,
  /** Calendar days (UTC) of the period with a profile that it decided. */
  days: count,
});

const tally = z.object({
  /** Failing and warning results that count: what an alert is made of. */
  firings: count,
  /** Failing results of expectations in shadow mode: never told. */
  shadow: count,
  /** Incidents that would have opened with it, or that it would have joined. */
  incidents: count,
  /** Messages to people about those incidents. */
  messages: count,
  /** Those of the messages that were due between 22:00 and 07:00 in `zone`. */
  nights: count,
});

const labelled = z.object({
  /** Incidents of the period that people put this mark on. */
  of: count,
  /** Those among them during which the replay has an incident on the same dataset. */
  caught: count,
});

const expectationSchema = z.object({
  expectation: z.string(),
  kind: z.string(),
  column: z.string().nullable(),
  severity: severitySchema,
  coverage,
  /** When nothing was evaluated: because of what. Null otherwise. */
  nothing: z.string().nullable(),
  outcomes: z.object({ pass: count, warn: count, fail: count, undecided: count, error: count }),
  tally,
});

const suiteSchema = z.object({
  /** `(learned)`, the last, is what learned monitors tell, where they watch any of the datasets. */
  suite: z.string(),
  /** `namespace/name` of what it is for. */
  dataset: z.string(),
  /** Null for a draft, 0 of `(learned)`. */
  version: count.nullable(),
  /** How many datasets that are here it matches. */
  datasets: count,
  coverage,
  nothing: z.string().nullable(),
  tally,
  expectations: z.array(expectationSchema),
});

const incidentSchema = z.object({
  /** INC-7 where it is one that there really was, `draft-1` or `current-1` otherwise. */
  id: z.string(),
  /** Link to the incident that there really was. */
  url: z.string().nullable(),
  dataset: z.string(),
  severity: severitySchema,
  openedAt: instant,
  /** Null: still open at the end of the period. */
  resolvedAt: instant.nullable(),
  /** What failed in it, by expectation key. */
  failures: z.array(z.string()),
  messages: count,
});

const firingSchema = z.object({
  /** When the profile was received: when it would have been told. */
  at: instant,
  /** What time the profile speaks of. */
  effectiveAt: instant,
  profileId: z.string(),
  dataset: z.string(),
  suite: z.string(),
  expectation: z.string(),
  outcome: outcomeSchema,
  severity: severitySchema,
  observed: scalarSchema.nullable(),
  expected: expectedSchema.nullable(),
  unit: z.string().nullable(),
  reason: z.string(),
  /** Why it does not count as it stands; null when it does. */
  standing: z.enum(['shadow', 'accepted', 'unconfirmed']).nullable(),
  /** The incident that it opened or is in; null for a late profile, a segment and in shadow mode. */
  incident: z.string().nullable(),
});
export type ReplayFiringShape = z.infer<typeof firingSchema>;

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), more: count });

const sideSchema = z.object({
  coverage,
  nothing: z.string().nullable(),
  tally,
  /** In the order of the request. */
  suites: z.array(suiteSchema),
  /** Who would have been sent how many messages, by name. */
  receivers: z.array(z.object({ receiver: z.string(), messages: count, nights: count })),
  /** By dataset, oldest first. */
  incidents: listOf(incidentSchema),
  /** By dataset, then in the order in which profiles were received. */
  firings: listOf(firingSchema),
  /** What people said of the incidents that there really were; null where nobody said any such thing. */
  labels: z.object({
    /** Marked as real trouble. */
    confirmed: labelled.nullable(),
    /** Closed as the new normal. */
    expected: labelled.nullable(),
    /** The same in a sentence. */
    words: z.string(),
  }),
});
export type ReplaySideShape = z.infer<typeof sideSchema>;

/** Coverage first: nothing evaluated is not the same as nothing found. */
export const replayAnswerSchema = z.object({
  since: instant,
  until: instant,
  zone: z.string(),
  coverage: z.object({
    /** Datasets that the replayed suites speak about, and those of them with a profile in the period. */
    datasets: count,
    datasetsWithProfiles: count,
    profiles: count,
    /** Calendar days (UTC) of the period, and those for which there is a profile. */
    days: z.object({ asked: count, covered: count }),
    /** When the time ran out before all was replayed: what was. Null when all of it was. */
    partial: z
      .object({
        reason: z.string(),
        /** Datasets that were replayed whole. */
        datasetsDone: count,
        /** In the dataset at which it ended: all profiles received before this. Null when it had not begun. */
        coveredUntil: instant.nullable(),
      })
      .nullable(),
  }),
  /** What a replay cannot know, in sentences. */
  limits: z.array(z.string()),
  draft: sideSchema,
  /** What is in force now, over the same profiles; null without `vs`. */
  current: sideSchema.nullable(),
  /** Draft less current, and the firings that only one of them has; null without `vs`. */
  difference: z
    .object({
      tally,
      onlyDraft: listOf(firingSchema),
      onlyCurrent: listOf(firingSchema),
    })
    .nullable(),
});
export type ReplayAnswerShape = z.infer<typeof replayAnswerSchema>;
