import { distinctReading } from './distinct-reading.ts';
import type { ColumnProfile } from '../profile.ts';
import type { Subject } from './kind.ts';
import { isSample } from './sample.ts';
import { surely } from './value-counts.ts';

/** Rows, nulls and non-null values of a column as far as they are posted or follow from each other. */
export interface RowBasis {
  rows: number | null;
  nulls: number | null;
  values: number | null;
}

/** rows = values + nulls: two of them give the third. The dataset's row count stands in for rows only when all were scanned. */
export function rowBasis({ profile, column }: Subject): RowBasis {
  const nulls = column?.nullCount ?? null;
  const values = column?.count ?? null;
  if (nulls !== null && values !== null) return { rows: nulls + values, nulls, values };
  const rows = isSample(profile) ? null : (profile.rowCount ?? null);
  if (rows === null) return { rows, nulls, values };
  if (rows === 0) return { rows, nulls: 0, values: 0 };
  if (nulls !== null) return { rows, nulls, values: rows - nulls };
  return { rows, nulls: values === null ? null : rows - values, values };
}

/** Has the column surely a value? Then there was something to judge, though nobody counted how much. */
export function hasSomeValue(column: ColumnProfile): boolean {
  const ends = [column.min, column.max, column.length?.min, column.timestamp?.min];
  return ends.some((end) => end !== undefined) || (column.topValues ?? []).some((top) => surely(top) > 0);
}

/** Has the column no values? By its count, by what follows from rows and nulls, or because none is different from another. */
export function hasNoValues(subject: Subject): boolean {
  const { column } = subject;
  if (column === null) return false;
  const { values } = rowBasis(subject);
  return values === null ? distinctReading(column)?.high === 0 : values === 0;
}
