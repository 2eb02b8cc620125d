import { readClause } from '../suite/clause.ts';
import { judgeMembership } from './in-set.ts';
import type { Kind } from './kind.ts';

/** No value is in the list. A listed value among the most frequent proves the fault; only complete counts prove there is none. */
export const notInSet: Kind = {
  name: 'not_in_set',
  reads: ['values'],
  on: 'column',
  metric: null,
  read: (value, report) => readClause(value, { set: 'values', required: ['values'], tolerance: true }, report),
  judge: (subject) => {
    const finding = judgeMembership(subject, true, 'values are in the refused set');
    return { ...finding, expected: { text: `none of ${subject.expectation.set?.length ?? 0} refused values` } };
  },
};
