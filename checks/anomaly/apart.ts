import type { CalendarRoom } from './calendar-room.ts';
import type { FamilyRule } from './family.ts';
import type { Forecast } from './outlook.ts';

/** What was foretold, or as near to the value as the calendar lets it come. */
export function usualNear(value: number, forecast: Forecast, room: CalendarRoom): number {
  return forecast.value + Math.min(room.high, Math.max(room.low, value - forecast.value));
}

/** How far from what was foretold, by the chosen model or by what the season alone says, whichever is nearer. */
export function distance(
  { isOneSided }: FamilyRule,
  value: number,
  { forecast, room, others }: { forecast: Forecast; room: CalendarRoom; others: readonly number[] },
): number {
  let least = apart(value - forecast.value, room, isOneSided);
  for (const other of others) least = Math.min(least, apart(value - other, room, isOneSided));
  return least;
}

const apart = (away: number, room: CalendarRoom, isOneSided: boolean): number =>
  Math.max(away - room.high, isOneSided ? 0 : room.low - away, 0);
