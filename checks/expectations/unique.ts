import type { ColumnProfile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { distinctReading } from './distinct-reading.ts';
import { missing } from './finding.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';
import { surely } from './value-counts.ts';

/**
 * No value occurs twice, nulls left out. What fails are the surplus values, count - distinct; an estimate of distinct
 * leaves a range, and any listed value that occurs twice proves the fault.
 */
export const unique: Kind = {
  name: 'unique',
  reads: ['distinct'],
  on: 'column',
  metric: 'distinct',
  read: (value, report) => readClause(value, { tolerance: true }, report),
  judge: (subject) => {
    const { column } = subject;
    const count = rowBasis(subject).values;
    if (column === null || count === null) return missing(subject, 'the number of values', 'count');
    const [low, high] = surplusOf(column, count);
    return judgeShare(subject, {
      tested: count,
      failedLow: low,
      failedHigh: high,
      what: 'values are duplicates',
      needs: 'an exact distinct count, or a counter of duplicates',
    });
  },
};

function surplusOf(column: ColumnProfile, count: number): [number, number] {
  const distinct = distinctReading(column);
  if (distinct !== null && distinct.note === null)
    return [count - Number(distinct.value), count - Number(distinct.value)];
  if (column.duplicateCount !== undefined) return [column.duplicateCount, column.duplicateCount];
  if (column.uniqueOnceCount === count) return [0, 0];
  const most = typeof distinct?.high === 'number' ? Math.min(distinct.high, count) : count;
  const least = typeof distinct?.low === 'number' ? distinct.low : 1;
  return [Math.max(seenTwice(column), count - most), Math.max(0, count - Math.min(least, count))];
}

function seenTwice(column: ColumnProfile): number {
  let surplus = 0;
  for (const top of column.topValues ?? []) if (top.value !== null) surplus += Math.max(0, surely(top) - 1);
  return surplus;
}
