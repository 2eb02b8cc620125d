import { compareScalars } from '../compare.ts';
import { readBoolean, readText } from '../suite/values.ts';
import { spanOf } from './column-pair.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import { distinctReading } from './distinct-reading.ts';
import type { Kind, Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';

/** The two kinds about values in the order of rows. A profile has no order, so that it proves only the plainest cases. */
export function orderKind(name: 'increasing' | 'decreasing'): Kind {
  const word = name === 'increasing' ? 'above' : 'below';
  return rowKind({
    name,
    on: 'column',
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
  const distinct = distinctReading(column)?.high;
  if (typeof distinct !== 'number' || distinct >= tested) return null;
  return { tested, failedLow: 1, failedHigh: tested - 1, carriesOver: false };
}
