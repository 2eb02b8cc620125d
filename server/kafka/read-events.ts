import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, MessagesStream } from '@platformatic/kafka';
import { createAlarm } from '../flow/alarm.ts';
import { consumerOptions } from './consumer-options.ts';
import type { KafkaContext } from './context.ts';
import { takeMessages, type KafkaMessage } from './take-messages.ts';

export interface KafkaReading {
  /** Finishes what was begun, tells Kafka how far it came and leaves the group. */
  stop(): Promise<void>;
}

type Stream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;
type Client = Consumer<Buffer, Buffer, Buffer, Buffer>;

const mostMessages = 500;
const lagEveryMs = 5_000;
const leaveWithinMs = 5_000;
const [firstWaitSeconds, longestWaitSeconds] = [1, 30];

/**
 * Reads events from Kafka until stopped, each at least once: how far it came is told to Kafka after the database has it, and
 * what comes twice by that is one event. While Kafka or the database is away it waits and tries again; nothing else does.
 */
export function readKafka(context: KafkaContext): KafkaReading {
  const alarm = createAlarm();
  const running = { isStopped: false, stream: null as Stream | null };
  const loop = async () => {
    for (
      let waitSeconds = firstWaitSeconds;
      !running.isStopped;
      waitSeconds = Math.min(longestWaitSeconds, 2 * waitSeconds)
    ) {
      const began = performance.now();
      const error = await readOnce(context, running, (seconds) => alarm.wait(seconds));
      context.observe.isUp(false);
      if (running.isStopped) return;
      // It worked for a while: what ends it now is something new.
      if (performance.now() - began > 1_000 * longestWaitSeconds) waitSeconds = firstWaitSeconds;
      context.log.warn({ error }, `${sentenceOf(context, error)} Trying again in ${waitSeconds} s.`);
      await alarm.wait(waitSeconds);
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      running.isStopped = true;
      alarm.ring();
      running.stream?.destroy();
      await ended;
    },
  };
}

function sentenceOf({ settings }: KafkaContext, error: unknown): string {
  const why = error instanceof Error ? [error.message, causeOf(error)].filter(Boolean).join(': ') : 'its stream ended';
  return `Events cannot be read from Kafka at ${settings.brokers.join(', ')}, topic ${settings.topic}: ${why}`.replace(
    /\.*$/,
    '.',
  );
}

const causeOf = ({ cause }: Error) => (cause instanceof Error ? cause.message : '');

type Running = { isStopped: boolean; stream: Stream | null };

/** Joins the group and reads until something ends it; answers what. */
async function readOnce(
  context: KafkaContext,
  running: Running,
  wait: (seconds: number) => Promise<void>,
): Promise<unknown> {
  const { settings, observe, log } = context;
  let consumer: Client | null = null;
  try {
    // Nobody loads it who reads nothing from Kafka.
    const { Consumer: KafkaConsumer } = await import('@platformatic/kafka');
    consumer = new KafkaConsumer(consumerOptions(settings));
    // Its connections report what befalls them here too; whoever awaits an answer hears of it there.
    consumer.on('error', () => {});
    const stream = await consumer.consume({
      topics: [settings.topic],
      mode: 'committed',
      fallbackMode: settings.from,
      autocommit: false,
      highWaterMark: 2 * mostMessages,
    });
    running.stream = stream;
    if (running.isStopped) stream.destroy();
    watchLag(consumer, context);
    observe.isUp(true);
    log.info({ topic: settings.topic, group: settings.group }, 'reading events from Kafka');
    await takeAll({ context, consumer, stream, running, wait });
    return null;
  } catch (error) {
    return error;
  } finally {
    running.stream = null;
    await closed(consumer);
  }
}

/** Leaves the group, as far as its coordinator can still be told in a few seconds. */
async function closed(consumer: Client | null): Promise<void> {
  if (!consumer) return;
  const left = new Promise<void>((resolve) => consumer.close(true, () => resolve()));
  await Promise.race([left, delay(leaveWithinMs, undefined, { ref: false })]);
}

function watchLag(consumer: Client, { settings, observe }: KafkaContext): void {
  const { topic } = settings;
  consumer.on('consumer:lag', (lag) => {
    const partitions = [...(lag.get(topic) ?? [])].map((messages, partition) => [partition, Number(messages)] as const);
    // -1 stands for a partition that another process reads.
    observe.lag(
      topic,
      partitions.filter(([, messages]) => messages >= 0),
    );
  });
  consumer.startLagMonitoring({ topics: [topic] }, lagEveryMs);
}

interface Taking {
  context: KafkaContext;
  consumer: Client;
  stream: Stream;
  running: Running;
  wait: (seconds: number) => Promise<void>;
}

/** Message after message, as many at once as have come. While a batch is kept no more is read than what fits before it. */
async function takeAll(taking: Taking): Promise<void> {
  const { stream, running } = taking;
  for await (const first of stream) {
    const batch: (KafkaMessage & { leaderEpoch?: number })[] = [first];
    while (batch.length < mostMessages && stream.readableLength > 0) {
      const next = stream.read() as KafkaMessage | null;
      if (next === null) break;
      batch.push(next);
    }
    if (!(await keptAtLast(taking, batch))) return;
    await commit(taking, batch);
    if (running.isStopped) return;
  }
}

/** Tries until the database has them all; false when stopped before. */
async function keptAtLast({ context, running, wait }: Taking, batch: readonly KafkaMessage[]): Promise<boolean> {
  for (let waitSeconds = firstWaitSeconds; ; waitSeconds = Math.min(longestWaitSeconds, 2 * waitSeconds)) {
    try {
      await takeMessages(context, batch);
      return true;
    } catch (error) {
      if (running.isStopped) return false;
      context.log.warn({ error }, `events from Kafka could not be stored; trying again in ${waitSeconds} s`);
      await wait(waitSeconds);
      if (running.isStopped) return false;
    }
  }
}

/** Tells Kafka how far the database came. In a rebalance it is refused: whoever reads the partition then begins before it, and the same events are one. */
async function commit({ context, consumer }: Taking, batch: readonly KafkaMessage[]): Promise<void> {
  const newest = new Map<string, KafkaMessage>();
  for (const message of batch) newest.set(`${message.topic} ${message.partition}`, message);
  const offsets = [...newest.values()].map(({ topic, partition, offset }) => ({
    topic,
    partition,
    offset: offset + 1n,
    leaderEpoch: -1,
  }));
  await consumer.commit({ offsets }).catch((error: unknown) => {
    context.log.warn({ error }, 'Kafka was not told how far its events are stored; some may be read again');
  });
}
