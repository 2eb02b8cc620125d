import { numberOf } from '../compare.ts';
import type { Bound } from '../expectation.ts';
import type { ColumnProfile } from '../profile.ts';
import { readNumber } from '../suite/values.ts';
import { expectedOf, positionOf } from './bound.ts';
import { columnsRead, readColumns, rowsScanned, withoutNulls } from './column-list.ts';
import { spanOf } from './column-pair.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import { isSample } from './sample.ts';
import type { Kind } from './kind.ts';

/** Sums of doubles are right to about so many parts of the largest of them. */
const ROUNDING = 1e-9;

/**
 * In each row the columns add up to the bound; rows in which one is null are left out. Ends of the columns may decide it, and
 * sums of the columns that cannot come from such rows prove at least one fault.
 */
export const multicolumnSum: Kind = rowKind({
  name: 'multicolumn_sum',
  reads: ({ params }) => ({ columns: columnsRead(params['columns'] as string[], ['span', 'mean']) }),
  on: 'dataset',
  spec: { params: { columns: readColumns }, required: ['columns'], bound: 'required', readEnd: readNumber },
  settle: (clause, value, report) => {
    if (clause.warnBound === undefined) return clause;
    report('PL1007', value, '"warn" is not known here: how many rows may fail is what can warn, by two entries');
    return null;
  },
  what: 'rows do not add up',
  expected: ({ expectation }) => expectedOf(expectation.bound) ?? { text: 'a sum' },
  bracket: (subject) => {
    const columns = withoutNulls(subject, subject.expectation.params['columns'] as string[]);
    const bound = subject.expectation.bound;
    const tested = rowsScanned(subject, subject.expectation.params['columns'] as string[]);
    if (isSample(subject.profile) || columns === null || bound === undefined || tested === null) return null;
    return byEnds(columns, bound, tested) ?? bySums(columns, bound, tested);
  },
});

function byEnds(columns: readonly ColumnProfile[], bound: Bound, tested: number): Bracket | null {
  const [low, high] = [sumOf(columns, 'min'), sumOf(columns, 'max')];
  if (low === null || high === null || !columns.every((column) => spanOf(column) !== null)) return null;
  if (positionOf({ value: low, low, high, note: null }, bound) === 'inside')
    return { tested, failedLow: 0, failedHigh: 0 };
  const room = ROUNDING * Math.max(1, Math.abs(low), Math.abs(high));
  const position = positionOf({ value: low, low: low - room, high: high + room, note: 'rounded' }, bound);
  const isBroken = position === 'below' || position === 'above';
  return isBroken ? { tested, failedLow: tested, failedHigh: tested } : null;
}

function bySums(columns: readonly ColumnProfile[], bound: Bound, tested: number): Bracket | null {
  const sums = columns.map(({ sum }) => numberOf(sum));
  if (sums.some((sum) => sum === null)) return null;
  const total = sums.reduce<number>((all, sum) => all + (sum ?? 0), 0);
  const room = ROUNDING * Math.max(1, ...sums.map((sum) => Math.abs(sum ?? 0)));
  const position = positionOf(
    { value: total, low: total - room, high: total + room, note: 'rounded' },
    {
      ...(bound.low !== undefined && { low: Number(bound.low) * tested }),
      ...(bound.high !== undefined && { high: Number(bound.high) * tested }),
    },
  );
  const isBroken = position === 'below' || position === 'above';
  return isBroken ? { tested, failedLow: 1, failedHigh: null } : null;
}

function sumOf(columns: readonly ColumnProfile[], end: 'min' | 'max'): number | null {
  let total = 0;
  for (const column of columns) {
    const value = numberOf(column[end]);
    if (value === null) return null;
    total += value;
  }
  return total;
}
