import type { Subject } from './kind.ts';
import { isSample } from './sample.ts';

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
  if (nulls !== null) return { rows, nulls, values: rows - nulls };
  return { rows, nulls: values === null ? null : rows - values, values };
}
