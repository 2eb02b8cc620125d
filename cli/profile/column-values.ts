import { jsonKindSql, textKindSql } from './cell-kind.ts';
import type { CellKind } from './cell-kind.ts';
import { declaredType, inferType } from './infer-type.ts';
import type { ColumnType, KindCounts } from './infer-type.ts';
import type { SourceColumn } from './source.ts';
import type { Workspace } from './workspace.ts';

/**
 * The non-null values of one column as a relation (v, c, t): a value, how many rows have it, and their sum for numbers.
 * `grouped` says that each value stands in it once; otherwise each row stands for itself and counts of distinct values are estimates.
 */
export interface ColumnValues {
  type: ColumnType;
  relation: string;
  grouped: boolean;
  kinds: KindCounts['counts'] | null;
}

/** Prepares a column for measuring. Grouped values are a temporary table, replaced by the next column's; else the source is read anew. */
export async function columnValues(
  workspace: Workspace,
  column: SourceColumn,
  grouped: boolean,
): Promise<ColumnValues> {
  if (column.origin !== 'typed') return interpretedValues(workspace, column, grouped);
  const type = declaredType(column.type ?? '');
  const cell =
    type.kind === 'text'
      ? `CAST(${column.id} AS VARCHAR)`
      : type.kind === 'double'
        ? `CAST(${column.id} AS DOUBLE)`
        : column.id;
  const total = type.kind === 'integer' || type.kind === 'decimal' ? ['sum(v)', 'v'] : ['NULL', 'NULL'];
  const cells = `(SELECT ${cell} AS v FROM source WHERE ${column.id} IS NOT NULL)`;
  if (!grouped) return { type, relation: `(SELECT v, 1 AS c, ${total[1]} AS t FROM ${cells})`, grouped, kinds: null };
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_values AS SELECT v, count(*) AS c, ${total[0]} AS t FROM ${cells} GROUP BY v`,
  );
  return { type, relation: 'column_values', grouped, kinds: null };
}

async function interpretedValues(workspace: Workspace, column: SourceColumn, grouped: boolean): Promise<ColumnValues> {
  const json = column.origin === 'json';
  const kind = json ? jsonKindSql('x') : textKindSql('x');
  const text = json ? `CASE WHEN json_type(x) = 'VARCHAR' THEN x ->> '$' ELSE CAST(x AS VARCHAR) END` : 'x';
  const present = `${column.id} IS NOT NULL${json ? ` AND json_type(${column.id}) <> 'NULL'` : ''}`;
  let cells = `(SELECT ${kind} AS k, ${text} AS s, 1 AS c FROM (SELECT ${column.id} AS x FROM source WHERE ${present}))`;
  if (grouped) {
    const groups = `(SELECT ${column.id} AS x, count(*) AS c FROM source WHERE ${present} GROUP BY ALL)`;
    await workspace.run(
      `CREATE OR REPLACE TEMP TABLE column_cells AS SELECT ${kind} AS k, ${text} AS s, c FROM ${groups}`,
    );
    cells = 'column_cells';
  }
  const kinds = await countKinds(workspace, cells);
  const type = inferType(kinds, column.origin);
  const relation = typedRelation(cells, type);
  if (!grouped) return { type, relation, grouped, kinds: kinds.counts };
  const sums = type.kind === 'integer' ? 'sum(t)' : 'NULL';
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_values AS SELECT v, sum(c) AS c, ${sums} AS t FROM ${relation} GROUP BY v`,
  );
  return { type, relation: 'column_values', grouped, kinds: kinds.counts };
}

async function countKinds(workspace: Workspace, cells: string): Promise<KindCounts> {
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
