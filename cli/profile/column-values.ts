import { jsonKindSql, textKindSql } from './cell-kind.ts';
import type { CellKind } from './cell-kind.ts';
import { declaredType, inferType } from './infer-type.ts';
import type { ColumnType, KindCounts } from './infer-type.ts';
import type { SourceColumn } from './source.ts';
import type { Row, Workspace } from './workspace.ts';

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

/** Cells that were read and told apart already, as a relation (k, s, c). */
export interface ReadCells extends KindCounts {
  relation: string;
}

/** Groups the values of a column into a temporary table, replaced by the next column's; from its cells where those were read. */
export async function columnValues(
  workspace: Workspace,
  column: SourceColumn,
  read?: ReadCells,
): Promise<ColumnValues> {
  if (column.origin !== 'typed')
    return interpretedValues(workspace, column, read ?? (await readCells(workspace, column)));
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

async function interpretedValues(
  workspace: Workspace,
  { origin }: SourceColumn,
  { relation: cells, ...kinds }: ReadCells,
): Promise<ColumnValues> {
  const type = inferType(kinds, origin);
  const sums = type.kind === 'integer' ? 'sum(t)' : 'NULL';
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_values AS SELECT v, sum(c) AS c, ${sums} AS t FROM ${typedRelation(cells, type)}
    GROUP BY v ${sorted(type)}`,
  );
  return { type, relation, kinds: kinds.counts };
}

async function readCells(workspace: Workspace, column: SourceColumn): Promise<ReadCells> {
  const { kind, text, present } = interpretation(column);
  const groups = `(SELECT ${column.id} AS x, count(*) AS c FROM source WHERE ${present} GROUP BY ALL)`;
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE column_cells AS SELECT ${kind} AS k, ${text} AS s, c FROM ${groups}`,
  );
  return { ...(await countKinds(workspace, 'column_cells')), relation: 'column_cells' };
}

/** So many cells are read together: for few of them, asking column by column costs more than reading does. */
const fewCells = 200_000;

/**
 * The cells of all these columns of text, read by one query instead of one for each, with their columns' names; none when there are
 * too many of them to lie in memory together.
 */
export async function readCellsTogether(
  workspace: Workspace,
  { columns, rowCount }: { columns: readonly SourceColumn[]; rowCount: number },
): Promise<Map<string, ReadCells>> {
  const texts = columns.filter(({ origin }) => origin === 'csv');
  if (texts.length < 2 || texts.length * rowCount > fewCells) return new Map();
  const ids = texts.map(({ id }) => id).join(', ');
  const groups = `(SELECT j, x, count(*) AS c FROM (SELECT unnest([${ids}]) AS x, unnest(range(${texts.length})) AS j FROM source)
    WHERE x IS NOT NULL GROUP BY ALL)`;
  await workspace.run(
    `CREATE OR REPLACE TEMP TABLE cells AS SELECT j, ${textKindSql('x')} AS k, x AS s, c FROM ${groups}`,
  );
  const rows = await workspace.rows(`SELECT j, ${kindFields} FROM cells GROUP BY j, k`);
  const cells = texts.map(({ name }, index): [string, ReadCells] => {
    const counts = kindsIn(rows.filter(({ j }) => Number(j) === index));
    return [name, { ...counts, relation: `(SELECT k, s, c FROM cells WHERE j = ${index})` }];
  });
  return new Map(cells);
}

const fits = (type: string): string => `bool_and(k <> 'integral' OR TRY_CAST(trim(s) AS ${type}) IS NOT NULL)`;
const kindFields = `k, sum(c) AS c, ${fits('BIGINT')} AS f64, ${fits('HUGEINT')} AS f128`;

/** How many cells of `cells` (k, s, c) are of which kind, and whether its whole numbers fit. */
export async function countKinds(workspace: Workspace, cells: string): Promise<KindCounts> {
  return kindsIn(await workspace.rows(`SELECT ${kindFields} FROM ${cells} GROUP BY k`));
}

function kindsIn(rows: readonly Row[]): KindCounts {
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
