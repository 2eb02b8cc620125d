import type { Weekday } from '../../calendar/index.ts';
import type { Severity } from '../result.ts';

/** Which calendar day's data a deadline awaits: so many days back, or the last of the deadline's own days of the week before it. */
export type AwaitedDay = { daysBack: number } | 'previous workday';

/** Due at a time of day; `awaits` null: whatever is new since the deadline before. */
export interface ByRule {
  kind: 'by';
  /** 0 to 1439, as clocks in `zone` show it. */
  minuteOfDay: number;
  zone: string;
  on: Weekday[];
  awaits: AwaitedDay | null;
  graceSeconds: number;
  severity: Severity;
}

/** Due at the latest so long after the profile before. */
export interface EveryRule {
  kind: 'expect_every';
  gapSeconds: number;
  graceSeconds: number;
  severity: Severity;
}

/** What a suite declares about when profiles arrive; plain JSON. Nothing is overdue without one. */
export type ArrivalRule = ByRule | EveryRule;
