import type { ColumnProfile, Profile } from '../../checks/index.ts';
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
const longestType = 2000;

export interface FilesQuestion {
  paths: readonly string[];
  options: ReadingOptions;
  workspace: Workspace;
  /** Told before each step: how many of all steps are done, and what comes next. */
  onStep(done: number, steps: number, next: string): void;
  exactRows?: number;
  signal?: AbortSignal;
}

/** What one or more files of a dataset measure, without identity and time. */
export async function profileFiles(question: FilesQuestion): Promise<Omit<Profile, 'dataset'>> {
  const { options, workspace, onStep } = question;
  onStep(0, 1, 'reading');
  const files = await openFiles(question);
  const source = await openSource({ workspace, files, options });
  const exact = source.rowCount <= (question.exactRows ?? mostExactRows);
  const columns = await measureColumns(question, source, exact);
  onStep(source.columns.length + 1, source.columns.length + 2, 'repeated rows');
  const rows = source.columns.length > 0 && exact ? await rowMetrics(workspace, source) : {};
  return {
    rowCount: source.rowCount,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    fileCount: files.length,
    lastUpdated: new Date(Math.max(...files.map(({ modifiedAt }) => modifiedAt.getTime()))).toISOString(),
    ...rows,
    ...(source.columns.length > 0 && columns),
    ...(source.rejectedRows !== null && { counters: [rejectedCounter(source.rowCount, source.rejectedRows)] }),
  };
}

async function openFiles({
  paths,
  options: { format },
  workspace: { folder },
  signal,
}: FilesQuestion): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const [index, path] of paths.entries()) {
    files.push(await openInputFile(path, { folder, index, ...(format && { format }), ...(signal && { signal }) }));
  }
  return files;
}

type Columns = Required<Pick<Profile, 'schema' | 'columnMetrics'>>;

async function measureColumns(question: FilesQuestion, source: Source, exact: boolean): Promise<Columns> {
  const { options, workspace, onStep } = question;
  const wanted = wantedColumns(source.columns, options.columns);
  const fields: Columns['schema']['fields'] = [];
  const columns: [string, ColumnProfile][] = [];
  for (const [index, column] of source.columns.entries()) {
    onStep(index + 1, source.columns.length + 2, column.name);
    const asked = wanted.has(column.name);
    if (!asked && column.type !== undefined) {
      fields.push({ name: column.name, type: column.type.slice(0, longestType), ordinal: index + 1 });
      continue;
    }
    const { rowCount } = source;
    const { type, profile } = await measureColumn(workspace, { column, rowCount, maxTop: options.maxTop, exact });
    fields.push({
      name: column.name,
      ...(type !== undefined && { type: type.slice(0, longestType) }),
      ordinal: index + 1,
    });
    if (asked) columns.push([column.name, profile]);
  }
  return { schema: { fields }, columnMetrics: Object.fromEntries(columns) };
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
