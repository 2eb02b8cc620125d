import { instantOf, wallMs } from './zone.ts';

const DAY_MS = 86_400_000;

/** Days of the week in the order of ISO 8601. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Monday to Friday; holidays are not known. */
export const workdays: readonly Weekday[] = weekdays.slice(0, 5);

/** The calendar day in a zone at an instant, counted from 1970-01-01. */
export const dayOf = (at: Date, zone: string): number => Math.floor(wallMs(at, zone) / DAY_MS);

/** The first instant of a calendar day in a zone: midnight, or what comes first where the clocks leave it out. */
export const dayStart = (day: number, zone: string): Date => instantOf(day * DAY_MS, zone);

/** The day of the week of a calendar day. */
export const weekdayOf = (day: number): Weekday => weekdays[(((day + 3) % 7) + 7) % 7] ?? 'mon';
