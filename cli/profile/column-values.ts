import { jsonKindSql, textKindSql } from './cell-kind.ts';
import type { CellKind } from './cell-kind.ts';
import { declaredType, inferType } from './infer-type.ts';
import type { ColumnType, KindCounts } from './infer-type.ts';
import type { SourceColumn } from './source.ts';
import type { Workspace } from './workspace.ts';

/**
 * The non-null values of one column as a relation (v, c, t, b), each value once: the value, how many rows have it, their sum for
 * numbers, and its block (see block-sums.ts).
 */
export interface ColumnValues {
  type: ColumnType;
  relation: string;
  kinds: KindCounts['counts'] | null;
}

const relation = '(SELECT v, c, t, rowid // 122880 AS b FROM column_values)';

/** Groups the values of a column into a temporary table, replaced by the next column's. */
export async function columnValues(workspace: Workspace, column: SourceColumn): Promise<ColumnValues> {
  if (column.origin !== 'typed') return interpretedValues(workspace, column);
  const type = declaredType(column.type ?? '');
  const total = type.kind === 'integer' || type.kind === 'decimal' ? 'sum(v)' : 'NULL';
  const cells = `(SELECT ${typedCell(column.id, type)} AS v FROM source WHERE ${column.id} IS NOT NULL)`;
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_values AS SELECT v, count(*) AS c, ${total} AS t FROM ${cells} GROUP BY v ${sorted(type)}`,
  );
  return { type, relation, kinds: null };
}

/** SQL for a cell that came with a type, as it is measured. */
export function typedCell(id: string, { kind }: ColumnType): string {
  if (kind === 'text') return `CAST(${id} AS VARCHAR)`;
  return kind === 'double' ? `CAST(${id} AS DOUBLE)` : id;
}

/** Numbers are added up in this order, whatever order the threads found them in. */
function sorted({ kind }: ColumnType): string {
  return kind === 'integer' || kind === 'double' || kind === 'decimal' ? 'ORDER BY v' : '';
}

/** SQL for how a cell `x` of text or JSON is read: what it is, its text, and whether the column has it at all. */
export function interpretation({ id, origin }: SourceColumn, x = 'x'): Record<'kind' | 'text' | 'present', string> {
  const json = origin === 'json';
  return {
    kind: json ? jsonKindSql(x) : textKindSql(x),
    text: json ? `CASE WHEN json_type(${x}) = 'VARCHAR' THEN ${x} ->> '$' ELSE CAST(${x} AS VARCHAR) END` : x,
    present: `${id} IS NOT NULL${json ? ` AND json_type(${id}) <> 'NULL'` : ''}`,
  };
}

async function interpretedValues(workspace: Workspace, column: SourceColumn): Promise<ColumnValues> {
  const { kind, text, present } = interpretation(column);
  const groups = `(SELECT ${column.id} AS x, count(*) AS c FROM source WHERE ${present} GROUP BY ALL)`;
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_cells AS SELECT ${kind} AS k, ${text} AS s, c FROM ${groups}`,
  );
  const kinds = await countKinds(workspace, 'column_cells');
  const type = inferType(kinds, column.origin);
  const sums = type.kind === 'integer' ? 'sum(t)' : 'NULL';
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_values AS SELECT v, sum(c) AS c, ${sums} AS t FROM ${typedRelation('column_cells', type)}
    GROUP BY v ${sorted(type)}`,
  );
  return { type, relation, kinds: kinds.counts };
}

/** How many cells of `cells` (k, s, c) are of which kind, and whether its whole numbers fit. */
export async function countKinds(workspace: Workspace, cells: string): Promise<KindCounts> {
  const fits = (type: string): string => `bool_and(k <> 'integral' OR TRY_CAST(trim(s) AS ${type}) IS NOT NULL)`;
  const rows = await workspace.rows(
    `SELECT k, sum(c) AS c, ${fits('BIGINT')} AS f64, ${fits('HUGEINT')} AS f128 FROM ${cells} GROUP BY k`,
  );
  const counts: KindCounts['counts'] = {};
  for (const row of rows) counts[row['k'] as CellKind] = Number(row['c']);
  const every = (name: string): boolean => rows.every((row) => row[name] === true);
  return { counts, fits: every('f64') ? 64 : every('f128') ? 128 : null };
}

function typedRelation(cells: string, { kind, name }: ColumnType): string {
  if (kind === 'text') return `(SELECT s AS v, c, NULL AS t FROM ${cells})`;
  if (kind === 'unknown') return `(SELECT s AS v, c, NULL AS t FROM ${cells} WHERE false)`;
  const value = `CAST(trim(s) AS ${name})`;
  const total = kind === 'integer' ? `CAST(${value} AS HUGEINT) * CAST(c AS BIGINT)` : 'NULL';
  return `(SELECT ${value} AS v, c, ${total} AS t FROM ${cells} WHERE k NOT IN ('empty', 'blank'))`;
}
