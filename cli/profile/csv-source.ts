import { csvFailure } from './csv-failure.ts';
import { readCsvHeader } from './csv-header.ts';
import type { CsvHeader } from './csv-header.ts';
import { missingFields, refuseOtherFields } from './file-schemas.ts';
import type { InputFile } from './input-file.ts';
import { tablePosition, uniqueNames, withoutRows } from './source.ts';
import type { Source, SourceReading } from './source.ts';
import { sqlText } from './sql.ts';
import type { Workspace } from './workspace.ts';

const longestName = 2000;
const longestLineBytes = 8 * 1024 * 1024;

interface HeadedFile {
  file: InputFile;
  header: CsvHeader;
  /** The header's names, made unique. */
  names: string[];
}

/**
 * Loads CSV and TSV files as text, cell by cell, in one scan. An unquoted empty cell is null; a quoted one is the empty string.
 * Types are inferred later, by rules that do not depend on the order or number of rows.
 */
export async function loadCsv({ workspace, files, options }: SourceReading): Promise<Source> {
  const headed = files.flatMap((file): HeadedFile[] => {
    const header = headerOf(file, options);
    return header ? [{ file, header, names: uniqueNames(header.names) }] : [];
  });
  const [first] = headed;
  if (!first) return withoutRows();
  const schemas = headed.map(({ file: { path }, names }) => ({ path, fields: names.map((name) => ({ name })) }));
  if (!options.unionByName) refuseOtherFields(schemas);
  const names = [...new Set(headed.flatMap((file) => file.names))];
  await workspace.run(`CREATE TABLE source (${names.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
  for (const file of headed) {
    const into = file.names.map((name) => `c${names.indexOf(name)}`).join(', ');
    const from = (isStrict: boolean): string => readCsvSql(file, options, isStrict);
    await load(workspace, (isStrict) => `INSERT INTO source (${into}) SELECT * FROM ${from(isStrict)}`, file.file.path);
  }
  const { count } = await workspace.row('SELECT count(*) AS count FROM source');
  return {
    columns: names.map((name, index) => ({ name, id: `c${index}`, origin: 'csv' as const })),
    position: tablePosition,
    rowCount: Number(count),
    rejectedRows: options.ignoreErrors ? await rejected(workspace) : null,
    missingFields: options.unionByName ? missingFields(schemas) : [],
    ...(first.header.names.some((name, index) => name !== names[index]) &&
      headed.length === 1 && { header: first.header.names.map((name) => name.slice(0, longestName)) }),
  };
}

/** DuckDB's strict reader stops at a line that ends otherwise than the ones before (LF after CRLF); its lenient one reads on. */
const MIXED_LINE_ENDS = /state machine reached an invalid state/;

async function load(workspace: Workspace, sql: (isStrict: boolean) => string, path: string): Promise<void> {
  try {
    await workspace.run(sql(true)).catch((error: unknown) => {
      if (!MIXED_LINE_ENDS.test(String(error))) throw error;
      return workspace.run(sql(false));
    });
  } catch (error) {
    throw csvFailure(path, error);
  }
}

function headerOf(file: InputFile, options: SourceReading['options']): CsvHeader | null {
  const delimiter = options.delimiter ?? (file.format === 'tsv' ? '\t' : undefined);
  return readCsvHeader(file.plainPath, {
    path: file.path,
    encoding: options.encoding,
    ...(delimiter && { delimiter }),
  });
}

function readCsvSql({ file, header }: HeadedFile, options: SourceReading['options'], isStrict: boolean): string {
  const columns = header.names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const settings = [
    'auto_detect = false',
    'header = true',
    `skip = ${header.skippedLines}`,
    `columns = {${columns}}`,
    `delim = ${sqlText(header.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    `strict_mode = ${isStrict}`,
    `encoding = ${sqlText(options.encoding)}`,
    `max_line_size = ${longestLineBytes}`,
    `buffer_size = ${2 * longestLineBytes}`,
    ...(options.ignoreErrors ? ['store_rejects = true', 'rejects_limit = 0'] : []),
  ];
  return `read_csv(${sqlText(file.plainPath)}, ${settings.join(', ')})`;
}

async function rejected(workspace: Workspace): Promise<number> {
  const { count } = await workspace.row(
    'SELECT count(*) AS count FROM (SELECT DISTINCT scan_id, file_id, line FROM reject_errors)',
  );
  return Number(count);
}
