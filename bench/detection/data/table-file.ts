import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCsv } from '../../../cli/profile/csv-source.ts';
import { openInputFile } from '../../../cli/profile/input-file.ts';
import { openParquet } from '../../../cli/profile/parquet-source.ts';
import { sqlName, sqlText } from '../../../cli/profile/sql.ts';
import { openWorkspace } from '../../../cli/profile/workspace.ts';
import type { Workspace } from '../../../cli/profile/workspace.ts';
import type { Cell, ColumnKind, Table } from '../inject/table.ts';
import type { Profile } from '../../../checks/index.ts';
import { Trouble } from '../trouble.ts';
import { reading } from './profile-file.ts';

const kindOf: Record<string, ColumnKind> = { number: 'number', string: 'text', date: 'time', timestamp: 'time' };

/** The rows of a CSV, TSV or Parquet file as text, by the profiler's own readers; kinds are those that its profile found. */
export async function readTable(path: string, profile: Profile): Promise<Table> {
  const workspace = await openWorkspace({ ...reading, inMemory: true });
  try {
    const file = await openInputFile(path, { folder: workspace.folder, index: 0, encoding: reading.encoding });
    if (!['csv', 'tsv', 'parquet'].includes(file.format))
      throw new Trouble(`${path}: errors can be injected into CSV, TSV and Parquet, not ${file.format}`);
    const open = file.format === 'parquet' ? openParquet : loadCsv;
    const { columns, position } = await open({ workspace, files: [file], options: reading });
    const cells: Cell[][] = [];
    for (const { id } of columns) {
      const rows = await workspace.rows(`SELECT CAST(${id} AS VARCHAR) AS v FROM source ORDER BY ${position.row}`);
      cells.push(rows.map(({ v }) => (v === null || v === undefined ? null : String(v))));
    }
    return {
      names: columns.map(({ name }) => name),
      kinds: columns.map(({ name }) => kindOf[profile.columnMetrics?.[name]?.type ?? ''] ?? 'other'),
      columns: cells,
      types: columns.map(({ type }) => type),
    };
  } finally {
    workspace.close();
  }
}

/** Writes the table to a new file in `folder`: CSV, or Parquet when its columns have types. */
export async function writeTable(table: Table, folder: string, name: string): Promise<string> {
  const csv = join(folder, `${name}.csv`);
  writeFileSync(csv, csvText(table));
  if (table.types.every((type) => type === undefined)) return csv;
  const workspace = await openWorkspace({ ...reading, inMemory: true });
  try {
    return await asParquet(workspace, { table, csv, path: join(folder, `${name}.parquet`) });
  } finally {
    workspace.close();
  }
}

/** A column keeps its type while each cell can be one as it stands, else it becomes text, as a writer would have to do. */
async function asParquet(
  workspace: Workspace,
  { table, csv, path }: { table: Table; csv: string; path: string },
): Promise<string> {
  const file = await openInputFile(csv, { folder: workspace.folder, index: 0, encoding: reading.encoding });
  const { columns } = await loadCsv({ workspace, files: [file], options: reading });
  const fields: string[] = [];
  for (const [index, { id, name }] of columns.entries()) {
    const type = table.types[index] ?? 'VARCHAR';
    fields.push(`CAST(${id} AS ${await fittingType(workspace, id, type)}) AS ${sqlName(name)}`);
  }
  await workspace.run(
    `COPY (SELECT ${fields.join(', ')} FROM source ORDER BY rowid) TO ${sqlText(path)} (FORMAT parquet)`,
  );
  return path;
}

/** Casts are lenient where a program that writes is not: they round 8.5, and take a time with spaces around it. */
async function fittingType(workspace: Workspace, id: string, type: string): Promise<string> {
  const { bad, points, other } = await workspace.row(`SELECT
    count(*) FILTER (WHERE TRY_CAST(${id} AS ${type}) IS NULL OR ${id} <> trim(${id})) AS bad,
    count(*) FILTER (WHERE contains(${id}, '.')) AS points,
    count(*) FILTER (WHERE CAST(TRY_CAST(${id} AS ${type}) AS VARCHAR) <> ${id}) AS other
    FROM source WHERE ${id} IS NOT NULL`);
  if (Number(bad) > 0) return 'VARCHAR';
  if (/INT/.test(type)) return Number(points) > 0 ? 'DOUBLE' : type;
  return /DATE|TIME/.test(type) && Number(other) > 0 ? 'VARCHAR' : type;
}

/** A null is nothing between two commas; a text is quoted where it must be, and where it is empty. */
export function csvText({ names, columns }: Pick<Table, 'names' | 'columns'>): string {
  const rows = columns[0]?.length ?? 0;
  const lines = [names.map(quoted).join(',')];
  for (let row = 0; row < rows; row++) lines.push(columns.map((cells) => quoted(cells[row] ?? null)).join(','));
  return `${lines.join('\n')}\n`;
}

/** Bytes that a column's cells take in a CSV text, without what lies between them. */
export const cellBytes = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + (cell === null ? 0 : Buffer.byteLength(quoted(cell))), 0);

function quoted(cell: Cell): string {
  if (cell === null) return '';
  return cell === '' || /[",\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
