import { readClause } from '../suite/clause.ts';
import { missing } from './finding.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/** Every value is null, or all but the tolerance. */
export const mustBeNull: Kind = {
  name: 'must_be_null',
  reads: [],
  on: 'column',
  metric: 'count',
  read: (value, report) => readClause(value, { tolerance: true }, report),
  judge: (subject) => {
    const { rows, values } = rowBasis(subject);
    if (subject.column === null || values === null) return missing(subject, 'the number of values', 'count');
    const share = { tested: rows, failedLow: values, failedHigh: values, what: 'values are not null', needs: 'count' };
    return judgeShare(subject, { carriesOver: true, ...share });
  },
};
