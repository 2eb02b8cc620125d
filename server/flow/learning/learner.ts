import { ENGINE_VERSION } from '../../../checks/index.ts';
import type { Pool } from '../../store/sql.ts';
import { createTally } from '../calibration/tally.ts';
import { createTuner } from '../calibration/tuner.ts';
import { createBookmarks } from './bookmarks.ts';
import { createCatchUp } from './catch-up.ts';
import { createHolidayBook } from './holiday-book.ts';
import { createStateCache } from './state-cache.ts';
import type { Learner, LearnerLog, LearningObserver } from './types.ts';

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
