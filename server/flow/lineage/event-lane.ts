import { insertEvents, type NewEvent } from '../../store/lineage/events.ts';
import type { Pool } from '../../store/sql.ts';

/** Takes events in and answers each once it is durable. */
export interface EventLane {
  /** Was it new? The same content again is `repeated`. */
  store(event: NewEvent): Promise<'created' | 'repeated'>;
}

interface Waiting {
  event: NewEvent;
  resolve: (outcome: 'created' | 'repeated') => void;
  reject: (error: unknown) => void;
}

const mostEvents = 512;
const mostCharacters = 8 * 2 ** 20;
// One writes while the next fills up: more would only make each smaller.
const width = 2;

/**
 * Group commit: what comes while others are being written is written together, in one statement and one commit. `onStored` is
 * called after each that brought something new.
 */
export function createEventLane({ pool, onStored }: { pool: Pool; onStored: () => void }): EventLane {
  const waiting: Waiting[] = [];
  let writing = 0;
  const write = async () => {
    writing++;
    // What arrives in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await keep(pool, taken(waiting), onStored);
    writing--;
  };
  return {
    store: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        if (writing < width) void write();
      }),
  };
}

function taken(waiting: Waiting[]): Waiting[] {
  let [count, characters] = [0, 0];
  while (count < waiting.length && count < mostEvents && (count === 0 || characters < mostCharacters))
    characters += waiting[count++]!.event.body.length;
  return waiting.splice(0, count);
}

/** Never rejects: everybody who waits is answered. When the group fails for what one of it holds, each is tried by itself. */
async function keep(pool: Pool, group: readonly Waiting[], onStored: () => void): Promise<void> {
  try {
    const fresh = await insertWhereTheyBelong(
      pool,
      group.map(({ event }) => event),
    );
    if (fresh.size > 0) onStored();
    // Two of the same content in one group: the first was new.
    for (const { event, resolve } of group) resolve(fresh.delete(event.hash) ? 'created' : 'repeated');
  } catch (error) {
    if (group.length > 1 && isOfData(error)) for (const one of group) await keep(pool, [one], onStored);
    else for (const { reject } of group) reject(error);
  }
}

/** A statement that waited while a week got its partition finds the place it had chosen to be the wrong one; the next chooses the right one. */
async function insertWhereTheyBelong(pool: Pool, events: readonly NewEvent[]): Promise<Set<string>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await insertEvents(pool, events);
    } catch (error) {
      if ((error as { code?: string } | null)?.code !== '23514' || attempt >= 5) throw error;
    }
  }
}

/** Class 22: something in the data that Postgres does not take. */
const isOfData = (error: unknown) => (error as { code?: string } | null)?.code?.startsWith('22') === true;
