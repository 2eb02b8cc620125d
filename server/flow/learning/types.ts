import type { Series } from '../../store/learned.ts';
import type { Tally } from '../calibration/tally.ts';
import type { Tuner } from '../calibration/tuner.ts';
import type { HolidayBook } from './holiday-book.ts';
import type { LearnedState, StateCache } from './state-cache.ts';

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

/** Learns long histories behind everything else, one series at a time. */
export interface CatchUp {
  /** Does nothing when the series is already waited for. */
  ask(series: Series, country: string | null): void;
  /** Resolves when nothing is left to catch up with. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Bookmarks are written behind what they are of: whoever loses one folds a little more. */
export interface Bookmarks {
  /** Made at once, because what is known is changed in place by the next profile. */
  add(series: Series, state: LearnedState, generation: number): void;
  /** Resolves when all that was added is written, or cannot be. */
  flush(): Promise<void>;
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
