import { insertBookmark, type Series } from '../../store/learned.ts';
import { inTransaction, type Pool } from '../../store/sql.ts';
import { encodeBaseline, ENGINE_VERSION } from './codec.ts';
import type { LearnedState } from './state-cache.ts';

/** Bookmarks are written behind what they are of: whoever loses one folds a little more. */
export interface Bookmarks {
  add(series: Series, state: LearnedState, generation: number): void;
  /** Resolves when all that was added is written, or cannot be. */
  flush(): Promise<void>;
  readonly waiting: number;
}

interface Waiting {
  series: Series;
  state: LearnedState;
  generation: number;
}

/** So many wait at most: the newest of them count. */
const mostWaiting = 1_000;

export function createBookmarks({
  pool,
  log,
}: {
  pool: Pool;
  log: { warn(fields: object, words: string): void };
}): Bookmarks {
  const waiting = new Map<string, Waiting>();
  let writing: Promise<void> | null = null;
  const write = async () => {
    for (const [key, one] of waiting) {
      waiting.delete(key);
      try {
        await writeOne(pool, one);
      } catch (error) {
        log.warn(
          { error, ...one.series },
          'what was learnt of a dataset could not be kept; it is learnt again when it is needed',
        );
      }
    }
  };
  const begin = () => (writing ??= write().finally(() => (writing = null)));
  return {
    add(series, state, generation) {
      if (state.place === null || waiting.size >= mostWaiting) return;
      waiting.set(`${series.datasetId}/${state.place.profileId}`, { series, state, generation });
      setImmediate(() => void begin());
    },
    async flush() {
      while (waiting.size > 0 || writing !== null) await begin();
    },
    get waiting() {
      return waiting.size;
    },
  };
}

function writeOne(pool: Pool, { series, state: { baseline, place }, generation }: Waiting): Promise<void> {
  if (place === null) return Promise.resolve();
  const { runs } = baseline;
  const state = encodeBaseline(baseline);
  return inTransaction(pool, (sql) =>
    insertBookmark(sql, { ...series, ...place, engine: ENGINE_VERSION, runs, state, generation }),
  );
}
