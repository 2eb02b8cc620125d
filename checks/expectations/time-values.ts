import { durationSeconds } from '../../calendar/index.ts';
import { instantMs } from '../instant.ts';
import { described, refuse } from '../suite/values.ts';

/** A duration in seconds: `90s`, `15m`, `2h`, `1d` or `PT2H`. */
export const readSeconds = described<number>({ type: 'string', minLength: 2 }, (value, report) => {
  const seconds = value.type === 'scalar' && typeof value.value === 'string' ? durationSeconds(value.value) : null;
  return seconds ?? refuse(value, report, 'a duration such as 90s, 15m, 2h, 1d or PT2H');
});

/** A date or timestamp, as it was written. */
export const readInstant = described<string>({ type: 'string', minLength: 10 }, (value, report) => {
  const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : '';
  return instantMs(text) === null ? refuse(value, report, 'a date or timestamp such as 2026-11-23') : text;
});
