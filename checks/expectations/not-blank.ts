import type { ColumnProfile } from '../profile.ts';
import { readBoolean } from '../suite/values.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { shareOfValues } from './value-share.ts';

/**
 * No text is empty or only white space; `allow_whitespace: true` refuses empty ones alone. Nulls are left out. Whether
 * blankCount holds the empty ones differs between producers, so both are thought of.
 */
export const notBlank: Kind = rowKind({
  name: 'not_blank',
  reads: ['lengths', 'values'],
  on: 'column',
  metric: 'blankCount',
  spec: { params: { allow_whitespace: readBoolean } },
  what: ({ expectation }) =>
    expectation.params['allow_whitespace'] === true ? 'values are empty' : 'values are empty or blank',
  decidedBy: 'emptyCount and blankCount',
  bracket: (subject) => {
    const { column, expectation } = subject;
    if (column === null) return null;
    const emptyOnly = expectation.params['allow_whitespace'] === true;
    const tested = rowBasis(subject).values;
    const [low, high] = emptyOnly ? emptyRange(column) : blankRange(column);
    const found = shareOfValues(column, (value) => (emptyOnly ? value === '' : String(value).trim() === ''));
    const failedLow = Math.max(low, found?.failedLow ?? 0);
    const most = Math.min(high ?? Infinity, found?.failedHigh ?? Infinity);
    if (failedLow === 0 && most === Infinity && found === null) return null;
    const failedHigh = most === Infinity ? null : Math.max(failedLow, most);
    return { tested: tested ?? found?.tested ?? null, failedLow, failedHigh };
  },
});

/** How many are empty, as [at least, at most]: by count, else a shortest length of at least one proves that none is. */
function emptyRange({ emptyCount, length }: ColumnProfile): [number, number | null] {
  if (emptyCount !== undefined) return [emptyCount, emptyCount];
  if (length?.min === undefined) return [0, null];
  return length.min >= 1 ? [0, 0] : [length.min === 0 ? 1 : 0, null];
}

function blankRange(column: ColumnProfile): [number, number | null] {
  const [low, high] = emptyRange(column);
  const blank = column.blankCount;
  if (blank === undefined) return [low, null];
  return [Math.max(low, blank), high === null ? null : high + blank];
}
