import { encodeBaseline, ENGINE_VERSION } from '../../../checks/index.ts';
import { insertBookmark, type BookmarkWrite } from '../../store/bookmarks.ts';
import { inTransaction, type Pool } from '../../store/sql.ts';
import type { Bookmarks, LearnerLog } from './types.ts';

/** So many bytes wait at most to be written; more are not kept. */
const mostBytes = 32 * 2 ** 20;

export function createBookmarks({ pool, log }: { pool: Pool; log: LearnerLog }): Bookmarks {
  const waiting = new Map<string, BookmarkWrite>();
  let bytes = 0;
  let writing: Promise<void> | null = null;
  const write = async () => {
    for (const [key, one] of waiting) {
      waiting.delete(key);
      bytes -= one.state.length;
      try {
        await inTransaction(pool, (sql) => insertBookmark(sql, one));
      } catch (error) {
        const { datasetId, segment } = one;
        const place = { error, datasetId, segment };
        log.warn(place, 'what was learnt of a dataset could not be kept; it is learnt again when it is needed');
      }
    }
  };
  const begin = () => (writing ??= write().finally(() => (writing = null)));
  return {
    add({ datasetId, segment }, { baseline, place }, generation) {
      if (place === null || bytes >= mostBytes) return;
      const state = encodeBaseline(baseline);
      const bookmark = { datasetId, segment, ...place, engine: ENGINE_VERSION, runs: baseline.runs, state, generation };
      bytes += state.length;
      waiting.set(`${datasetId}/${place.profileId}/${generation}`, bookmark);
      setImmediate(() => void begin());
    },
    async flush() {
      while (waiting.size > 0 || writing !== null) await begin();
    },
  };
}
