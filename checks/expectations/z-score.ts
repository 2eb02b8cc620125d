import { numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { readNumber } from '../suite/values.ts';
import { columnAggregate } from './aggregate.ts';
import type { Kind } from './kind.ts';
import { exactly, type Reading } from './reading.ts';

const judged = columnAggregate({
  name: 'z_score',
  reads: ['span', 'mean', 'moments'],
  label: 'largest z-score',
  metric: 'max',
  hasHistory: false,
  read: largestZScore,
});

/** How far the farthest value lies from the mean, in standard deviations; `z_score: 3` allows at most three. */
export const zScore: Kind = {
  ...judged,
  read: (value, report) => {
    if (value.type !== 'scalar') return judged.read(value, report);
    const clause = readClause(
      value,
      { params: { at_most: readNumber }, shorthand: 'at_most', required: ['at_most'] },
      report,
    );
    return clause === null ? null : { params: {}, bound: { high: Number(clause.params['at_most']) } };
  },
};

function largestZScore(column: ColumnProfile): Reading | null {
  const low = numberOf(column.min);
  const high = numberOf(column.max);
  const mean = numberOf(column.mean);
  const stddev = numberOf(column.stddev);
  if (low === null || high === null || mean === null || stddev === null) return null;
  if (stddev === 0)
    return low === high ? exactly(0) : { value: 0, low: null, high: null, note: 'contradictory: min and max differ' };
  return exactly(Math.max(high - mean, mean - low) / stddev);
}
