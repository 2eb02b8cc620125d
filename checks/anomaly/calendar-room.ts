import type { Courses } from './courses.ts';
import type { Family } from './family.ts';
import type { CalendarTag } from './phase.ts';
import { daysWith } from './season.ts';

/** How much more, or less, than else may come on a day that is not as others. */
export interface CalendarRoom {
  /** From how far below to how far above the forecast nothing is out of the ordinary; 0 on most days. */
  low: number;
  high: number;
  /** How many times as far below or above that is asked for. */
  below: number;
  above: number;
  /** Such a day was never seen: only what is gross counts, below or above what was foretold. */
  isNewBelow: boolean;
  isNewAbove: boolean;
}

export const NO_ROOM: CalendarRoom = { low: 0, high: 0, below: 1, above: 1, isNewBelow: false, isNewAbove: false };

/** Ends of months seen so often need no more room than what they were seen to bring. */
const FEW_DAYS = 3;
const FIRST_FACTOR = 2;
const FEW_FACTOR = 1.3;
/** How many times as far above is asked for on days of a kind that was never seen to bring more. */
const LIKE_OTHERS = 1.15;
/** Holidays are unlike each other, and so are the days beside them, however many were seen. */
const HOLIDAY_FACTOR: Readonly<Partial<Record<CalendarTag, number>>> = { holiday: 2, 'near holiday': 1.5 };
/** They bring more, not less. */
const ENDS: ReadonlySet<CalendarTag> = new Set(['month end', 'day before month end', 'two days before month end']);
/** So many deviations of what such days bring are noise that other days have too. */
const NOISE = 2;
/** What people do more of at the end of a month: numbers of things, not what they are like. */
const AMOUNTS: ReadonlySet<Family> = new Set(['rows', 'distinct']);

/**
 * What days with these tags were seen to bring, and a margin for what they may: of `k` days alike the next is beyond the most of
 * them with a chance of 1 in k + 1, so the span reaches 1/k of itself farther.
 */
export function calendarRoom(
  tags: readonly CalendarTag[],
  { courses, slot }: { courses: Courses; slot: number },
  { family, scale }: { family: Family; scale: number },
): CalendarRoom {
  return tags.reduce<CalendarRoom>((room, tag) => {
    const days = daysWith(courses, slot, tag);
    const margin = days.length === 0 ? 0 : 1 + 1 / days.length;
    const isNew = days.length === 0 && (tag === 'holiday' || (tag !== 'near holiday' && AMOUNTS.has(family)));
    return {
      low: Math.min(room.low, margin * (Math.min(...days, 0) + NOISE * scale)),
      high: Math.max(room.high, margin * (Math.max(...days, 0) - NOISE * scale)),
      below: Math.max(room.below, ENDS.has(tag) ? 1 : factorOf(tag, days.length)),
      above: Math.max(room.above, bringsMore(days, scale) ? factorOf(tag, days.length) : LIKE_OTHERS),
      isNewBelow: room.isNewBelow || (isNew && !ENDS.has(tag)),
      isNewAbove: room.isNewAbove || isNew,
    };
  }, NO_ROOM);
}

/** Not when two or more such days were seen, and none of them had more than noise brings. */
const bringsMore = (days: readonly number[], scale: number): boolean =>
  days.length < 2 || days.some((day) => day > NOISE * scale);

function factorOf(tag: CalendarTag, days: number): number {
  const few = days === 0 ? FIRST_FACTOR : days < FEW_DAYS ? FEW_FACTOR : 1;
  return HOLIDAY_FACTOR[tag] ?? few;
}
