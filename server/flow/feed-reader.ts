import {
  changeSources,
  lastDrawnId,
  readChanges,
  readHeartbeats,
  readRecentIds,
  type ChangeRow,
  type ChangeSource,
} from '../store/changes.ts';
import type { Pool } from '../store/sql.ts';
import type { FeedPosition } from './feed-position.ts';
import { lookBack, SeenIds } from './seen-ids.ts';

export type Topic = 'profiles' | 'incidents' | 'runs' | 'rejections' | 'notifications' | 'heartbeat';

/** Something changed: `id` says what, and `version` grows with each change of it. `namespace` decides who may know. */
export interface Change {
  topic: Topic;
  id: string;
  version: number;
  namespace: string | null;
}

/** One look of all listeners at the tables. */
export interface FeedReader {
  position(): FeedPosition;
  /** What became visible since the last look; `more` when a table held more than one look reads. */
  poll(): Promise<{ changes: Change[]; more: boolean }>;
  /** What somebody missed who had followed up to `after`; null when it is too much, or not a position of this database. */
  missed(after: FeedPosition): Promise<Change[] | null>;
}

const mostAtOnce = 500;
const beatEveryMs = 10_000;
const aboutMessages = new Set(['routed', 'delivered', 'retrying', 'gave-up']);

/** Begins at the present. */
export async function openFeedReader(pool: Pool, clock: () => Date): Promise<FeedReader> {
  const seen = await startAll(pool, clock());
  const position = () => bySource((source) => seen[source].floor);
  const beats = new Map<string, number>();
  return {
    position,
    async poll() {
      const at = clock();
      const read = await Promise.all(
        changeSources.map(async (source) => {
          const { floor, top, gaps } = seen[source];
          return { source, rows: await readChanges(pool, source, { floor, top, gaps, limit: mostAtOnce }) };
        }),
      );
      for (const { source, rows } of read) takeRows(seen[source], rows, at);
      const changes = read.flatMap(({ source, rows }) => rows.flatMap((row) => changesOf(source, row)));
      changes.push(...(await newBeats(pool, beats)));
      return { changes, more: read.some(({ rows }) => rows.length === mostAtOnce) };
    },
    missed: (after) => readMissed(pool, after),
  };
}

const bySource = (value: (source: ChangeSource) => number) =>
  Object.fromEntries(changeSources.map((source) => [source, value(source)])) as FeedPosition;

async function startAll(pool: Pool, at: Date): Promise<Record<ChangeSource, SeenIds>> {
  const started = await Promise.all(
    changeSources.map(async (source) => [source, new SeenIds(await readRecentIds(pool, source, lookBack), at)]),
  );
  return Object.fromEntries(started) as Record<ChangeSource, SeenIds>;
}

function takeRows(seen: SeenIds, rows: readonly ChangeRow[], at: Date): void {
  const ids = rows.map(({ id }) => id);
  const askedForAll = rows.length < mostAtOnce || (ids.at(-1) ?? 0) > seen.top;
  if (askedForAll) seen.take(ids, at);
  else seen.fill(ids);
}

async function readMissed(pool: Pool, after: FeedPosition): Promise<Change[] | null> {
  const read = await Promise.all(
    changeSources.map(async (source) => {
      const floor = after[source];
      const rows = await readChanges(pool, source, { floor, top: floor, gaps: [], limit: mostAtOnce });
      return { source, rows, drawn: floor === 0 ? 0 : await lastDrawnId(pool, source) };
    }),
  );
  if (read.some(({ rows }) => rows.length === mostAtOnce)) return null;
  // An id that was never drawn is one of another database, or of one that was restored from an older copy.
  if (read.some(({ source, drawn }) => after[source] > drawn)) return null;
  return read.flatMap(({ source, rows }) => rows.flatMap((row) => changesOf(source, row)));
}

function changesOf(source: ChangeSource, { id, subject, namespace, kind }: ChangeRow): Change[] {
  const change = (topic: Topic): Change => ({ topic, id: subject, version: id, namespace });
  if (source === 'profile') return [change('profiles')];
  if (source === 'run_event') return [change('runs')];
  if (source === 'rejection') return [change('rejections')];
  return [change('incidents'), ...(aboutMessages.has(kind ?? '') ? [change('notifications')] : [])];
}

/** Parts that were seen at work again, each at most once in ten seconds. */
async function newBeats(pool: Pool, known: Map<string, number>): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { component, at } of await readHeartbeats(pool)) {
    const before = known.get(component);
    if (before !== undefined && at.getTime() - before < beatEveryMs) continue;
    known.set(component, at.getTime());
    if (before === undefined) continue;
    changes.push({ topic: 'heartbeat', id: component, version: at.getTime(), namespace: null });
  }
  return changes;
}
