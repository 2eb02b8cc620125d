/** The only door of calendar/: zones, days, deadlines and durations. Pure; time is an argument. */
export { deadlinesFrom, nextDeadline, previousDeadline, type WallDeadline } from './deadline.ts';
export { dayOf, dayStart, weekdayOf, weekdays, workdays, type Weekday } from './day.ts';
export { durationSeconds, durationWords } from './duration.ts';
export { HOLIDAY_PLACES } from './holiday-places.ts';
export { clockWords, dayWords, lengthWords, momentWords } from './words.ts';
export { instantOf, isZone, nearestZones, offsetMs, wallMs } from './zone.ts';
