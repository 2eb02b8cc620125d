import type { Pool } from '../../store/sql.ts';
import { createBookmarks, type Bookmarks } from './bookmarks.ts';
import { createCatchUp, type CatchUp } from './catch-up.ts';
import { createHolidayBook, type HolidayBook } from './holiday-book.ts';
import { createStateCache, type StateCache } from './state-cache.ts';

/** Told what learned monitors do; must not throw. */
export interface LearningObserver {
  /** Where what is known of a series came from. */
  found(where: 'cache' | 'bookmark' | 'nothing' | 'behind'): void;
  /** A profile was learnt again from its document. */
  folded(): void;
  /** A profile was judged by learned monitors. */
  judged(judging: { seconds: number; alarms: number }): void;
  /** A profile was learnt. */
  learnt(learning: { seconds: number }): void;
}

export interface LearnerLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LearnerSettings {
  pool: Pool;
  log: LearnerLog;
  cacheBytes: number;
  /** Whose public holidays are days unlike others; null: nobody's. */
  country: string | null;
  observe?: LearningObserver;
}

/** What learned monitors need of their process. */
export interface Learner {
  cache: StateCache;
  bookmarks: Bookmarks;
  catchUp: CatchUp;
  holidays: HolidayBook;
  country: string | null;
  log: LearnerLog;
  observe: LearningObserver;
  /** Keeps what was learnt since the last bookmarks, for at most so long; nothing is learnt after it. */
  close(): Promise<void>;
}

const nobody: LearningObserver = { found: () => {}, folded: () => {}, judged: () => {}, learnt: () => {} };

/** So long a stop waits for what was learnt to be kept; what is not is learnt again. */
const closeMs = 5_000;

export function createLearner({ pool, log, cacheBytes, country, observe = nobody }: LearnerSettings): Learner {
  const cache = createStateCache(cacheBytes);
  const bookmarks = createBookmarks({ pool, log });
  const learner: Learner = {
    cache,
    bookmarks,
    catchUp: createCatchUp(pool, () => learner),
    holidays: createHolidayBook(),
    country,
    log,
    observe,
    close: async () => {
      await learner.catchUp.stop();
      for (const [series, state, generation] of cache.entries()) bookmarks.add(series, state, generation);
      await Promise.race([bookmarks.flush(), new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
    },
  };
  return learner;
}
