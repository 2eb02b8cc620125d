import { Failure, usageFailure } from '../failure.ts';
import { missingFields, refuseOtherFields } from './file-schemas.ts';
import type { FileFields } from './file-schemas.ts';
import type { InputFile } from './input-file.ts';
import type { Source, SourceReading } from './source.ts';
import { uniqueNames } from './source.ts';
import { sqlName, sqlText } from './sql.ts';
import type { Row, Workspace } from './workspace.ts';

/** Parquet files as they lie: columns are read from the files, nothing is copied. */
export async function openParquet({ workspace, files, options }: SourceReading): Promise<Source> {
  try {
    return await openTogether(workspace, files, options.unionByName === true);
  } catch (error) {
    throw parquetFailure(error, files, workspace);
  }
}

async function openTogether(workspace: Workspace, files: InputFile[], union: boolean): Promise<Source> {
  const schemas = files.length > 1 ? await fieldsOf(workspace, files) : [];
  if (!union) refuseOtherFields(schemas);
  const paths = files.map(({ plainPath }) => sqlText(plainPath)).join(', ');
  const relation = `read_parquet([${paths}]${union ? ', union_by_name = true' : ''})`;
  const found = await workspace.rows(`DESCRIBE SELECT * FROM ${relation}`);
  const names = found.map((row) => String(row['column_name']));
  const place = placeIn(names);
  const fields = names.map((name, index) => `${sqlName(name)} AS c${index}`).join(', ');
  await workspace.run(`CREATE VIEW source AS SELECT ${fields}, ${place.file} AS f, ${place.row} AS n FROM ${relation}`);
  const { count } = await workspace.row('SELECT count(*) AS count FROM source');
  return {
    columns: columnsOf(found, names),
    position: { file: 'f', row: 'n' },
    rowCount: Number(count),
    rejectedRows: null,
    missingFields: union ? missingFields(schemas) : [],
  };
}

function columnsOf(found: Row[], names: string[]): Source['columns'] {
  const unique = uniqueNames(names);
  return found.map((row, index) => ({
    name: unique[index] ?? '',
    id: `c${index}`,
    origin: 'typed' as const,
    type: String(row['column_type']),
  }));
}

/** DuckDB knows a row's file and number, unless the data has columns of these names. */
function placeIn(names: string[]): { file: string; row: string } {
  const known = (name: string): boolean => !names.some((taken) => taken.toLowerCase() === name);
  return {
    file: known('file_index') ? 'file_index' : '0',
    row: known('file_row_number') ? 'file_row_number' : `hash(${names.map(sqlName).join(', ')}) >> 24`,
  };
}

async function fieldsOf(workspace: Workspace, files: InputFile[]): Promise<FileFields[]> {
  const schemas: FileFields[] = [];
  for (const { path, plainPath } of files) {
    const found = await workspace.rows(`DESCRIBE SELECT * FROM read_parquet(${sqlText(plainPath)})`).catch((error) => {
      throw parquetFailure(error, [{ path }], workspace);
    });
    schemas.push({
      path,
      fields: found.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) })),
    });
  }
  return schemas;
}

/** What DuckDB found wrong with Parquet files, in words; any other error as it is. */
export function parquetFailure(error: unknown, files: readonly { path: string }[], workspace: Workspace): Error {
  if (error instanceof Failure) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/^(Binder|Catalog|Parser|Internal) Error/.test(text)) return error instanceof Error ? error : new Error(text);
  const plain = (text.split('\n')[0] ?? '').replace(/^[A-Za-z ]+ Error: /, '').replaceAll(workspace.folder, '');
  const place = files.length === 1 ? files[0]?.path : `one of ${files.length} files (${files[0]?.path}, …)`;
  return usageFailure(`${place} cannot be read as Parquet: ${plain}`, 'Is it whole, and really Parquet?');
}
