import { ENGINE_VERSION } from '../../../checks/index.ts';
import { thinBookmarks } from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';
import { BOOKMARK_EVERY } from './state-before.ts';

/** So many of the newest bookmarks of a series are kept, and of older ones every fourth. */
export const NEWEST_BOOKMARKS = 16;
export const OLDER_EVERY = 4 * BOOKMARK_EVERY;

/** Deletes at most so many bookmarks that nobody needs; answers how many. */
export const thinOldBookmarks = (sql: Sql, limit: number): Promise<number> =>
  thinBookmarks(sql, { engine: ENGINE_VERSION, newest: NEWEST_BOOKMARKS, olderEvery: OLDER_EVERY, limit });
