import { countKinds, interpretation, typedCell } from './column-values.ts';
import { declaredType, inferType } from './infer-type.ts';
import type { ColumnType, KindCounts } from './infer-type.ts';
import type { SourceColumn } from './source.ts';
import type { Row, Workspace } from './workspace.ts';

/** A column with too many different values to group: it is measured in passes over all such columns together. */
export interface LargeColumn {
  column: SourceColumn;
  type: ColumnType;
  kinds: KindCounts['counts'] | null;
  /** SQL over the source for its value, null when there is none. */
  cell: string;
  /** Its name in the passes, and what the names of its answers begin with. */
  id: string;
}

/** Finds out a column's type, reading it once when it came as text or JSON. */
export async function largeColumn(workspace: Workspace, column: SourceColumn): Promise<LargeColumn> {
  const { id } = column;
  if (column.origin === 'typed') {
    const type = declaredType(column.type ?? '');
    return { column, type, kinds: null, cell: typedCell(id, type), id };
  }
  const { kind, text, present } = interpretation(column);
  const cells = `(SELECT ${kind} AS k, ${text} AS s, 1 AS c FROM (SELECT ${id} AS x FROM source WHERE ${present}))`;
  const kinds = await countKinds(workspace, cells);
  const type = inferType(kinds, column.origin);
  const string = column.origin === 'json' ? `(CASE WHEN ${present} THEN ${interpretation(column, id).text} END)` : id;
  const cell = type.kind === 'text' ? string : `TRY_CAST(nullif(trim(${string}), '') AS ${type.name ?? 'VARCHAR'})`;
  return { column, type, kinds: kinds.counts, cell, id };
}

export const isNumber = ({ type: { kind } }: LargeColumn): boolean =>
  kind === 'integer' || kind === 'double' || kind === 'decimal';

/** SQL for the finite value as a double; `x` is the column in a pass. */
export function finiteSql({ type }: LargeColumn, x: string): string {
  return type.kind === 'double' ? `CASE WHEN isfinite(${x}) THEN ${x} END` : `CAST(${x} AS DOUBLE)`;
}

/** May its sum be taken as an exact number over any number of rows? Beyond, a sum of doubles has to do. */
export function hasExactSum({ type }: LargeColumn): boolean {
  const digits = /^DECIMAL\((\d+),/.exec(type.name ?? '')?.[1];
  return type.kind === 'decimal' ? Number(digits) <= 27 : type.kind === 'integer' && !/HUGE/.test(type.name ?? '');
}

/** The answers of one column, without the column's name before them. */
export function answersOf(row: Row, { id }: LargeColumn): Row {
  const start = `${id}_`;
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, cell]) => (name.startsWith(start) ? [[name.slice(start.length), cell]] : [])),
  );
}
