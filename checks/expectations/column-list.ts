import type { ColumnFact } from '../column-facts.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import { described, SCALAR_SCHEMA, readTexts, refuse } from '../suite/values.ts';
import type { Reads, Subject } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { isSample } from './sample.ts';

/** Two or more different names of columns. */
export const readColumns = described<string[]>(
  { type: 'array', items: SCALAR_SCHEMA, minItems: 2 },
  (value, report) => {
    const names = readTexts(value, report);
    if (names === undefined) return undefined;
    if (names.length >= 2 && new Set(names).size === names.length) return names;
    return refuse(value, report, 'a list of two or more different columns');
  },
);

/** The measurements of a column by name; null when the profile has none. */
export function columnNamed({ columnMetrics }: Profile, name: string): ColumnProfile | null {
  if (columnMetrics === undefined || !Object.hasOwn(columnMetrics, name)) return null;
  return columnMetrics[name] ?? null;
}

/** What an evaluator would look at if it were asked about another column. */
export function aboutColumn(subject: Subject, name: string): Subject {
  return { ...subject, column: columnNamed(subject.profile, name) };
}

/** Measurements of columns none of whose values is null; null when one is not measured or may have a null. */
export function withoutNulls(subject: Subject, names: readonly string[]): ColumnProfile[] | null {
  const columns: ColumnProfile[] = [];
  for (const name of names) {
    const about = aboutColumn(subject, name);
    if (about.column === null || rowBasis(about).nulls !== 0) return null;
    columns.push(about.column);
  }
  return columns;
}

/** Rows in which the columns were looked at: of a sample its own, not those of the whole table. */
export function rowsScanned(subject: Subject, names: readonly string[]): number | null {
  for (const name of names) {
    const { rows } = rowBasis(aboutColumn(subject, name));
    if (rows !== null) return rows;
  }
  const { scope, rowCount } = subject.profile;
  return isSample(subject.profile) ? (scope?.sampled?.rowsScanned ?? null) : (rowCount ?? null);
}

/** A count that proves at least so many rows; 0, which proves nothing, where it is missing or no number. */
export function finiteOr0(count: number | undefined): number {
  return count !== undefined && Number.isFinite(count) ? count : 0;
}

/** The same facts of each of these columns. */
export function columnsRead(names: readonly string[], facts: readonly ColumnFact[]): NonNullable<Reads['columns']> {
  return Object.fromEntries(names.map((name) => [name, facts]));
}
