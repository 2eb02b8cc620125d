import { BY_READERS } from '../suite/arrival.ts';
import { laterKind } from './later-kind.ts';

/**
 * The data interval is complete by a local time on certain days, with grace; written like the suite's `by`. Judged by a later
 * version: it is undecided until then, and `by` at the top of the suite notices what is late today.
 */
export const deadline = laterKind({
  name: 'deadline',
  on: 'dataset',
  spec: { params: BY_READERS, shorthand: 'time', required: ['time'] },
  reason: 'deadlines as expectations are judged by a later version',
  today: '"by" at the top of the suite',
});
