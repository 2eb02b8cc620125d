import { producerOf, readEvent, type LineageEvent } from '../../openlineage/index.ts';
import {
  listNamespaceNames,
  readBodies,
  readStandings,
  scanEvents,
  type EventKey,
  type RawEvent,
  type Standing,
} from '../../store/lineage/raw-events.ts';
import type { Pool } from '../../store/sql.ts';
import { runKeyHex } from './run-results.ts';

/** What is asked of the events as they are kept. */
export interface RawQuestion {
  state: 'pending' | 'dead' | 'done' | null;
  producer: string | null;
  /** Of the job, or of a dataset's event. */
  namespace: string | null;
  job: string | null;
  /** The run's id as its producer says it. */
  run: string | null;
  from: Date | null;
  to: Date | null;
}

export interface ReadRaw {
  event: RawEvent;
  standing: Standing | null;
  /** Null when this version reads it as no event. */
  read: LineageEvent | null;
  producer: string;
}

const mostScanned = 2_000;
const bite = { events: 50, bytes: 16 * 2 ** 20 };

/**
 * Events that fit, newest first, at most `limit`, and where the next page begins. Of many events that do not fit it looks at so many and no
 * more: then a page has fewer, or none, and goes on all the same.
 */
export async function readRawEvents(
  pool: Pool,
  question: RawQuestion,
  page: { before: EventKey | null; limit: number; mayShow: (value: unknown) => boolean },
): Promise<{ items: ReadRaw[]; next: EventKey | null }> {
  const { state, from, to } = question;
  const texts = [question.producer, question.job, question.namespace].flatMap((text) => (text ? [written(text)] : []));
  const filter = { from, to, runKeys: await runKeysOf(pool, question), texts, state: state === 'done' ? null : state };
  const { events, last } = await scanEvents(pool, filter, { before: page.before, most: mostScanned });
  const items: ReadRaw[] = [];
  for (const some of bites(events)) {
    const [bodies, standings] = [await readBodies(pool, some), await readStandings(pool, some.map(({ hash }) => hash))]; // prettier-ignore
    for (const event of some) {
      const standing = standings.get(event.hash) ?? null;
      const one = fitting({ event, standing, body: bodies.get(event.hash) }, question, page.mayShow);
      if (!one) continue;
      items.push(one);
      if (items.length === page.limit) return { items, next: event === events.at(-1) && !last ? null : event };
    }
  }
  return { items, next: last };
}

/** As it stands in JSON, between its quotes or at the end of a path. */
const written = (text: string) => JSON.stringify(text).slice(1, -1);

/** A run's events are found by its key; which namespace it is in has to be tried where nobody says. */
async function runKeysOf(pool: Pool, { run, namespace }: RawQuestion): Promise<string[] | null> {
  if (run === null) return null;
  const namespaces = namespace === null ? await listNamespaceNames(pool) : [namespace];
  return namespaces.map((name) => runKeyHex({ namespace: name, id: run }));
}

function* bites(events: readonly RawEvent[]): Generator<RawEvent[]> {
  for (let start = 0; start < events.length;) {
    let [end, bytes] = [start, 0];
    while (
      end < events.length &&
      end - start < bite.events &&
      (end === start || bytes + events[end]!.bytes < bite.bytes)
    )
      bytes += events[end++]!.bytes;
    yield events.slice(start, end);
    start = end;
  }
}

function fitting(
  { event, standing, body }: { event: RawEvent; standing: Standing | null; body: string | undefined },
  { state, producer, job, namespace }: RawQuestion,
  mayShow: (value: unknown) => boolean,
): ReadRaw | null {
  // Dropped meanwhile.
  if (body === undefined) return null;
  if (state === 'done' && standing) return null;
  const value: unknown = JSON.parse(body);
  if (!mayShow(value)) return null;
  const one = { event, standing, ...readValue(value) };
  if (producer !== null && !one.producer.includes(producer)) return null;
  const home = one.read?.job ?? one.read?.outputs[0];
  if (job !== null && one.read?.job?.name !== job) return null;
  return namespace !== null && home?.namespace !== namespace ? null : one;
}

/** What is told of an event in a list. */
export function readValue(value: unknown): Pick<ReadRaw, 'read' | 'producer'> {
  const read = readEvent(value);
  const said = 'event' in read ? read.event.producer : null;
  return { read: 'event' in read ? read.event : null, producer: said ?? producerOf(value).name };
}
