/** A cell as the file has it: text, or null where nothing is. */
export type Cell = string | null;

export type ColumnKind = 'number' | 'text' | 'time' | 'other';

/** A partition's rows, column by column, in the order of the file. */
export interface Table {
  names: string[];
  kinds: ColumnKind[];
  columns: Cell[][];
  /** Types of DuckDB where the file declares them (Parquet). */
  types: (string | undefined)[];
}

export const rowCount = (table: Table): number => table.columns[0]?.length ?? 0;

/** The table with these rows only, in this order; a row may come more than once. */
export function pickRows(table: Table, rows: readonly number[]): Table {
  return { ...table, columns: table.columns.map((cells) => rows.map((row) => cells[row] ?? null)) };
}

export function sameCells(left: readonly Cell[], right: readonly Cell[]): boolean {
  return left.length === right.length && left.every((cell, index) => cell === right[index]);
}

export function sameTable(left: Table, right: Table): boolean {
  return (
    left.names.join('\0') === right.names.join('\0') &&
    left.columns.every((cells, index) => sameCells(cells, right.columns[index] ?? []))
  );
}
