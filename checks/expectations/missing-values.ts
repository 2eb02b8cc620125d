import type { Scalar } from '../profile.ts';
import { readScalars, readText } from '../suite/values.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import type { Kind, Subject } from './kind.ts';
import { membersOf } from './members.ts';
import { rowBasis } from './row-basis.ts';
import { countValues, surely } from './value-counts.ts';

/**
 * No value is null or one that stands for nothing: those in `values`, or in the producer's missing list `list`. Whether the
 * count of a list holds the nulls is not said anywhere, so both are thought of.
 */
export const missingValues: Kind = rowKind({
  name: 'missing_values',
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
  const counts = subject.column === null ? null : countValues(subject.column);
  if (counts === null || subject.expectation.set === undefined) return null;
  const members = membersOf(subject);
  let missing = nulls;
  let fine = 0;
  for (const top of counts.values) {
    if (top.value === null) continue;
    if (members.has(top)) missing += surely(top);
    else fine += surely(top);
  }
  const failedHigh = counts.total === null ? null : Math.max(missing, nulls + counts.total - fine);
  return { failedLow: missing, failedHigh };
}
