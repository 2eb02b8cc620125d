import { dayOf, dayStart, deadlinesFrom, nextDeadline, previousDeadline, weekdayOf } from '../../calendar/index.ts';
import type { ArrivalRule, ByRule } from './rule.ts';

/** A profile as the clock sees it: what it describes, and when it came. */
export interface Arrival {
  receivedAt: Date;
  capturedAt: Date | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
}

/** The newest that has arrived of a dataset: when, and until when its data reaches. Null: nothing ever did. */
export interface Newest {
  arrivedAt: Date;
  reachAt: Date;
}

const MOST_DUES = 400;
const HALF = 0.5;
const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
const earliest = (one: Date, other: Date) => (one < other ? one : other);

/**
 * Until when the data of a profile reaches: the end of its data interval, else when it was captured, else received; never
 * beyond its receipt, because nothing is measured before it is there.
 */
export function reachOf(arrival: Arrival): Date {
  const { receivedAt, capturedAt, intervalEnd } = arrival;
  return earliest(intervalEnd ?? capturedAt ?? receivedAt, receivedAt);
}

/** The first instant by which a rule awaits something, for a rule that holds since `since`: never before that. */
export function firstDue(rule: ArrivalRule, newest: Newest | null, since: Date): Date {
  if (rule.kind === 'by') return nextDeadline(rule, since);
  const due = newest === null ? since : later(newest.arrivedAt, rule.gapSeconds);
  return due > since ? due : later(since, rule.gapSeconds);
}

/** The end of grace: only after it is an arrival late, or none missing. */
export const graceEnd = (rule: ArrivalRule, due: Date): Date => later(due, rule.graceSeconds);

/** Is an arrival at this instant too late for what was due? */
export const isTooLate = (rule: ArrivalRule, due: Date, arrivedAt: Date): boolean => arrivedAt > graceEnd(rule, due);

/** The deadlines of a `by` rule from `first` on whose grace is over at `now`, oldest first, and the one after them. */
export function duesUntil(rule: ByRule, first: Date, now: Date): { over: Date[]; next: Date } {
  const over: Date[] = [];
  let next = first;
  for (; graceEnd(rule, next) <= now; next = nextDeadline(rule, next)) over.push(next);
  return { over, next };
}

/**
 * Which of the deadlines a profile counts for: those of `open` that are older, and those from `from` on. A backfill of an
 * old interval counts for old deadlines alone, so it neither meets today's nor spoils it. One without an interval that comes
 * late counts for what it is late for, and not for the next deadline as well.
 */
export function duesMet(rule: ByRule, arrival: Arrival, { open, from }: { open: readonly Date[]; from: Date }): Date[] {
  const upcoming = deadlinesFrom(rule, { first: from, last: lastDue(rule, arrival), most: MOST_DUES });
  const met = [...open, ...upcoming].filter((due) => countsFor(rule, arrival, due));
  if (arrival.intervalEnd !== null || rule.awaits !== null) return met;
  const overdue = met.filter((due) => due < reachOf(arrival));
  return overdue.length > 0 ? overdue : met;
}

/** After it no deadline can be met by this profile. */
function lastDue(rule: ByRule, arrival: Arrival): Date {
  const daysBack = rule.awaits === null ? 0 : rule.awaits === 'previous workday' ? 7 : rule.awaits.daysBack;
  const end = later(reachOf(arrival), daysBack * 86_400);
  return nextDeadline(rule, nextDeadline(rule, end));
}

/**
 * Does this profile bring what was due? With an awaited day: its data interval covers more than half of that day, so that
 * days in UTC and in the zone may differ. Without one: its interval ends after the deadline before and not after this one,
 * or covers all of the time between. A profile without an interval stands for everything up to its own time.
 */
export function countsFor(rule: ByRule, arrival: Arrival, due: Date): boolean {
  const { intervalStart, intervalEnd } = arrival;
  const reach = reachOf(arrival);
  if (rule.awaits !== null) return bringsDay(rule, awaitedDay(rule, due), arrival);
  const before = previousDeadline(rule, due);
  if (reach <= before) return false;
  if (intervalStart === null || intervalEnd === null) return true;
  return reach <= due || (intervalStart <= before && reach >= due);
}

function bringsDay({ zone }: ByRule, { day, isSame }: { day: number; isSame: boolean }, arrival: Arrival): boolean {
  const { intervalStart, intervalEnd, receivedAt } = arrival;
  const [start, end] = [dayStart(day, zone), dayStart(day + 1, zone)];
  if (intervalStart === null || intervalEnd === null) return reachOf(arrival) >= (isSame ? start : end);
  if (intervalStart > receivedAt) return false;
  const shared = Math.min(+intervalEnd, +end) - Math.max(+intervalStart, +start);
  return shared > (+end - +start) * HALF;
}

/** The calendar day whose data a deadline awaits. */
function awaitedDay(rule: ByRule, due: Date): { day: number; isSame: boolean } {
  const today = dayOf(due, rule.zone);
  if (rule.awaits !== 'previous workday') {
    const daysBack = rule.awaits?.daysBack ?? 0;
    return { day: today - daysBack, isSame: daysBack === 0 };
  }
  let day = today - 1;
  while (!rule.on.includes(weekdayOf(day))) day--;
  return { day, isSame: false };
}
