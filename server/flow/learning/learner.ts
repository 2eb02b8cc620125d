import { ENGINE_VERSION } from '../../../checks/index.ts';
import type { Pool } from '../../store/sql.ts';
import { createTally, type Tally } from '../calibration/tally.ts';
import { createTuner, type Tuner } from '../calibration/tuner.ts';
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
  /** A kind of alarm that is surely right more seldom is only shown; null: none is. */
  demoteBelow: number | null;
  clock: () => Date;
  observe?: LearningObserver;
}

/** What learned monitors need of their process. */
export interface Learner {
  cache: StateCache;
  bookmarks: Bookmarks;
  catchUp: CatchUp;
  holidays: HolidayBook;
  /** Counts how far out measures were. */
  tally: Tally;
  /** Knows what decides which alarms are told. */
  tuner: Tuner;
  country: string | null;
  log: LearnerLog;
  observe: LearningObserver;
  /** Keeps what was learnt since the last bookmarks, for at most so long; nothing is learnt after it. */
  close(): Promise<void>;
}

const nobody: LearningObserver = { found: () => {}, folded: () => {}, judged: () => {}, learnt: () => {} };

/** So long a stop waits for what was learnt to be kept; what is not is learnt again. */
const closeMs = 5_000;

export function createLearner(settings: LearnerSettings): Learner {
  const { pool, log, cacheBytes, country, demoteBelow, clock, observe = nobody } = settings;
  const common = { pool, engine: ENGINE_VERSION, clock, log };
  const cache = createStateCache(cacheBytes);
  const bookmarks = createBookmarks({ pool, log });
  const learner: Learner = {
    cache,
    bookmarks,
    catchUp: createCatchUp(pool, () => learner),
    holidays: createHolidayBook(),
    tally: createTally(common),
    tuner: createTuner({ ...common, floor: demoteBelow }),
    country,
    log,
    observe,
    close: async () => {
      await learner.catchUp.stop();
      for (const [series, state, generation] of cache.entries()) bookmarks.add(series, state, generation);
      await Promise.race([
        Promise.all([bookmarks.flush(), learner.tally.stop()]),
        new Promise((resolve) => setTimeout(resolve, closeMs).unref()),
      ]);
    },
  };
  return learner;
}
