import type { ColumnProfile } from '../../checks/index.ts';
import { textKindSql } from './cell-kind.ts';
import type { CellKind } from './cell-kind.ts';
import type { ColumnValues } from './column-values.ts';
import type { ValueKind } from './infer-type.ts';
import type { Workspace } from './workspace.ts';

type TypeCounts = NonNullable<ColumnProfile['typeCounts']>;

const nameOfCell: Record<CellKind, keyof TypeCounts> = {
  integral: 'integral',
  fractional: 'fractional',
  special: 'string',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  zoned: 'timestamp',
  string: 'string',
  empty: 'string',
  blank: 'string',
  nested: 'unknown',
};

const nameOfColumn: Partial<Record<ValueKind, keyof TypeCounts>> = {
  integer: 'integral',
  decimal: 'fractional',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  other: 'unknown',
};

interface CellCounts {
  type: { kind: ValueKind };
  /** By kind of cell, where cells were told apart. */
  kinds: Partial<Record<CellKind, number>> | null;
}

/**
 * What the non-null values of a column look like, cell by cell; they add up to `count`. In text that says how many cells are numbers,
 * dates and so on; a column with a type of its own has only that.
 */
export async function typeCountsOf(workspace: Workspace, values: ColumnValues, count: number): Promise<TypeCounts> {
  if (values.type.kind !== 'text' || values.kinds) return typeCountsFrom(values, count);
  return typeCountsFrom({ ...values, kinds: await countedKinds(workspace, values.relation) }, count);
}

/** The same from cells that were told apart already. */
export function typeCountsFrom({ type: { kind }, kinds }: CellCounts, count: number): TypeCounts {
  const name = nameOfColumn[kind];
  if (name !== undefined) return { [name]: count };
  if (kind === 'double') {
    const integral = kinds?.integral ?? 0;
    return { integral, fractional: count - integral };
  }
  const counts: TypeCounts = { integral: 0, fractional: 0, boolean: 0, date: 0, timestamp: 0, string: 0 };
  for (const [cell, cells] of Object.entries(kinds ?? {})) {
    const key = nameOfCell[cell as CellKind];
    counts[key] = (counts[key] ?? 0) + cells;
  }
  return counts;
}

/** How many of `relation` (v, c) look like what. */
export async function countedKinds(workspace: Workspace, relation: string): Promise<Partial<Record<CellKind, number>>> {
  const rows = await workspace.rows(`SELECT ${textKindSql('v')} AS k, sum(c) AS c FROM ${relation} GROUP BY k`);
  return Object.fromEntries(rows.map((row) => [row['k'], Number(row['c'])]));
}
