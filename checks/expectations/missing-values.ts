import type { Scalar } from '../profile.ts';
import { readScalars, readText } from '../suite/values.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import type { Kind, Subject } from './kind.ts';
import { membersOf } from './members.ts';
import { rowBasis } from './row-basis.ts';
import { shareOfListed } from './value-share.ts';

/**
 * No value is null or one that stands for nothing: those in `values`, or in the producer's missing list `list`. Whether the
 * count of a list holds the nulls is not said anywhere, so both are thought of.
 */
export const missingValues: Kind = rowKind({
  name: 'missing_values',
  reads: ['values'],
  on: 'column',
  metric: 'nullCount',
  spec: { params: { values: readScalars, list: readText }, shorthand: 'values' },
  settle: ({ params: { values, ...params }, ...clause }, value, report) => {
    if (values !== undefined) return { ...clause, params, set: values as Scalar[] };
    if (params['list'] !== undefined || params['counter'] !== undefined) return { ...clause, params };
    report('PL1008', value, 'one of "values", "list" and "counter" is needed');
    return null;
  },
  emptyWithout: 'rows',
  what: 'values are missing',
  decidedBy: 'nullCount with complete topValues or missingLists',
  bracket: (subject) => {
    const { rows, nulls } = rowBasis(subject);
    if (subject.column === null || nulls === null) return null;
    const found = inMissingList(subject, nulls) ?? inValues(subject, nulls);
    if (found !== null) return { tested: rows, ...found };
    return { tested: rows, failedLow: nulls, failedHigh: null };
  },
});

function inMissingList({ column, expectation }: Subject, nulls: number): Omit<Bracket, 'tested'> | null {
  const list = column?.missingLists?.find(({ id }) => id === expectation.params['list']);
  if (list === undefined || !Number.isFinite(list.count)) return null;
  return { failedLow: Math.max(list.count, nulls), failedHigh: list.count + nulls };
}

function inValues(subject: Subject, nulls: number): Omit<Bracket, 'tested'> | null {
  if (subject.expectation.set === undefined) return null;
  const members = membersOf(subject);
  const listed = shareOfListed(subject.column, (top) => members.has(top));
  if (listed === null) return null;
  const { failedLow, failedHigh } = listed;
  return { failedLow: nulls + failedLow, failedHigh: failedHigh === null ? null : nulls + failedHigh };
}
