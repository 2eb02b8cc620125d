import type { Profile } from '../profile.ts';
import { aboutColumn, columnsRead, readColumns, rowsScanned } from './column-list.ts';
import { rowKind } from './declared-rows.ts';
import { distinctReading } from './distinct-reading.ts';
import type { Kind, Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';

/**
 * No combination of the columns occurs in two rows, null taken for a value like others. What fails are the surplus rows:
 * rows - different combinations (`tupleDistinct`).
 */
export const compoundUnique: Kind = rowKind({
  name: 'compound_unique',
  reads: ({ params }) => ({
    columns: columnsRead(params['columns'] as string[], ['distinct']),
    dataset: ['repeatedRows'],
  }),
  on: 'dataset',
  spec: { params: { columns: readColumns }, shorthand: 'columns', required: ['columns'] },
  what: 'rows repeat a combination',
  decidedBy: 'tupleDistinct of the columns',
  expected: ({ expectation }) => ({
    text: `unique over ${(expectation.params['columns'] as string[]).length} columns`,
  }),
  bracket: (subject) => {
    const names = subject.expectation.params['columns'] as string[];
    const rows = rowsScanned(subject, names);
    if (rows === null) return null;
    const least = fewestTuples(subject.profile, names, (name) => distinctAtLeast(subject, name));
    const most = mostTuples(subject, names, rows);
    const failedLow = Math.max(rows - most, Math.min(subject.profile.duplicateRowCount ?? 0, rows));
    if (failedLow === 0 && least === 0) return null;
    return { tested: rows, failedLow, failedHigh: Math.max(failedLow, rows - least), carriesOver: false };
  },
});

function tuplesOf({ tupleDistinct = [] }: Profile): NonNullable<Profile['tupleDistinct']> {
  return tupleDistinct.filter(({ count }) => Number.isFinite(count));
}

/** At least so many combinations: what is posted of some of the columns (more columns make no fewer), or of one alone. */
function fewestTuples(profile: Profile, names: readonly string[], ofOne: (name: string) => number): number {
  const posted = tuplesOf(profile).filter(({ columns }) => columns.every((name) => names.includes(name)));
  return Math.max(0, ...posted.map(({ count }) => count), ...names.map(ofOne));
}

/** At most so many: what is posted of these or more columns, and the product of their values (null counts as one). */
function mostTuples(subject: Subject, names: readonly string[], rows: number): number {
  let most = rows;
  for (const { columns, count } of tuplesOf(subject.profile)) {
    if (names.every((name) => columns.includes(name))) most = Math.min(most, count);
  }
  let product = 1;
  for (const name of names) product *= distinctAtMost(subject, name, rows);
  return Math.min(most, product);
}

function distinctAtLeast(subject: Subject, name: string): number {
  const { column } = aboutColumn(subject, name);
  const low = column === null ? null : distinctReading(column)?.low;
  return typeof low === 'number' ? low : 0;
}

function distinctAtMost(subject: Subject, name: string, rows: number): number {
  const about = aboutColumn(subject, name);
  const high = about.column === null ? null : distinctReading(about.column)?.high;
  if (typeof high !== 'number') return rows;
  return high + (rowBasis(about).nulls === 0 ? 0 : 1);
}
