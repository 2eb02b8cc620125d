import { z } from 'zod';
import { instant } from './common.ts';

const name = z.object({ namespace: z.string(), name: z.string() });

/** An OpenLineage event as it is kept: what it is about, and where it stands. */
export const rawEventSchema = z.object({
  id: z.string(),
  eventAt: instant,
  receivedAt: instant,
  kind: z.enum(['run', 'job', 'dataset']),
  type: z.string().nullable().describe('`START`, `RUNNING`, `COMPLETE`, `FAIL`, `ABORT`; null for any other.'),
  producer: z.string(),
  job: name.nullable(),
  run: z.string().nullable(),
  dataset: name.nullable().describe('Of an event about a dataset alone.'),
  bytes: z.number().int(),
  warnings: z.number().int().describe('How many places of it break the standard.'),
  state: z.enum(['pending', 'dead', 'done']),
  stage: z
    .enum(['graph', 'quality'])
    .nullable()
    .describe('What it waits for, or failed at: the graph, or what it measures.'),
  attempts: z.number().int(),
  reason: z.string().nullable().describe('Why it could not be worked in.'),
  retryAt: instant.nullable(),
  deadAt: instant.nullable(),
  sender: z.string().nullable().describe('Who posted it, as long as it waits.'),
});
export type RawEventShape = z.infer<typeof rawEventSchema>;

/** `nextCursor` may be there after a page without an item: what was looked through had none that fits. */
export const rawEventPageSchema = z.object({ items: z.array(rawEventSchema), nextCursor: z.string().nullable() });
export type RawEventPage = z.infer<typeof rawEventPageSchema>;

export const rawEventDetailSchema = rawEventSchema.extend({
  warningList: z.array(z.object({ pointer: z.string(), message: z.string() })),
  event: z.record(z.string(), z.unknown()).describe('As it came, without what privacy leaves out.'),
});
export type RawEventDetail = z.infer<typeof rawEventDetailSchema>;

const id = z.string().regex(/^evt_\d{1,15}_[0-9a-f]{32}$/);

export const eventReplaySchema = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(1_000) }),
  z.strictObject({ dead: z.literal(true) }),
  z.strictObject({ from: instant, to: instant, after: id.optional() }),
]);

export const eventsReplayedSchema = z.object({
  replayed: z.number().int(),
  waiting: z.number().int().describe('Those that waited to be worked in anyway.'),
  missing: z.array(z.string()).describe('Ids of events that are not kept any more.'),
  next: z.string().nullable().describe('Ask again: for a span with `after` set to this; null when all is done.'),
});
export type EventsReplayedShape = z.infer<typeof eventsReplayedSchema>;

export const producerListSchema = z.object({
  since: z.string().describe('The first day that is counted, in UTC.'),
  pending: z.number().int().describe('Events that wait to be worked in now, of all producers.'),
  dead: z.number().int().describe('Events that could not be worked in and wait for a person now, of all producers.'),
  items: z.array(
    z.object({
      producer: z.string().describe('Without the version in it; empty where events name none, or could not be read.'),
      client: z.string().nullable().describe('Version of its newest event.'),
      lastAt: instant,
      received: z.number().int().describe('`accepted`, `duplicate`, `refused` and `failed` together.'),
      accepted: z.number().int(),
      duplicate: z.number().int(),
      refused: z.number().int(),
      failed: z.number().int().describe('Not taken through our fault: it was told to send them again.'),
      warned: z.number().int().describe('Accepted with warnings.'),
      misnamed: z.number().int().describe('Accepted with warnings about the names of datasets.'),
      dead: z.number().int().describe('Accepted and given up by the projector since, replayed or not.'),
    }),
  ),
});
export type ProducerList = z.infer<typeof producerListSchema>;
