import { readBy } from '../suite/arrival.ts';
import { undecided } from './finding.ts';
import type { Kind } from './kind.ts';

/**
 * The data interval is complete by a local time on certain days, with grace; written like the suite's `by`. Judged by a later
 * version: it is undecided until then, and `by` at the top of the suite notices what is late today.
 */
export const deadline: Kind = {
  name: 'deadline',
  on: 'dataset',
  metric: null,
  read: (value, report) => {
    const rule = readBy(value, report);
    return rule === undefined ? null : { params: { ...rule } };
  },
  judge: () => undecided('deadlines as expectations are judged by a later version', '"by" at the top of the suite'),
};
