import { dayOf, weekdayOf, type Weekday } from './day.ts';
import { instantOf } from './zone.ts';

/** A time of day in a zone that comes on some days of the week. `minuteOfDay`: 0 to 1439 as clocks show it. */
export interface WallDeadline {
  minuteOfDay: number;
  zone: string;
  on: readonly Weekday[];
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 9;

/** The deadline of a calendar day; null when it has none. */
function deadlineOn({ minuteOfDay, zone, on }: WallDeadline, day: number): Date | null {
  return on.includes(weekdayOf(day)) ? instantOf(day * DAY_MS + minuteOfDay * 60_000, zone) : null;
}

/** The first deadline after an instant. @throws when it comes on no day of the week. */
export function nextDeadline(deadline: WallDeadline, after: Date): Date {
  const today = dayOf(after, deadline.zone);
  for (let day = today - 1; day <= today + MOST_DAYS; day++) {
    const at = deadlineOn(deadline, day);
    if (at !== null && at > after) return at;
  }
  throw new RangeError('a deadline on no day of the week');
}

/** The last deadline before an instant. @throws when it comes on no day of the week. */
export function previousDeadline(deadline: WallDeadline, before: Date): Date {
  const today = dayOf(before, deadline.zone);
  for (let day = today + 1; day >= today - MOST_DAYS; day--) {
    const at = deadlineOn(deadline, day);
    if (at !== null && at < before) return at;
  }
  throw new RangeError('a deadline on no day of the week');
}

/** `first` and the deadlines after it up to and with `last`, in order, `most` at most. */
export function deadlinesFrom(deadline: WallDeadline, span: { first: Date; last: Date; most: number }): Date[] {
  const dues: Date[] = [];
  for (let due = span.first; due <= span.last && dues.length < span.most; due = nextDeadline(deadline, due)) {
    dues.push(due);
  }
  return dues;
}
