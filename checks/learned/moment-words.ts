import type { Situation } from '../anomaly/judge-measure.ts';
import type { LearnedInput } from '../anomaly/judge.ts';
import type { Forecast } from '../anomaly/outlook.ts';
import { cadenceOf } from '../anomaly/phase.ts';

const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'] as const;

/** Which season a forecast knows: `week`, `day` of hours, or none. */
export function seasonOf({ model }: Pick<Forecast, 'model'>, input: LearnedInput): 'week' | 'day' | null {
  if (!model.startsWith('seasonal')) return null;
  return isHourly(input) ? 'day' : 'week';
}

const isHourly = ({ baseline, at }: LearnedInput): boolean => cadenceOf([...baseline.times, at.getTime()]).isHourly;

/**
 * The days or hours that a forecast speaks of, with a blank before: ` on Mondays`, ` at 14:00 UTC on weekends`, ` on holidays`; nothing where
 * it is the same for all.
 */
export function momentWords(forecast: Forecast, { tags }: Pick<Situation, 'tags'>, input: LearnedInput): string {
  if (tags.includes('holiday')) return ' on holidays';
  const season = seasonOf(forecast, input);
  const weekday = input.at.getUTCDay();
  if (season === 'week') return ` on ${WEEKDAYS[weekday]}`;
  if (season === null) return '';
  const hour = String(input.at.getUTCHours()).padStart(2, '0');
  if (input.baseline.streams !== undefined) return ` at ${hour}:00 UTC`;
  return ` at ${hour}:00 UTC on ${weekday === 0 || weekday === 6 ? 'weekends' : 'workdays'}`;
}
