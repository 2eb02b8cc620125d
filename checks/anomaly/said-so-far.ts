import type { CalendarTag } from './phase.ts';

/** What people said of the alarms of measures, by key, as far as it still counts for judging. */
export interface Said {
  raised: ReadonlyMap<string, Raised>;
  specials: ReadonlyMap<string, readonly Special[]>;
}

/** After a false alarm: the smallest effect that matters, and how many times as far the line is. Both wear off from `at` (ms since 1970) on. */
export interface Raised {
  effect: number;
  line: number;
  at: number;
}

/** A run that was said to come again: how far from what was foretold it was, and which days are like it. */
export interface Special {
  away: number;
  tags: readonly CalendarTag[];
  /** Its weekday (or hour); null once the same weekday was as ever for some time. */
  phase: number | null;
  dayOfMonth: number;
  /** How often the weekday has been as ever since it last was not. */
  idle: number;
  at: number;
}

/** Nobody said anything yet. */
export const NOTHING_SAID: Said = { raised: new Map(), specials: new Map() };
