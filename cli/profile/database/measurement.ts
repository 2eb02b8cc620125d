import type { Target } from './target.ts';
import type { DatabaseColumn, Dialect } from './dialect.ts';
import type { DatabaseRow, Session } from './session.ts';

/** A profile shows no longer values; they do not leave the database either. */
export const longestShown = 200;

/** What is measured, and by whom. */
export interface Measurement {
  session: Session;
  dialect: Dialect;
  target: Target;
  /** SQL after FROM: the table, or the query in brackets; with sample and condition. */
  from: string;
  columns: MeasuredCell[];
  maxTop: number;
}

export interface MeasuredCell extends DatabaseColumn {
  /** Its name in the statements, and what the names of its answers begin with. */
  id: string;
}

/** A relation in which each of the columns is `id`, as it is measured. */
export function cellsSql({ from }: Measurement, columns: readonly MeasuredCell[]): string {
  return `(SELECT ${columns.map(({ cell, id }) => `${cell} AS ${id}`).join(', ')} FROM ${from}) AS cells`;
}

/** `columns` in parts, so that no statement becomes longer than databases take (1,664 answers in PostgreSQL). */
export function inParts<T>(columns: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < columns.length; from += size) parts.push(columns.slice(from, from + size));
  return parts;
}

/** The answers of one column, without the column's name before them. */
export function answersOf(row: DatabaseRow, { id }: MeasuredCell): DatabaseRow {
  const start = `${id}_`;
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, cell]) => (name.startsWith(start) ? [[name.slice(start.length), cell]] : [])),
  );
}

export const isNumber = ({ kind }: DatabaseColumn): boolean =>
  kind === 'integer' || kind === 'double' || kind === 'decimal';
