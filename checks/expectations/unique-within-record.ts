import { columnsRead, readColumns, rowsScanned } from './column-list.ts';
import { pairOf, shareNoValue, spanOrder } from './column-pair.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import { isSample } from './sample.ts';
import type { Kind, Subject } from './kind.ts';

/**
 * In each row the columns differ from each other, nulls left out. Columns whose ranges or complete value lists do not touch
 * prove it; two columns of one and the same value prove the fault.
 */
export const uniqueWithinRecord: Kind = rowKind({
  name: 'unique_within_record',
  reads: ({ params }) => ({ columns: columnsRead(params['columns'] as string[], ['span', 'values']) }),
  on: 'dataset',
  spec: { params: { columns: readColumns }, shorthand: 'columns', required: ['columns'] },
  what: 'rows have equal values in two columns',
  expected: ({ expectation }) => ({ text: `${(expectation.params['columns'] as string[]).length} different values` }),
  bracket: (subject) => bracketOf(subject, subject.expectation.params['columns'] as string[]),
});

function bracketOf(subject: Subject, names: readonly string[]): Bracket | null {
  if (isSample(subject.profile)) return null;
  let failedLow = 0;
  let isProven = true;
  names.forEach((first, index) => {
    for (const second of names.slice(index + 1)) {
      const pair = pairOf(subject, first, second);
      const order = pair === null ? null : spanOrder(pair.a, pair.b);
      if (pair !== null && order === 0) failedLow = Math.max(failedLow, pair.bothLow);
      isProven &&= pair !== null && (order === -1 || order === 1 || shareNoValue(pair.a, pair.b));
    }
  });
  if (failedLow === 0 && !isProven) return null;
  return { tested: rowsScanned(subject, names), failedLow, failedHigh: isProven ? 0 : null };
}
