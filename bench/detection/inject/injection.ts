import type { Random } from '../random.ts';
import type { Cell, ColumnKind, Table } from './table.ts';

/** What is done to a partition, and how much of it. `avh`: one of the perturbations of AVH (KDD 2023), which `recall` is of. */
export interface Injection {
  error: string;
  /** Such as 10 % or x100; part of the name. */
  magnitude: string;
  avh: boolean;
}

export interface ColumnContext {
  kind: ColumnKind;
  random: Random;
  /** Another column of the same kind, null when there is none. */
  partner: readonly Cell[] | null;
  /** The same column one partition earlier. */
  earlier: readonly Cell[] | null;
}

/** Changes the cells of one column; the number of rows stays. Null where it does not apply. */
export interface ColumnInjection extends Injection {
  kinds: readonly ColumnKind[];
  apply(cells: readonly Cell[], context: ColumnContext): Cell[] | null;
}

export interface TableContext {
  random: Random;
  /** The rows of about a week earlier. */
  older: Table | null;
  /** The column it is about, where the injection goes by columns. */
  column: number;
}

/** Changes rows or columns of the whole table. */
export interface TableInjection extends Injection {
  /** Once for the table, or once for each column. */
  per: 'table' | 'column';
  apply(table: Table, context: TableContext): Table | null;
}

export const injectionName = ({ error, magnitude }: Injection): string => `${error} ${magnitude}`;
