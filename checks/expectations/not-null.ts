import { readClause } from '../suite/clause.ts';
import { missing } from './finding.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/** No value is null, or no more than the tolerance. */
export const notNull: Kind = {
  name: 'not_null',
  reads: [],
  on: 'column',
  metric: 'nullCount',
  read: (value, report) => readClause(value, { tolerance: true }, report),
  judge: (subject) => {
    const { rows, nulls } = rowBasis(subject);
    if (subject.column === null || nulls === null) return missing(subject, 'the null count', 'nullCount');
    const share = { tested: rows, failedLow: nulls, failedHigh: nulls, what: 'values are null', needs: 'nullCount' };
    return judgeShare(subject, { carriesOver: true, ...share });
  },
};
