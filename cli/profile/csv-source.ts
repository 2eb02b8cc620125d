import { usageFailure } from '../failure.ts';
import { csvFailure } from './csv-failure.ts';
import { readCsvHeader } from './csv-header.ts';
import type { CsvHeader } from './csv-header.ts';
import type { InputFile } from './input-file.ts';
import { uniqueNames } from './source.ts';
import type { Source, SourceReading } from './source.ts';
import { sqlText } from './sql.ts';
import type { Workspace } from './workspace.ts';

const longestLineBytes = 8 * 1024 * 1024;

/**
 * Loads CSV and TSV files as text, cell by cell, in one scan. An unquoted empty cell is null; a quoted one is the empty string.
 * Types are inferred later, by rules that do not depend on the order or number of rows.
 */
export async function loadCsv({ workspace, files, options }: SourceReading): Promise<Source> {
  let names: string[] | null = null;
  for (const file of files) {
    const delimiter = options.delimiter ?? (file.format === 'tsv' ? '\t' : undefined);
    const header = readCsvHeader(file.plainPath, {
      path: file.path,
      encoding: options.encoding,
      ...(delimiter && { delimiter }),
    });
    if (!header) continue;
    if (names === null) {
      names = header.names;
      await workspace.run(`CREATE TABLE source (${names.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
    } else refuseOtherHeader({ path: files[0]?.path ?? '', names }, { path: file.path, names: header.names });
    const sql = `INSERT INTO source SELECT * FROM ${readCsvSql(file, header, options)}`;
    await workspace.run(sql).catch((error: unknown) => {
      throw csvFailure(file.path, error);
    });
  }
  if (names === null) return { columns: [], rowCount: 0, rejectedRows: null };
  const { count } = await workspace.row('SELECT count(*) AS count FROM source');
  const columns = uniqueNames(names).map((name, index) => ({ name, id: `c${index}`, origin: 'csv' as const }));
  return { columns, rowCount: Number(count), rejectedRows: options.ignoreErrors ? await rejected(workspace) : null };
}

function readCsvSql(file: InputFile, header: CsvHeader, options: SourceReading['options']): string {
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
    'strict_mode = true',
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

interface NamedFile {
  path: string;
  names: string[];
}

function refuseOtherHeader(first: NamedFile, other: NamedFile): void {
  const length = Math.max(first.names.length, other.names.length);
  for (let index = 0; index < length; index += 1) {
    const [wanted, found] = [first.names[index], other.names[index]];
    if (wanted === found) continue;
    throw usageFailure(
      `${other.path} is not of the same columns as ${first.path}: column ${index + 1} is ${shown(found)}, not ${shown(wanted)}`,
      'Files of one dataset have the same header. Profile them one by one, with --interval for each.',
    );
  }
}

function shown(name: string | undefined): string {
  return name === undefined ? 'missing' : JSON.stringify(name);
}
