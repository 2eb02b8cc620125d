import { compareScalars } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { readBoolean, readText } from '../suite/values.ts';
import { spanOf } from './column-pair.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import { distinctReading } from './distinct-reading.ts';
import type { Kind, Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { surely } from './value-counts.ts';

/** The two kinds about values in the order of rows. A profile has no order, so that it proves only the plainest cases. */
export function orderKind(name: 'increasing' | 'decreasing'): Kind {
  const word = name === 'increasing' ? 'above' : 'below';
  return rowKind({
    name,
    on: 'column',
    reads: ['span', 'distinct', 'values'],
    spec: { params: { strictly: readBoolean, by: readText }, shorthand: 'by' },
    what: ({ expectation }) =>
      expectation.params['strictly'] === true
        ? `values are not ${word} the one before`
        : `values are ${name === 'increasing' ? 'below' : 'above'} the one before`,
    expected: ({ expectation: { params } }) => ({
      text: `${params['strictly'] === true ? 'strictly ' : ''}${name} by ${String(params['by'] ?? "the producer's order")}`,
    }),
    bracket: bracketOf,
  });
}

/** One value is in order; equal ones are unless `strictly`, which any value that occurs twice breaks at least once. */
function bracketOf(subject: Subject): Bracket | null {
  const { column, expectation } = subject;
  const tested = rowBasis(subject).values;
  if (column === null || tested === null) return null;
  if (tested === 1) return { tested, failedLow: 0, failedHigh: 0, carriesOver: false };
  const span = spanOf(column);
  const isConstant = span !== null && compareScalars(span.min, span.max) === 0;
  if (expectation.params['strictly'] !== true)
    return isConstant ? { tested, failedLow: 0, failedHigh: 0, carriesOver: false } : null;
  if (isConstant) return { tested, failedLow: tested - 1, failedHigh: tested - 1, carriesOver: false };
  const failedLow = mostOfOne(column, tested) - 1;
  return failedLow < 1 ? null : { tested, failedLow, failedHigh: tested - 1, carriesOver: false };
}

/** So often at least some value occurs. Each break of the order begins a new run, and no run holds a value twice. */
function mostOfOne(column: ColumnProfile, tested: number): number {
  const distinct = distinctReading(column)?.high;
  const average = typeof distinct === 'number' && distinct > 0 ? Math.ceil(tested / distinct) : 1;
  const listed = (column.topValues ?? []).map((top) => (top.value === null ? 0 : surely(top)));
  return Math.max(average, ...listed);
}
