import { readTexts } from '../suite/values.ts';
import { aboutColumn, columnsRead, finiteOr0, rowsScanned } from './column-list.ts';
import { rowKind } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';

/**
 * In each row all of the columns have a value (`all`), or at least one of them has (`any`). Null counts of the columns
 * bracket how many rows do not (Fréchet's bounds of a conjunction).
 */
export const completeRows: Kind = rowKind({
  name: 'complete_rows',
  reads: ({ params: { all, any } }) => ({
    columns: columnsRead((all ?? any ?? []) as string[], []),
    ...(any !== undefined && { dataset: ['emptyRows'] as const }),
  }),
  on: 'dataset',
  spec: { params: { all: readTexts, any: readTexts }, shorthand: 'all' },
  settle: (clause, value, report) => {
    const { all, any } = clause.params;
    if ((all === undefined) !== (any === undefined)) return clause;
    report('PL1008', value, 'one of "all" and "any" is needed');
    return null;
  },
  what: ({ expectation }) => (expectation.params['all'] === undefined ? 'rows have none of them' : 'rows lack a value'),
  decidedBy: 'null counts of the columns that settle it',
  expected: ({ expectation: { params } }) => ({
    text: params['all'] === undefined ? 'one of the columns in each row' : 'all of the columns in each row',
  }),
  bracket: (subject) => {
    const { all, any } = subject.expectation.params as { all?: string[]; any?: string[] };
    const rows = rowsScanned(subject, all ?? any ?? []);
    const nulls = (all ?? any ?? []).map((name) => rowBasis(aboutColumn(subject, name)).nulls);
    if (all !== undefined) return lacksOne(nulls, rows);
    return lacksAll(nulls, rows, finiteOr0(subject.profile.emptyRowCount));
  },
});

function lacksOne(nulls: readonly (number | null)[], rows: number | null): ReturnType<typeof lacksAll> {
  const known = nulls.filter((count) => count !== null);
  const failedLow = Math.max(0, ...known);
  if (known.length === 0 || (known.length < nulls.length && failedLow === 0)) return null;
  const sum = known.reduce((total, count) => total + count, 0);
  return { tested: rows, failedLow, failedHigh: known.length < nulls.length ? null : Math.min(sum, rows ?? sum) };
}

function lacksAll(
  nulls: readonly (number | null)[],
  rows: number | null,
  emptyRows: number,
): { tested: number | null; failedLow: number; failedHigh: number | null } | null {
  const known = nulls.filter((count) => count !== null);
  const failedHigh = known.length === 0 ? null : Math.min(...known);
  const sum = known.reduce((total, count) => total + count, 0);
  const overlap = known.length < nulls.length || rows === null ? 0 : sum - (nulls.length - 1) * rows;
  const failedLow = Math.max(0, emptyRows, overlap);
  if (failedHigh === null && failedLow === 0) return null;
  return { tested: rows, failedLow, failedHigh: failedHigh === null ? null : Math.max(failedLow, failedHigh) };
}
