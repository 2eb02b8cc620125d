import type { ColumnProfile, Profile } from '../../checks/profile.ts';
import { closestName } from '../closest-name.ts';
import { usageFailure } from '../failure.ts';
import { loadCsv } from './csv-source.ts';
import { openInputFile } from './input-file.ts';
import type { InputFile } from './input-file.ts';
import { loadJson } from './json-source.ts';
import { measureColumn } from './measure-column.ts';
import { openParquet } from './parquet-source.ts';
import type { ReadingOptions } from './profile-options.ts';
import type { Source, SourceColumn, SourceReading } from './source.ts';
import type { Workspace } from './workspace.ts';

/** Up to this many rows every count and quantile is exact; beyond, they carry their error. */
const mostExactRows = 5_000_000;

export interface FilesQuestion {
  paths: readonly string[];
  options: ReadingOptions;
  workspace: Workspace;
  /** Told before each step: how many of all steps are done, and what comes next. */
  onStep(done: number, steps: number, next: string): void;
  exactRows?: number;
}

/** What one or more files of a dataset measure, without identity and time. */
export async function profileFiles(question: FilesQuestion): Promise<Omit<Profile, 'dataset'>> {
  const { paths, options, workspace, onStep } = question;
  onStep(0, 1, 'reading');
  const files: InputFile[] = [];
  for (const [index, path] of paths.entries()) {
    files.push(
      await openInputFile(path, { folder: workspace.folder, index, ...(options.format && { format: options.format }) }),
    );
  }
  const source = await openSource({ workspace, files, options });
  const wanted = wantedColumns(source.columns, options.columns);
  const exact = source.rowCount <= (question.exactRows ?? mostExactRows);
  const fields = [];
  const columns: [string, ColumnProfile][] = [];
  for (const [index, column] of source.columns.entries()) {
    onStep(index + 1, source.columns.length + 2, column.name);
    const { rowCount } = source;
    const measured = await measureColumn(workspace, { column, rowCount, maxTop: options.maxTop, exact });
    fields.push({ ...measured.field, ordinal: index + 1 });
    if (wanted.has(column.name)) columns.push([column.name, measured.profile]);
  }
  onStep(source.columns.length + 1, source.columns.length + 2, 'repeated rows');
  const rows = source.columns.length > 0 && exact ? await rowMetrics(workspace, source) : {};
  return {
    rowCount: source.rowCount,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    fileCount: files.length,
    lastUpdated: new Date(Math.max(...files.map(({ modifiedAt }) => modifiedAt.getTime()))).toISOString(),
    ...rows,
    ...(source.columns.length > 0 && { schema: { fields }, columnMetrics: Object.fromEntries(columns) }),
    ...(source.rejectedRows !== null && { counters: [rejectedCounter(source.rowCount, source.rejectedRows)] }),
  };
}

async function openSource(reading: SourceReading): Promise<Source> {
  const formats = new Set(reading.files.map(({ format }) => format));
  const readers = new Set([...formats].map((format) => readerOf[format]));
  const [reader] = readers;
  if (!reader || readers.size > 1) {
    throw usageFailure(`files of different formats (${[...formats].join(', ')}) in one dataset`, 'Profile them apart.');
  }
  return reader(reading);
}

const readerOf = { csv: loadCsv, tsv: loadCsv, json: loadJson, jsonl: loadJson, parquet: openParquet };

function wantedColumns(columns: SourceColumn[], named: string[] | undefined): Set<string> {
  const names = columns.map(({ name }) => name);
  for (const name of named ?? []) {
    if (names.includes(name)) continue;
    const near = closestName(name, names);
    throw usageFailure(
      `there is no column ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`,
      `Columns: ${names.join(', ')}`,
    );
  }
  return new Set(named ?? names);
}

async function rowMetrics(
  workspace: Workspace,
  { columns, rowCount }: Source,
): Promise<Pick<Profile, 'duplicateRowCount' | 'emptyRowCount'>> {
  const empty = columns.map(({ id }) => `${id} IS NULL`).join(' AND ');
  const { distinct } = await workspace.row('SELECT count(*) AS distinct FROM (SELECT DISTINCT * FROM source)');
  const { nothing } = await workspace.row(`SELECT count(*) AS nothing FROM source WHERE ${empty}`);
  return { duplicateRowCount: rowCount - Number(distinct), emptyRowCount: Number(nothing) };
}

function rejectedCounter(read: number, failed: number): { id: string; tested: number; failed: number } {
  return { id: 'malformed-lines', tested: read + failed, failed };
}
