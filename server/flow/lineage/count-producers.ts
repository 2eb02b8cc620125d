import type { Producer } from '../../openlineage/index.ts';
import { addProducerCounts, type ProducerCount, type ProducerNumber } from '../../store/lineage/producers.ts';
import type { Pool } from '../../store/sql.ts';

/** Counts what became of the events of each producer. */
export interface ProducerCounter {
  note(producer: Producer, what: Extract<ProducerNumber, 'stored' | 'repeated' | 'refused' | 'failed'>): void;
  /** Writes down what was counted; what cannot be written is kept for the next time. */
  flush(): Promise<void>;
  /** Writes for the last time. */
  close(): Promise<void>;
}

interface CounterContext {
  pool: Pool;
  clock: () => Date;
  log: { warn(fields: object, message: string): void };
  /** How often it is written; 0: only when asked. */
  everyMs: number;
  /** Told of each. */
  counted: LineageObserver['counted'];
}

/** Told what became of each event; must not throw. */
export interface LineageObserver {
  counted(producer: string, outcome: string): void;
}

/** More than anybody runs; who makes names up shares one. */
const mostProducers = 500;
const others: Producer = { name: 'others', version: null };

export const emptyCount = (producer: Producer, now: Date): ProducerCount => ({
  producer: producer.name,
  day: now.toISOString().slice(0, 10),
  ...{ stored: 0, repeated: 0, refused: 0, failed: 0, warned: 0, misnamed: 0, dead: 0 },
  client: producer.version,
  lastAt: now,
});

/**
 * Counts in memory and writes once in a while, because a row that every post changed would make them wait for each other. A process
 * that is killed forgets what it counted since it last wrote; the events themselves are there.
 */
export function createProducerCounter({ pool, clock, log, everyMs, counted }: CounterContext): ProducerCounter {
  let counts = new Map<string, ProducerCount>();
  let writing = Promise.resolve();
  const write = async () => {
    const taken = counts;
    counts = new Map();
    try {
      await addProducerCounts(pool, [...taken.values()]);
    } catch (error) {
      log.warn({ error }, 'counts of producers of lineage could not be written; they are kept for later');
      for (const [key, count] of taken) counts.set(key, added(count, counts.get(key)));
    }
  };
  const flush = () => (writing = writing.then(() => (counts.size === 0 ? undefined : write())));
  const timer = everyMs > 0 ? setInterval(() => void flush(), everyMs) : undefined;
  timer?.unref();
  return {
    note(producer, what) {
      const now = clock();
      const known = keyOf(producer, now);
      const named = counts.has(known) || counts.size < mostProducers ? producer : others;
      const key = keyOf(named, now);
      const count = counts.get(key) ?? emptyCount(named, now);
      count[what]++;
      count.lastAt = now;
      count.client = named.version ?? count.client;
      counts.set(key, count);
      counted(named.name, what);
    },
    flush,
    close: () => (clearInterval(timer), flush()),
  };
}

const keyOf = ({ name }: Producer, now: Date) => `${now.toISOString().slice(0, 10)} ${name}`;

function added(earlier: ProducerCount, later: ProducerCount | undefined): ProducerCount {
  if (!later) return earlier;
  const { stored, repeated, refused, failed } = earlier;
  const sum = { stored: stored + later.stored, repeated: repeated + later.repeated };
  return { ...later, ...sum, refused: refused + later.refused, failed: failed + later.failed };
}
