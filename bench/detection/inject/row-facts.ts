import type { Profile } from '../../../checks/index.ts';
import type { Cell, Table } from './table.ts';

type RowFacts = Required<Pick<Profile, 'duplicateRowCount' | 'emptyRowCount'>>;

/** The rows of a table without one of its columns. */
export interface RestOfRows {
  /** Repeated and empty rows of the table that has these cells in the column. */
  factsWith(cells: readonly Cell[]): RowFacts;
}

/** Looks through the rows once, so that many versions of one column cost little each. */
export function restOfRows({ columns }: Table, without: number): RestOfRows {
  const others = columns.filter((_, index) => index !== without);
  const rows = columns[0]?.length ?? 0;
  const ids = new Map<string, number>();
  const empty: number[] = [];
  const idOf = Array.from({ length: rows }, (_, row) => {
    const rest = others.map((cells) => cells[row] ?? null);
    if (rest.every((cell) => cell === null)) empty.push(row);
    const key = JSON.stringify(rest);
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
  return {
    factsWith: (cells) => ({
      duplicateRowCount: rows - (ids.size === rows ? rows : distinctPairs(idOf, cells)),
      emptyRowCount: empty.filter((row) => (cells[row] ?? null) === null).length,
    }),
  };
}

function distinctPairs(ids: readonly number[], cells: readonly Cell[]): number {
  // A null is no text, not even an empty one.
  return new Set(ids.map((id, row) => `${id}${cells[row] === null ? '' : `:${cells[row]}`}`)).size;
}

/** `make` for each key, once. */
export function remembered<T>(make: (key: number) => T): (key: number) => T {
  const made = new Map<number, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
