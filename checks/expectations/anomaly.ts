import { readNumberBetween, readText, readWord } from '../suite/values.ts';
import { laterKind } from './later-kind.ts';

/**
 * A metric lies outside of what its own history lets expect. Judged by a later version: it is undecided until then, and a
 * `change` from `{ last_n: 7 }` or `same_weekday` compares with the past today.
 */
export const anomaly = laterKind({
  name: 'anomaly',
  on: 'either',
  spec: {
    params: {
      metric: readText,
      sensitivity: readNumberBetween(0.5, 10),
      season: readWord(['none', 'day', 'week']),
      direction: readWord(['both', 'up', 'down']),
    },
    shorthand: 'metric',
    required: ['metric'],
  },
  reason: 'anomalies are judged by a later version',
  today: 'a change from { last_n: 7 } or same_weekday',
});
