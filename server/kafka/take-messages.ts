import { keptEvent, validEvent } from '../flow/lineage/kept-event.ts';
import { producerOf } from '../openlineage/index.ts';
import { Problem, problemCatalogue } from '../problem.ts';
import { insertRejections, type NewRejection } from '../store/rejections.ts';
import type { KafkaContext } from './context.ts';

export interface KafkaMessage {
  topic: string;
  partition: number;
  offset: bigint;
  /** Null: only a key, which deletes it in a compacted topic. */
  value: Buffer | null | undefined;
}

const mostErrors = 20;

/**
 * Keeps what a batch of messages tells: when it ends, every event is durable and every message that is none stands among the
 * refused posts with its reason. It throws only where the database is away: then all of it may be given once more.
 */
export async function takeMessages(context: KafkaContext, messages: readonly KafkaMessage[]): Promise<void> {
  // Each is asked for before any is waited for, so that they go into one commit, in their order.
  const outcomes = await Promise.allSettled(messages.map((message) => takeMessage(context, message)));
  const refused: NewRejection[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const problem = problemOf(outcome.reason);
    if (!problem) throw outcome.reason;
    refused.push(refusalOf(context, messages[at]!, problem));
  }
  if (refused.length > 0) await insertRejections(context.receive.pool, refused);
  for (const _ of refused) context.receive.observe.event('lineage', 'refused');
}

/** A message may hold one event or an array of them. */
async function takeMessage(context: KafkaContext, { topic, value: bytes }: KafkaMessage): Promise<void> {
  const { lane, privacy, receive, producers } = context;
  let value: unknown = null;
  try {
    value = valueOf(context, bytes);
    const came = { privacy, receivedAt: receive.clock(), traceparent: null, sender: `kafka:${topic}` };
    const events = listOf(value).map((one) => keptEvent(validEvent(one), one as Record<string, unknown>, came));
    const outcomes = await Promise.all(events.map((event) => lane.store(event)));
    for (const [at, outcome] of outcomes.entries()) {
      receive.observe.event('lineage', outcome);
      producers.note(producerOf(listOf(value)[at]), outcome === 'created' ? 'stored' : 'repeated');
    }
  } catch (error) {
    if (problemOf(error)) producers.note(producerOf(listOf(value)[0]), 'refused');
    throw error;
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function valueOf({ maxBytes, readJson }: KafkaContext, bytes: Buffer | null | undefined): unknown {
  if (!bytes || bytes.length === 0) throw new Problem('malformed-body', 'The message is empty.');
  if (bytes.length <= maxBytes) return readJson(bytes);
  throw new Problem('body-too-large', `The message is over ${Math.floor(maxBytes / 2 ** 20)} MiB.`);
}

/** Why a message can never be taken; null for what is not its fault. */
function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  // Class 22 and 54000: something in it that Postgres does not hold.
  const code = (error as { code?: string } | null)?.code ?? '';
  return /^(22|54000)/.test(code) ? new Problem('invalid-request', 'A value of the event cannot be stored.') : null;
}

function refusalOf({ receive, withoutValues }: KafkaContext, message: KafkaMessage, problem: Problem): NewRejection {
  const { topic, partition, offset } = message;
  return {
    at: receive.clock(),
    namespace: null,
    dataset: null,
    route: `kafka:${topic}`,
    status: problemCatalogue[problem.slug].status,
    problem: problem.slug,
    ...withoutValues({ slug: problem.slug, detail: problem.detail, errors: problem.errors.slice(0, mostErrors) }),
    actor: `kafka:${topic}`,
    producer: `partition ${partition}, offset ${offset}`,
    requestId: `${topic}/${partition}/${offset}`,
  };
}
